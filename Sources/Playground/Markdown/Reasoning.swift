/// What a model thought before it answered: `<think>…</think>` at an answer's start.
public struct Reasoning: Sendable, Equatable {
  /// What was thought, without its tags, as UTF-8 offsets into the answer.
  var thought: Range<Int>
  /// Where the answer itself begins.
  var end: Int
  /// `</think>` has not come yet.
  var isOpen: Bool

  /// An answer without what was thought before it.
  public static func withoutThought(_ answer: String) -> String {
    guard let reasoning = Reasoning(of: answer) else { return answer }
    let rest = answer.utf8.dropFirst(reasoning.end).drop { $0 <= 0x20 }
    return String(decoding: Array(rest), as: UTF8.self)
  }

  private static let opening = Array("<think>".utf8)
  private static let closing = Array("</think>".utf8)

  /// Nil where an answer does not begin with a thought.
  init?(of answer: String) {
    var text = answer
    let found = text.withUTF8 { bytes -> Reasoning? in
      var start = 0
      while start < bytes.count, bytes[start] <= 0x20 { start += 1 }
      guard bytes[start...].starts(with: Self.opening) else { return nil }
      start += Self.opening.count
      var index = start
      while index < bytes.count {
        if bytes[index] == Self.closing[0], bytes[index...].starts(with: Self.closing) {
          return Reasoning(
            thought: start..<index, end: index + Self.closing.count, isOpen: false)
        }
        index += 1
      }
      return Reasoning(thought: start..<bytes.count, end: bytes.count, isOpen: true)
    }
    guard let found else { return nil }
    self = found
  }

  private init(thought: Range<Int>, end: Int, isOpen: Bool) {
    self.thought = thought
    self.end = end
    self.isOpen = isOpen
  }
}
