/// How long sessions are kept: whole days, as `90`, `90 days`, `12 weeks`, `6 months` or `1 year` say
/// it. A month has 30 of them and a year 365.
public struct KeptTime: Sendable, Equatable, CustomStringConvertible {
  public let days: Int
  /// As it was written.
  public let description: String

  /// A thousand years.
  private static let daysLimit = 365_000
  private static let units = [
    ("day", 1), ("week", 7), ("month", 30), ("year", 365),
  ]

  /// Nil for no such time, and for none at all.
  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard let first = words.first, words.count <= 2, let count = Int(first) else { return nil }
    let unit = words.count == 2 ? String(words[1]) : "days"
    guard let (_, length) = Self.units.first(where: { $0.0 == unit || $0.0 + "s" == unit }) else {
      return nil
    }
    let (days, overflow) = count.multipliedReportingOverflow(by: length)
    guard !overflow, 1...Self.daysLimit ~= days else { return nil }
    self.days = days
    description = words.count == 2 ? text : "\(count) \(count == 1 ? "day" : "days")"
  }
}
