import Cells
import Configuration

/// The models that are here and the systems there are, for people.
struct ModelsTable {
  let local: [LocalModels.Model]
  let rows: [CatalogueRow]
  let sentences: RowSentences
  /// Bytes of memory this process could have.
  let available: Int
  /// How a file's weights are stored, by its path; nil where it is damaged, or no model.
  let quantisation: (String) -> String?

  /// What is said where the shipped catalogue is missing.
  static let noCatalogue =
    "the catalogue of systems (catalogue.yaml) is not beside lineup; install lineup again"

  private static let unreadable = "?"

  private static let gap = "  "

  // MARK: Here

  /// A line for each model that is here, or one that says there is none.
  func hereText(width: Int?) -> String {
    guard !local.isEmpty else {
      return "here\n  no model yet: lineup models pull smollm2 gets a small one\n"
    }
    let lines = local.map { model -> [String] in
      [
        width == nil ? model.name : Self.short(model.name),
        ModelFiles(model.path).bytes.map(Amounts.bytes) ?? "",
        quantisation(model.path) ?? Self.unreadable, model.path,
      ]
    }
    let widths = (0..<3).map { column in lines.map { Amounts.width($0[column]) }.max() ?? 0 }
    let text = lines.map { line -> String in
      let start =
        "  " + Amounts.padded(line[0], widths[0]) + Self.gap + Self.right(line[1], widths[1])
        + Self.gap + Amounts.padded(line[2], widths[2]) + Self.gap
      // A path's end says more than its beginning.
      return start + Self.ending(line[3], width.map { $0 - Amounts.width(start) }) + "\n"
    }
    let note =
      lines.contains { $0[2] == Self.unreadable }
      ? "  \(Self.unreadable) can't be opened: lineup inspect NAME says why\n" : ""
    return "here\n" + text.joined() + note
  }

  /// Names are told apart by their ends.
  private static func short(_ name: String) -> String {
    SafeText(name).elidingMiddle(to: nameWidth).string
  }

  /// Cells of a name on a terminal.
  private static let nameWidth = 24

  private static func ending(_ text: String, _ width: Int?) -> String {
    guard let width, Amounts.width(text) > width else { return text }
    var end = SafeText(text).string
    while !end.isEmpty, Amounts.width(end) > max(8, width) - 1 { end.removeFirst() }
    return "…" + end
  }

  // MARK: Systems

  private struct Line {
    var cells: [String]
    /// A group's name takes the whole line.
    var heading: String?
  }

  private static let titles =
    ["", "year", "params", "access"] + RowMemory.quantisations + ["training", "licence"]
  /// Columns whose cells end at the same place.
  private static let numbers: Set<Int> = [1, 2, 4, 5, 6]
  /// Columns that there is a place for only on wide lines: which, and what they are not cut below.
  private static let wide = [(column: 7, least: 16), (8, 16)]

  /// Groups with a line for each system; what is too wide for a line is cut.
  func systemsText(width: Int?) -> String {
    var lines: [Line] = []
    for family in families {
      lines.append(Line(cells: [], heading: heading(family)))
      lines += family.map { Line(cells: cells($0)) }
    }
    let table = [Line(cells: Self.titles)] + lines
    var widths = Self.titles.indices.map { column in
      table.map { $0.heading == nil ? Amounts.width($0.cells[column]) : 0 }.max() ?? 0
    }
    widths[0] += 2
    Self.fit(&widths, width)
    return table.map { line in
      if let heading = line.heading {
        return SafeText(heading).elidingEnd(to: width ?? .max).string + "\n"
      }
      return Self.text(line.cells, widths) + "\n"
    }.joined()
  }

  /// Rows of a family together, in the order in which families come first.
  private var families: [[CatalogueRow]] {
    var order: [String] = []
    let members = Dictionary(grouping: rows, by: \.family)
    for row in rows where !order.contains(row.family) { order.append(row.family) }
    return order.compactMap { members[$0] }
  }

  /// "LLaMA (Meta, Stanford)".
  private func heading(_ family: [CatalogueRow]) -> String {
    var makers: [String] = []
    for maker in family.compactMap(\.maker) where !makers.contains(maker) { makers.append(maker) }
    let name = family.first?.family ?? ""
    return makers.isEmpty ? name : "\(name) (\(makers.joined(separator: ", ")))"
  }

  /// Takes columns away, and cells from others, until a line is no wider than `width`.
  private static func fit(_ widths: inout [Int], _ width: Int?) {
    guard let width else { return }
    func excess() -> Int {
      let shown = widths.filter { $0 > 0 }
      return shown.reduce(0, +) + gap.utf8.count * (shown.count - 1) - width
    }
    widths[0] = min(widths[0], nameWidth + 2)
    for (column, least) in wide {
      widths[column] = max(min(widths[column], least), widths[column] - max(0, excess()))
    }
    for (column, _) in wide.reversed() where excess() > 0 { widths[column] = 0 }
    // Of a very narrow line the years go, then the memory of what takes most.
    for column in [1, 6, 5] where excess() > 0 { widths[column] = 0 }
    if excess() > 0 { widths[0] = max(12, widths[0] - excess()) }
  }

  private static func text(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (column, width) in widths.enumerated() where width > 0 {
      if column > 0 { line += gap }
      let cell = column == 0 ? "  " + cells[0] : cells[column]
      // Names are told apart by their ends.
      let safe = SafeText(cell)
      let text =
        (column == 0 ? safe.elidingMiddle(to: width) : safe.elidingEnd(to: width)).string
      line += numbers.contains(column) ? right(text, width) : Amounts.padded(text, width)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }

  private func cells(_ row: CatalogueRow) -> [String] {
    let memory = RowMemory(row, available: available)
    let totals = memory.totals.map { total -> String in
      guard let total else { return "– " }
      return Amounts.decimal(Double(total) / 1_073_741_824) + (total <= available ? " " : "!")
    }
    return [
      row.name, row.year.map(String.init) ?? "",
      row.parameters.map(CatalogueRow.text(parameters:)) ?? "–",
      access(row),
    ] + totals + [row.training ?? "", row.licence ?? ""]
  }

  private func access(_ row: CatalogueRow) -> String {
    switch row.access {
    case .weights:
      if sentences.local.path(named: row.name) != nil { return "weights: here" }
      return CatalogueEntry(row) == nil ? "weights: by hand" : "weights: pull"
    case .api: return "API"
    case .private: return "private"
    case .withdrawn: return "withdrawn"
    case .product: return "product"
    case .server: return "server"
    }
  }

  /// What the table's words and signs mean, and what to do next.
  func legend(width: Int?) -> String {
    let text = """
      \(RowMemory.quantisations.joined(separator: ", ")): planned memory in GiB with a context of \
      \(RowMemory.contextSize) tokens; ! is more than the \(Amounts.bytes(available)) there are.
      lineup models pull NAME gets weights; lineup models show NAME tells all of a system, also how \
      weights are got by hand.
      """
    return RowCard.wrapped(text, width: max(20, min(80, width ?? 80))).map { $0 + "\n" }.joined()
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - Amounts.width(text))) + text
  }
}
