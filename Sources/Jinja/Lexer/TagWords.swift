/// What stands within tags: names, numbers, strings, symbols.
extension Lexer {
  mutating func word() throws(JinjaError) -> Token {
    let position = source.position
    guard let byte = source.peek(), let (scalar, _) = source.scalar(at: source.offset) else {
      return Token(kind: .end, position: position)
    }
    if Byte.isDigit(byte) { return Token(kind: try number(), position: position) }
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
      return Token(kind: .string(try string(quote: byte)), position: position)
    }
    if scalar == "_" || scalar.properties.isXIDStart {
      return Token(kind: .name(name()), position: position)
    }
    guard let symbol = Symbol(byte, source.peek(1)) else {
      throw fail(.unexpectedCharacter(String(scalar)))
    }
    if let closing = symbol.closing {
      // Bounded here, since the parser may not come to see them all.
      if open.count >= JinjaLimits.syntaxDepth {
        throw fail(.tooDeep(limit: JinjaLimits.syntaxDepth))
      }
      open.append(closing)
    } else if symbol.isClosing {
      guard let expected = open.popLast() else {
        throw fail(.unexpected("'\(symbol.rawValue)'", expected: nil))
      }
      guard expected == symbol else {
        throw fail(.unexpected("'\(symbol.rawValue)'", expected: "'\(expected.rawValue)'"))
      }
    }
    source.advance(symbol.rawValue.utf8.count)
    return Token(kind: .symbol(symbol), position: position)
  }

  private mutating func name() -> String {
    let start = source.offset
    while let (scalar, length) = source.scalar(at: source.offset), scalar.properties.isXIDContinue {
      source.advance(length)
    }
    return String(decoding: source.bytes[start..<source.offset], as: UTF8.self)
  }

  // MARK: Numbers

  private mutating func number() throws(JinjaError) -> Token.Kind {
    if let float = floatLength() {
      let text = digits(float)
      guard let value = Double(text), value.isFinite else { throw fail(.numberTooLarge) }
      source.advance(float)
      return .float(value)
    }
    var radix = 10
    var length = 1
    if source.peek() == Byte.zero {
      switch source.peek(1).map({ $0 | 0x20 }) {
      case UInt8(ascii: "b"): radix = 2
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "x"): radix = 16
      default: break
      }
      if radix != 10 {
        let end = digitsEnd(from: 2, radix: radix, startsWithUnderscore: true)
        if end > 2 { length = end } else { radix = 10 }
      }
      if radix == 10 {
        // Only zeros may follow a zero.
        while source.peek(length) == Byte.zero
          || source.peek(length) == UInt8(ascii: "_") && source.peek(length + 1) == Byte.zero
        {
          length += source.peek(length) == Byte.zero ? 1 : 2
        }
      }
    } else {
      length = digitsEnd(from: 0, radix: 10, startsWithUnderscore: false)
    }
    let text = digits(length)
    guard let value = Int(radix == 10 ? text[...] : text.dropFirst(2), radix: radix) else {
      throw fail(.numberTooLarge)
    }
    source.advance(length)
    return .integer(value)
  }

  /// The next bytes without their underscores.
  private func digits(_ length: Int) -> String {
    let bytes = source.bytes[source.offset..<source.offset + length]
    return String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
  }

  /// Where digits end that have at most one underscore between them.
  private func digitsEnd(from start: Int, radix: Int, startsWithUnderscore: Bool) -> Int {
    func isDigit(_ byte: UInt8?) -> Bool {
      guard let byte, let value = Character(Unicode.Scalar(byte)).hexDigitValue else {
        return false
      }
      return value < radix
    }
    var end = start
    while true {
      if isDigit(source.peek(end)) {
        end += 1
      } else if source.peek(end) == UInt8(ascii: "_"), isDigit(source.peek(end + 1)),
        end > start || startsWithUnderscore
      {
        end += 2
      } else {
        return end
      }
    }
  }

  /// How long the float is that stands here, if one does.
  private func floatLength() -> Int? {
    if source.offset > 0, source.bytes[source.offset - 1] == UInt8(ascii: ".") { return nil }
    func digitsEnd(_ start: Int) -> Int {
      self.digitsEnd(from: start, radix: 10, startsWithUnderscore: false)
    }
    var end = digitsEnd(0)
    var isFloat = false
    if source.peek(end) == UInt8(ascii: "."), Byte.isDigit(source.peek(end + 1)) {
      end = digitsEnd(end + 1)
      isFloat = true
    }
    if let byte = source.peek(end), byte | 0x20 == UInt8(ascii: "e") {
      let hasSign = source.peek(end + 1) == Byte.plus || source.peek(end + 1) == Byte.minus
      let exponent = end + (hasSign ? 2 : 1)
      if Byte.isDigit(source.peek(exponent)) {
        end = digitsEnd(exponent)
        isFloat = true
      }
    }
    return isFloat ? end : nil
  }

  // MARK: Strings

  private mutating func string(quote: UInt8) throws(JinjaError) -> [UInt8] {
    let bytes = source.bytes
    let start = source.offset + 1
    var end = start
    while end < bytes.count, bytes[end] != quote {
      end += bytes[end] == Byte.backslash ? 2 : 1
    }
    guard end < bytes.count else { throw fail(.unclosed("a string")) }
    let text: [UInt8]
    if bytes[start..<end].contains(Byte.backslash) {
      do {
        text = try Escapes.decode(bytes[start..<end])
      } catch { throw fail(.badString(error.why)) }
    } else {
      text = Array(bytes[start..<end])
    }
    source.advance(end + 1 - source.offset)
    return text
  }
}
