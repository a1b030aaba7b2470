import HTTP

/// When a server that could not answer is asked again.
enum RetryRule {
  static let most = 3
  /// Seconds that a server may ask to wait.
  static let patience = 60.0

  static func isBusy(_ status: Int) -> Bool { [429, 500, 502, 503, 504, 529].contains(status) }

  /// Seconds that a server asks to wait; nil where it does not say.
  ///
  /// - Parameter wallTime: seconds since 1970, for those that say until when.
  static func asked(_ head: HTTPHead, wallTime: Double) -> Double? {
    if let text = head.headers["retry-after-ms"], let milliseconds = Double(text),
      milliseconds.isFinite, milliseconds >= 0
    {
      return milliseconds / 1000
    }
    guard let text = head.headers["retry-after"] else { return nil }
    if let seconds = Double(text) { return seconds.isFinite && seconds >= 0 ? seconds : nil }
    return HTTPDate.seconds(text).map { max(0, $0 - wallTime) }
  }

  /// Seconds before the next try, where the server does not say.
  ///
  /// - Parameters:
  ///   - tries: that failed, from 1.
  ///   - chance: from 0 to 1, so that many who were refused together do not come back together.
  static func pause(after tries: Int, chance: Double) -> Double {
    Double(1 << min(max(0, tries - 1), 6)) * (0.5 + 0.5 * min(max(0, chance), 1))
  }
}

/// Dates as HTTP writes them (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Of "Sun, 06 Nov 1994 08:49:37 GMT": seconds since 1970. The two forms that nobody writes any more
  /// are none.
  static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: " ")
    guard text.utf8.count <= 40, parts.count == 6, parts[5] == "GMT",
      let day = Int(parts[1]), 1...31 ~= day, let month = months.firstIndex(of: String(parts[2])),
      let year = Int(parts[3]), 1970...9999 ~= year
    else { return nil }
    let clock = parts[4].split(separator: ":").map { Int($0) ?? -1 }
    guard clock.count == 3, 0..<24 ~= clock[0], 0..<60 ~= clock[1], 0...60 ~= clock[2] else {
      return nil
    }
    // Days from years that begin in March, so that leap days come last.
    let shifted = month < 2 ? year - 1 : year
    let inYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + inYear - 719_468
    return Double(days * 86400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
  }
}
