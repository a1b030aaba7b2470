/// Cuts a template into tokens, one at a time.
///
/// Follows Jinja with `trim_blocks` and `lstrip_blocks`: a block's or a comment's tag takes the
/// newline behind it, and the blanks before it where nothing else stands on its line; `-` takes all
/// blanks on its side, `+` leaves them.
struct Lexer: Sendable {
  enum State { case text, raw, block, variable }

  var source: Source
  var state = State.text
  /// The brackets that are open in the tag: its end does not count within them.
  var open: [Symbol] = []
  /// Where the tag began that is being read.
  var tag = Position()

  init(_ text: String) { source = Source(text) }

  mutating func next() throws(JinjaError) -> Token {
    while true {
      switch state {
      case .text: if let token = try text() { return token }
      case .raw: return try raw()
      case .block, .variable: return try inTag()
      }
    }
  }

  func fail(_ reason: JinjaError.Reason) -> JinjaError { JinjaError(reason, at: source.position) }

  // MARK: Text

  /// Text up to the next tag or comment; nil if there is none before it.
  private mutating func text() throws(JinjaError) -> Token? {
    // A tag whose text has been handed out is waiting.
    let start = source.offset
    let position = source.position
    let lineStarts = source.isAtLineStart
    var end = start
    let bytes = source.bytes
    var kind: UInt8?
    while end + 1 < bytes.count {
      if bytes[end] == Byte.leftBrace {
        let next = bytes[end + 1]
        if next == Byte.leftBrace || next == Byte.percent || next == Byte.hash {
          kind = next
          break
        }
      }
      end += 1
    }
    guard let kind else {
      if source.isAtEnd { return Token(kind: .end, position: position) }
      let rest = Array(bytes[start...])
      source.advance(rest.count)
      return Token(kind: .data(rest), position: position)
    }
    let sign = end + 2 < bytes.count ? bytes[end + 2] : 0
    let hasSign = sign == Byte.minus || sign == Byte.plus
    let isVariable = kind == Byte.leftBrace
    let kept = Self.kept(
      bytes[start..<end], sign: hasSign ? sign : nil, isVariable: isVariable,
      lineStarts: lineStarts)
    source.advance(end - start)
    tag = source.position
    if kind == Byte.percent, let length = rawTag() {
      source.advance(length)
      state = .raw
    } else {
      source.advance(hasSign ? 3 : 2)
      switch kind {
      case Byte.hash: try comment()
      case Byte.percent: state = .block
      default: state = .variable
      }
    }
    if kept.isEmpty && state == .text { return nil }
    if kept.isEmpty && state == .raw { return nil }
    if kept.isEmpty { return begin() }
    if state == .block || state == .variable { isBeginDue = true }
    return Token(kind: .data(Array(kept)), position: position)
  }

  /// Whether text was handed out and the tag behind it is to be announced.
  private var isBeginDue = false

  private func begin() -> Token {
    Token(kind: state == .block ? .blockBegin : .variableBegin, position: tag)
  }

  /// What is left of the text before a tag.
  private static func kept(
    _ text: ArraySlice<UInt8>, sign: UInt8?, isVariable: Bool, lineStarts: Bool
  ) -> ArraySlice<UInt8> {
    if sign == Byte.minus { return text[..<Blank.end(of: text)] }
    guard sign == nil, !isVariable else { return text }
    let newline = text.lastIndex(of: Byte.newline)
    guard newline != nil || lineStarts else { return text }
    let line = newline.map { $0 + 1 } ?? text.startIndex
    return Blank.end(of: text[line...]) == line ? text[..<line] : text
  }

  /// Skips to behind a comment's end.
  private mutating func comment() throws(JinjaError) {
    let bytes = source.bytes
    var end = source.offset
    while end + 1 < bytes.count,
      bytes[end] != Byte.hash || bytes[end + 1] != Byte.rightBrace
    { end += 1 }
    guard end + 1 < bytes.count else {
      // Where nothing at all follows, Jinja lets it pass.
      if source.isAtEnd {
        state = .text
        return
      }
      throw JinjaError(.unclosed("a comment"), at: tag)
    }
    let sign = end > source.offset ? bytes[end - 1] : 0
    source.advance(end + 2 - source.offset)
    endTag(sign: sign)
    state = .text
  }

