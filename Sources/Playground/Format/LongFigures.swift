/// Numbers where there is room for their unit.
extension Figures {
  /// "512 bytes", "22.5 KiB", "92.1 MiB", "1.53 GiB".
  static func bytes(_ count: Int) -> String {
    guard count >= 1024 else { return "\(max(0, count)) bytes" }
    var value = Double(count)
    var units = ["KiB", "MiB", "GiB", "TiB"][...]
    value /= 1024
    while value >= 1024, units.count > 1 {
      value /= 1024
      units.removeFirst()
    }
    return decimal(value, places: value < 9.995 ? 2 : 1) + " " + (units.first ?? "")
  }

  /// "31 ms", "12.3 s"; a dash where there is no value.
  static func milliseconds(_ value: Double?, ascii: Bool) -> String {
    guard let value, value.isFinite, value >= 0 else { return missing(1, ascii: ascii) }
    if value < 9.995 { return decimal(value, places: 2) + " ms" }
    if value < 99.95 { return decimal(value, places: 1) + " ms" }
    if value < 9999.5 { return decimal(value, places: 0) + " ms" }
    return decimal(value / 1000, places: 1) + " s"
  }

  /// A wait between tokens in 6 cells: "4.71ms", "  31ms".
  static func gap(_ value: Double?, ascii: Bool) -> String {
    guard let value, value.isFinite, value >= 0, value < 9.995 else {
      return wait(milliseconds: value, ascii: ascii)
    }
    return decimal(value, places: 2) + "ms"
  }

  /// "51.3 tok/s"; a dash where there is no value.
  static func perSecond(_ value: Double?, ascii: Bool) -> String {
    let text = rate(value, ascii: ascii).drop { $0 == " " }
    return hasValue(String(text)) ? text + " tok/s" : String(text)
  }
}
