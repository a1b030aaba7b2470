import JSON
import SessionLog

/// One thing that `lineup doctor` looked at.
struct Check {
  enum Status: String {
    /// As it should be.
    case ok
    /// Works, but could be better; or a fact worth knowing.
    case note
    /// Something will not work.
    case problem
  }

  var group: String
  var name: String
  var status: Status
  var value: String
  /// What to do about it, with the line to paste.
  var advice: String?

  init(
    _ group: String, _ name: String, _ status: Status, _ value: String, advice: String? = nil
  ) {
    self.group = group
    self.name = name
    self.status = status
    self.value = value
    self.advice = advice
  }

  /// Something that is as it should be.
  init(_ group: String, _ name: String, _ value: String) { self.init(group, name, .ok, value) }

  var json: JSONValue {
    .object([
      JSONField("group", .string(group)), JSONField("check", .string(name)),
      JSONField("status", .string(status.rawValue)), JSONField("value", .string(value)),
      JSONField("advice", advice.map { .string($0) } ?? .null),
    ])
  }

  /// Two lines at most: what was found, and below it what to do.
  var text: String {
    let mark =
      switch status {
      case .ok: "✓"
      case .note: "·"
      case .problem: "✗"
      }
    let line = "  \(mark) " + Amounts.padded(name, 14) + " " + value
    return advice.map { line + "\n" + String(repeating: " ", count: 19) + "→ " + $0 } ?? line
  }
}