  /// Takes the blanks that a tag's end takes.
  private mutating func endTag(sign: UInt8) {
    if sign == Byte.minus {
      source.skipBlanks()
    } else if sign != Byte.plus, source.peek() == Byte.newline {
      source.advance()
    }
  }

  // MARK: Raw

  /// The length of `{% raw %}`, if that is next, with the blanks that it takes.
  private func rawTag() -> Int? {
    var ahead = source
    ahead.advance(2)
    if ahead.peek() == Byte.minus || ahead.peek() == Byte.plus { ahead.advance() }
    ahead.skipBlanks()
    guard ahead.begins(with: "raw") else { return nil }
    ahead.advance(3)
    ahead.skipBlanks()
    if ahead.begins(with: "-%}") {
      ahead.advance(3)
      ahead.skipBlanks()
    } else if ahead.begins(with: "%}") {
      ahead.advance(2)
    } else {
      return nil
    }
    return ahead.offset - source.offset
  }

  /// The text up to `{% endraw %}`.
  private mutating func raw() throws(JinjaError) -> Token {
    let start = source.offset
    let position = source.position
    let lineStarts = source.isAtLineStart
    while !source.isAtEnd {
      guard source.begins(with: "{%") else {
        source.advance()
        continue
      }
      let end = source.offset
      var ahead = source
      ahead.advance(2)
      var sign: UInt8?
      if let byte = ahead.peek(), byte == Byte.minus || byte == Byte.plus {
        sign = byte
        ahead.advance()
      }
      ahead.skipBlanks()
      guard ahead.begins(with: "endraw") else {
        source.advance()
        continue
      }
      ahead.advance(6)
      ahead.skipBlanks()
      let endSign = ahead.peek().flatMap { $0 == Byte.minus || $0 == Byte.plus ? $0 : nil }
      guard ahead.begins(with: "%}", at: endSign == nil ? 0 : 1) else {
        source.advance()
        continue
      }
      ahead.advance(endSign == nil ? 2 : 3)
      source = ahead
      endTag(sign: endSign ?? 0)
      state = .text
      let kept = Self.kept(
        source.bytes[start..<end], sign: sign, isVariable: false, lineStarts: lineStarts)
      return Token(kind: .data(Array(kept)), position: position)
    }
    if start == source.bytes.count {
      state = .text
      return Token(kind: .end, position: position)
    }
    throw JinjaError(.unclosed("a 'raw' block"), at: tag)
  }

  // MARK: Tags

  private mutating func inTag() throws(JinjaError) -> Token {
    if isBeginDue {
      isBeginDue = false
      return begin()
    }
    while true {
      if open.isEmpty, let end = tagEnd() { return end }
      guard Blank.length(in: source.bytes, at: source.offset) != nil else { break }
      source.skipBlanks()
    }
    if source.isAtEnd { return Token(kind: .end, position: source.position) }
    return try word()
  }

  private mutating func tagEnd() -> Token? {
    let position = source.position
    let sign = source.peek() ?? 0
    switch state {
    case .block:
      let hasSign = sign == Byte.minus || sign == Byte.plus
      guard source.begins(with: "%}", at: hasSign ? 1 : 0) else { return nil }
      source.advance(hasSign ? 3 : 2)
      endTag(sign: hasSign ? sign : 0)
      state = .text
      return Token(kind: .blockEnd, position: position)
    case .variable:
      let hasSign = sign == Byte.minus
      guard source.begins(with: "}}", at: hasSign ? 1 : 0) else { return nil }
      source.advance(hasSign ? 3 : 2)
      if hasSign { source.skipBlanks() }
      state = .text
      return Token(kind: .variableEnd, position: position)
    case .text, .raw: return nil
    }
  }
}
