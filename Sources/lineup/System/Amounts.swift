import Cells

/// Amounts as people read them.
enum Amounts {
  /// "98.4 MiB", "1.53 GiB".
  static func bytes(_ count: Int) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(count)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    guard unit > 0 else { return "\(count) \(count == 1 ? "byte" : "bytes")" }
    return "\(decimal(value)) \(units[unit])"
  }

  /// "134.5M", "1.24B".
  static func count(_ count: Int) -> String {
    switch count {
    case ..<1000: "\(count)"
    case ..<1_000_000: decimal(Double(count) / 1e3) + "K"
    case ..<1_000_000_000: decimal(Double(count) / 1e6) + "M"
    default: decimal(Double(count) / 1e9) + "B"
    }
  }

  /// Three digits and a bit: "1.53", "98.4", "512"; "?" for what no amount can be, as a damaged file
  /// may say.
  static func decimal(_ value: Double) -> String {
    guard value >= 0, value < 1e15 else { return "?" }
    let places = value < 9.995 ? 2 : value < 999.95 ? 1 : 0
    let scale = [1.0, 10, 100][places]
    let scaled = Int((value * scale).rounded())
    guard places > 0 else { return "\(scaled)" }
    let rest = "\(scaled % Int(scale))"
    return "\(scaled / Int(scale))." + String(repeating: "0", count: places - rest.count) + rest
  }

  /// The text with blanks behind it, at least `width` cells.
  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - self.width(text)))
  }

  /// The cells a text takes.
  static func width(_ text: String) -> Int { DisplayWidth().of(SafeText(text)) }
}
