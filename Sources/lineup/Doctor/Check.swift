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

  /// The same where what was found is whole sentences: in lines of 80 cells.
  var wrapped: String {
    var check = self
    let indent = "\n" + String(repeating: " ", count: 19)
    check.value = Self.lines(value, width: 61).joined(separator: indent)
    check.advice = advice.map { Self.lines($0, width: 59).joined(separator: indent + "  ") }
    return check.text
  }

  /// A text broken at blanks; longer words stay whole.
  private static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, Amounts.width(line) + 1 + Amounts.width(String(word)) > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }
}
