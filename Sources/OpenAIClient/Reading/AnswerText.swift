import GenerationAPI

/// An answer as it grows: its text, with reasoning between `<think>` and `</think>`, and what can be
/// counted in it.
struct AnswerText {
  /// Bytes of text, and pieces, that an answer may have.
  static let longest = 4 << 20
  static let mostPieces = 1 << 19

  private(set) var text = ""
  /// Tokens: those that have log-probabilities, or one for each other piece of text.
  private(set) var tokens = 0
  /// Of them, reasoning.
  private(set) var reasoning = 0
  /// Pieces of the stream that had text or tokens.
  private(set) var pieces = 0
  /// Every token was said to be one.
  private(set) var isExact = true
  private(set) var firstAt: Double?
  private(set) var lastAt: Double?
  /// Milliseconds between pieces.
  private(set) var gaps: [Double] = []
  /// Reasoning was seen, in fields of its own or between tags.
  private(set) var sawReasoning = false

  private var isInField = false
  private var tags = ThinkTags()
  private var filter: SecretFilter

  /// - Parameters:
  ///   - secrets: what is not to be in it.
  ///   - shortest: bytes of those that are looked for.
  init(hiding secrets: [String] = [], of shortest: Int = 0) {
    filter = SecretFilter(secrets, shortest: shortest)
  }

  var isTooLarge: Bool { text.utf8.count > Self.longest || max(pieces, tokens) > Self.mostPieces }

  /// - Parameter t: when it came, in seconds.
  mutating func take(_ chunk: AnswerChunk, at t: Double) -> [GeneratedToken] {
    guard !chunk.parts.isEmpty || !chunk.entries.isEmpty else { return [] }
    pieces += 1
    if let lastAt { gaps.append(max(0, (t - lastAt) * 1000)) }
    firstAt = firstAt ?? t
    lastAt = t
    var made: [GeneratedToken] = []
    // Log-probabilities are of the answer where both are in one piece.
    let owner = chunk.parts.lastIndex { !$0.isReasoning } ?? chunk.parts.indices.last
    for (index, part) in chunk.parts.enumerated() {
      let opening = opening(part)
      isInField = part.isReasoning
      tags.take(opening + part.text)
      let wasReasoning = part.isReasoning || tags.isOpen
      if wasReasoning || tags.wasOpened { sawReasoning = true }
      let entries = index == owner ? chunk.entries : []
      let new =
        entries.isEmpty
        ? [GeneratedToken(id: nil, text: opening + part.text, logprob: nil)]
        : Self.tokens(entries, opening, part.text)
      if entries.isEmpty { isExact = false }
      tokens += new.count
      if wasReasoning { reasoning += new.count }
      made += new
    }
    if owner == nil {
      made = Self.tokens(chunk.entries, "", "")
      tokens += made.count
      if isInField || tags.isOpen { reasoning += made.count }
    }
    for index in made.indices {
      made[index].text = filter.take(made[index].text)
      text += made[index].text
    }
    return made
  }

  /// What still waits to be seen at the end.
  mutating func rest() -> GeneratedToken? {
    let rest = filter.finish()
    text += rest
    return rest.isEmpty ? nil : GeneratedToken(id: nil, text: rest, logprob: nil)
  }

  /// Text that is ours: what a server meant that was no text.
  mutating func add(remark: String) -> GeneratedToken {
    let token = GeneratedToken(id: nil, text: (text.isEmpty ? "" : "\n\n") + remark, logprob: nil)
    text += token.text
    return token
  }

  /// Tags that stand before a part where fields change.
  private func opening(_ part: AnswerChunk.Part) -> String {
    if part.isReasoning == isInField { return "" }
    return part.isReasoning ? (text.isEmpty ? "" : "\n\n") + "<think>" : "</think>\n\n"
  }

  /// One token for each entry; the text is the part's, whatever the entries say.
  private static func tokens(
    _ entries: [AnswerChunk.Entry], _ opening: String, _ text: String
  ) -> [GeneratedToken] {
    let isSplit = entries.map(\.text).joined().utf8.elementsEqual(text.utf8)
    return entries.enumerated().map { index, entry in
      let own = isSplit ? entry.text : index == entries.count - 1 ? text : ""
      return GeneratedToken(
        id: entry.id, text: index == 0 ? opening + own : own, logprob: entry.logprob)
    }
  }
}

/// Follows `<think>` at an answer's start up to `</think>`, both perhaps in pieces.
struct ThinkTags {
  private(set) var isOpen = false
  private(set) var wasOpened = false
  private var isDecided = false
  /// What may be the beginning of a tag.
  private var tail: [UInt8] = []

  private static let opening = Array("<think>".utf8)
  private static let closing = Array("</think>".utf8)

  mutating func take(_ text: String) {
    if isDecided, !isOpen { return }
    for byte in text.utf8 {
      if !isDecided {
        if tail.isEmpty, byte <= 0x20 { continue }
        tail.append(byte)
        guard Self.opening.starts(with: tail) else {
          isDecided = true
          return
        }
        guard tail.count == Self.opening.count else { continue }
        (isDecided, isOpen, wasOpened) = (true, true, true)
        tail = []
      } else {
        tail.append(byte)
        while !Self.closing.starts(with: tail) { tail.removeFirst() }
        guard tail.count == Self.closing.count else { continue }
        isOpen = false
        return
      }
    }
  }
}
