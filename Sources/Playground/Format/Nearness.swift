/// Finds names that somebody may have meant.
public enum Nearness {
  /// Up to three names within two edits (Damerau's optimal string alignment), or that begin so;
  /// capitals or not is all the same.
  public static func nearest(to text: String, among names: [String]) -> [String] {
    guard !text.isEmpty else { return [] }
    let text = text.lowercased()
    let ranked = names.map { name -> (String, Int) in
      let small = name.lowercased()
      return (name, small.hasPrefix(text) ? 1 : distance(text, small))
    }
    return ranked.filter { $0.1 <= 2 }.sorted { $0.1 < $1.1 }.prefix(3).map(\.0)
  }

  /// "did you mean a, b or c?"; nil where nothing is near.
  public static func question(_ near: [String]) -> String? {
    guard let last = near.last else { return nil }
    let others = near.dropLast().joined(separator: ", ")
    return "did you mean \(others.isEmpty ? "" : others + " or ")\(last)?"
  }

  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    guard abs(a.count - b.count) <= 2, a.count < 64 else { return 3 }
    var rows = [Array(0...b.count)]
    for i in 1...max(1, a.count) where i <= a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...max(1, b.count) where j <= b.count {
        let substitution = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(rows[i - 1][j] + 1, row[j - 1] + 1, substitution)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], rows[i - 2][j - 2] + 1)
        }
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
