/// How numbers are written, each in a field of fixed width so that nothing moves while it changes.
enum Figures {
  /// Stands where there is no value yet.
  static func missing(_ width: Int, ascii: Bool = false) -> String {
    padded(ascii ? "-" : "–", width, count: 1)
  }

  /// Whether a field holds a value, and not what stands for none.
  static func hasValue(_ field: String) -> Bool { field.utf8.contains { 0x30...0x39 ~= $0 } }

  /// Tokens per second with three digits, in 5 cells: "  212", " 51.3", " 9.87".
  static func rate(_ rate: Double?, ascii: Bool = false) -> String {
    guard let rate, rate.isFinite, rate >= 0 else { return missing(5, ascii: ascii) }
    let text =
      if rate < 9.995 {
        decimal(rate, places: 2)
      } else if rate < 99.95 {
        decimal(rate, places: 1)
      } else {
        decimal(min(rate, 99_999), places: 0)
      }
    return padded(text, 5)
  }

  /// A rate in as few cells as can be: "212", "51".
  static func shortRate(_ rate: Double?, ascii: Bool = false) -> String {
    guard let rate, rate.isFinite, rate >= 0 else { return ascii ? "-" : "–" }
    return decimal(min(rate, 99_999), places: 0)
  }

  /// A wait in 6 cells: "  31ms", "1234ms", " 12.3s".
  static func wait(milliseconds: Double?, ascii: Bool = false) -> String {
    guard let wait = milliseconds, wait.isFinite, wait >= 0 else { return missing(6, ascii: ascii) }
    if wait < 9999.5 { return padded(decimal(wait, places: 0) + "ms", 6) }
    if wait < 999_950 { return padded(decimal(wait / 1000, places: 1) + "s", 6) }
    return padded(decimal(min(wait / 1000, 99_999), places: 0) + "s", 6)
  }

  /// A count of tokens in 5 cells.
  static func tokens(_ count: Int?, ascii: Bool = false) -> String {
    guard let count, count >= 0 else { return missing(5, ascii: ascii) }
    return padded(String(min(count, 99_999)), 5)
  }

  /// A share in 4 cells. Anything used at all is 1 %, and 100 % is full.
  static func percent(_ used: Int, of total: Int?, ascii: Bool = false) -> String {
    guard let total, total > 0, used >= 0 else { return missing(4, ascii: ascii) }
    return padded("\(percentage(used, of: total))%", 4)
  }

  static func percentage(_ used: Int, of total: Int) -> Int {
    guard total > 0, used > 0 else { return 0 }
    if used >= total { return 100 }
    let share = Double(used) / Double(total) * 100
    return min(99, max(1, Int(share.rounded(.up))))
  }

  /// A count with commas: "1,204".
  static func grouped(_ count: Int) -> String {
    var digits = String(count.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits = String(digits.dropLast(3))
    }
    return (count < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// A count of parameters: "134.5M", "1.24B".
  static func parameters(_ count: Int) -> String {
    let count = Double(max(0, count))
    if count >= 999_950_000 { return decimal(count / 1e9, places: 2) + "B" }
    if count >= 999_950 { return decimal(count / 1e6, places: 1) + "M" }
    return decimal(count / 1000, places: 0) + "k"
  }

  /// Whole MiB, rounded up to 1 where there is anything at all.
  static func mebibytes(_ bytes: Int) -> String {
    guard bytes > 0 else { return "0" }
    return decimal(max(1, Double(bytes) / 1_048_576), places: 0)
  }

  /// GiB with one place: "0.4".
  static func gibibytes(_ bytes: Int) -> String {
    decimal(Double(max(0, bytes)) / 1_073_741_824, places: 1)
  }

  /// A setting's value: "0", "0.8", "0.05".
  static func setting(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "?" }
    if value < 0 { return "-" + setting(-value) }
    var text = decimal(value, places: 4)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// Rounds half away from zero; for values from 0 to 10^12.
  static func decimal(_ value: Double, places: Int) -> String {
    let scale = [1.0, 10, 100, 1000, 10_000][places]
    let whole = Int((min(max(0, value), 1e12) * scale).rounded())
    guard places > 0 else { return String(whole) }
    let unit = Int(scale)
    return "\(whole / unit)." + padded(String(whole % unit), places, with: "0")
  }

  private static func padded(
    _ text: String, _ width: Int, count: Int? = nil, with filling: Character = " "
  ) -> String {
    String(repeating: filling, count: max(0, width - (count ?? text.utf8.count))) + text
  }
}
