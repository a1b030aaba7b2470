/// The catalogue that is shipped and the user's, whose rows take the place of shipped ones of their name.
public struct ModelCatalogue: Sendable {
  /// In the order of the files, those of the user that are new at the end.
  public let rows: [CatalogueRow]
  public let problems: [Problem]
  /// Whether the shipped one was found and could be read.
  public let hasShipped: Bool

  /// What problems call both files.
  static let file = "catalogue.yaml"

  /// - Parameters:
  ///   - own: the path of the user's file, which need not be there; nil where there is no place for one.
  ///   - shipped: the path of the shipped one; nil where it is not found.
  public init(own: String?, shipped: String?) {
    var problems: [Problem] = []
    func read(_ path: String?) -> CatalogueReading? {
      guard let path else { return nil }
      do throws(Problem) {
        guard let text = try TextFile.read(path, name: Self.file) else { return nil }
        return CatalogueReading(text, file: Self.file)
      } catch {
        problems.append(error)
        return nil
      }
    }
    let first = read(shipped)
    var second = read(own)
    var rows = first?.rows ?? []
    for var row in second?.rows ?? [] {
      row.isOwn = true
      if let index = rows.firstIndex(where: { $0.name == row.name }) {
        rows[index] = row
      } else {
        rows.append(row)
      }
    }
    second?.checkAlternatives(among: rows.map(\.name))
    self.rows = rows
    self.problems = problems + (first?.problems.all ?? []) + (second?.problems.all ?? [])
    hasShipped = !(first?.rows ?? []).isEmpty
  }

  /// The rows of one text, as if there were no other.
  public init(text: String) {
    var reading = CatalogueReading(text, file: Self.file)
    reading.checkAlternatives(among: reading.rows.map(\.name))
    rows = reading.rows
    problems = reading.problems.all
    hasShipped = false
  }

  /// The row of a name; what only differs in capitals, blanks, `-` and `_` is taken for it.
  public func row(named name: String) -> CatalogueRow? {
    if let row = rows.first(where: { $0.name == name }) { return row }
    let folded = Self.folded(name)
    let found = rows.filter { Self.folded($0.name) == folded }
    return found.count == 1 ? found.first : nil
  }

  /// Rows that come closest to one, as far as they are there.
  public func alternatives(to row: CatalogueRow) -> [CatalogueRow] {
    row.alternatives.compactMap { name in rows.first { $0.name == name } }
  }

  private static func folded(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.lowercased().unicodeScalars.filter { !" -_".unicodeScalars.contains($0) }))
  }
}
