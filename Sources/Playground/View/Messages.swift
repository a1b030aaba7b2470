/// What was said on the hint line, with the time it was said.
struct Messages: Sendable, Equatable {
  struct Message: Sendable, Equatable {
    var text: String
    var time: Double
    /// How often in a row.
    var count = 1
  }

  /// Oldest first.
  private(set) var entries: [Message] = []

  static let limit = 200
  /// Code points that are kept of one.
  static let textLimit = 500

  mutating func add(_ text: String, at time: Double) {
    let text = String(text.unicodeScalars.prefix(Self.textLimit))
    if let last = entries.indices.last, entries[last].text == text {
      entries[last].time = time
      entries[last].count += 1
      return
    }
    entries.append(Message(text: text, time: time))
    if entries.count > Self.limit { entries.removeFirst() }
  }

  /// How long ago something was: "now", "12 s", "3 min", "2 h".
  static func age(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 1 else { return "now" }
    if seconds < 60 { return "\(Int(seconds)) s" }
    if seconds < 3600 { return "\(Int(seconds / 60)) min" }
    return seconds < 1e9 ? "\(Int(seconds / 3600)) h" : "long ago"
  }
}
