extension JSONValue {
  /// What becomes of a string that is no Unicode text.
  public enum TextRule: Sendable {
    /// Invalid UTF-8 and lone surrogates become U+FFFD.
    case repaired
    /// They are errors.
    case strict
  }

  /// Reads one JSON value (RFC 8259) that fills `bytes`, blanks around it allowed.
  ///
  /// At most 64 levels and 1,048,576 values, so that a short input cannot take much memory. Of
  /// equal keys in one object all are kept. A number too large for a `Double` becomes null.
  ///
  /// Foundation's `JSONDecoder` would do for none of this: it forgets the order of fields and
  /// those it does not know, gives no byte offset, and takes 7 µs for an event.
  public static func parse(
    _ bytes: [UInt8], text: TextRule = .repaired
  ) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, rule: text)
    return try parser.document()
  }
}

/// A recursive descent over the bytes of one JSON value.
struct JSONParser {
  static let depthLimit = 64
  static let valueLimit = 1 << 20

  private let bytes: [UInt8]
  private let rule: JSONValue.TextRule
  private var position = 0
  private var values = 0

  init(bytes: [UInt8], rule: JSONValue.TextRule) {
    self.bytes = bytes
    self.rule = rule
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    if peek() != nil { throw JSONError(.trailingBytes, offset: position) }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    values += 1
    if values > Self.valueLimit {
      throw JSONError(.tooManyValues(limit: Self.valueLimit), offset: position)
    }
    guard let byte = peek() else { throw unexpectedHere() }
    switch byte {
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw unexpectedHere()
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> [JSONField] {
    try enter(depth)
    var fields: [JSONField] = []
    if take(UInt8(ascii: "}")) { return fields }
    repeat {
      guard peek() == UInt8(ascii: "\"") else { throw unexpected() }
      let key = try string()
      guard take(UInt8(ascii: ":")) else { throw unexpected() }
      fields.append(JSONField(key, try value(depth: depth)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw unexpected() }
    return fields
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
    try enter(depth)
    var elements: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return elements }
    repeat {
      elements.append(try value(depth: depth))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw unexpected() }
    return elements
  }

  private mutating func enter(_ depth: Int) throws(JSONError) {
    if depth > Self.depthLimit {
      throw JSONError(.tooDeep(limit: Self.depthLimit), offset: position)
    }
    position += 1
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    for offset in 0..<word.utf8CodeUnitCount {
      guard position < bytes.count, bytes[position] == word.utf8Start[offset] else {
        throw unexpectedHere()
      }
      position += 1
    }
    return value
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    var isWhole = true
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") { position += 1 } else { try digits() }
    if current == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isWhole = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let whole = Int(text) { return .integer(whole) }
    if isWhole, let whole = UInt64(text) { return .unsigned(whole) }
    guard let number = Double(text), number.isFinite else { return .null }
    return .number(number)
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while let byte = current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
    if position == start { throw JSONError(.badNumber, offset: position) }
  }

  // MARK: Bytes

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// The next byte that is not blank; the position stands on it.
  private mutating func peek() -> UInt8? {
    while let byte = current {
      guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return byte }
      position += 1
    }
    return nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func unexpected() -> JSONError {
    _ = peek()
    return unexpectedHere()
  }

  private func unexpectedHere() -> JSONError {
    JSONError(current.map { .unexpectedByte($0) } ?? .unexpectedEnd, offset: position)
  }
}

// MARK: Strings

extension JSONParser {
  /// Reads a string; the position stands on its opening quote.
  private mutating func string() throws(JSONError) -> String {
    let quote = position
    position += 1
    var start = position
    var unescaped: [UInt8] = []
    while true {
      guard let byte = current else { throw unexpectedHere() }
      switch byte {
      case UInt8(ascii: "\""):
        let tail = bytes[start..<position]
        position += 1
        // Nearly all strings have no escapes and need no second copy.
        return try unescaped.isEmpty
          ? text(tail, at: quote) : text(ArraySlice(unescaped + tail), at: quote)
      case UInt8(ascii: "\\"):
        unescaped += bytes[start..<position]
        try escape(into: &unescaped)
        start = position
      case 0..<0x20:
        throw JSONError(.controlCharacter(byte), offset: position)
      default:
        position += 1
      }
    }
  }

  private func text(_ slice: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> String {
    switch rule {
    case .repaired: return String(decoding: slice, as: UTF8.self)
    case .strict:
      guard let text = String(validating: slice, as: UTF8.self) else {
        throw JSONError(.invalidUTF8, offset: offset)
      }
      return text
    }
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    let start = position
    position += 1
    guard let byte = current else { throw unexpectedHere() }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += try scalar(from: start).utf8
    default: throw JSONError(.badEscape, offset: start)
    }
  }

  /// The scalar of a `\u` escape, or of two where they are a surrogate pair.
  private mutating func scalar(from start: Int) throws(JSONError) -> String {
    let unit = try hex(from: start)
    if let scalar = Unicode.Scalar(unit) { return String(scalar) }
    if 0xD800..<0xDC00 ~= unit, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      let second = position
      position += 2
      let low = try hex(from: second)
      if 0xDC00..<0xE000 ~= low,
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      {
        return String(scalar)
      }
      // What follows is no second half, but may be the first of another pair.
      position = second
    }
    if rule == .strict { throw JSONError(.loneSurrogate, offset: start) }
    return "\u{FFFD}"
  }

  private mutating func hex(from start: Int) throws(JSONError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current else { throw unexpectedHere() }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw JSONError(.badEscape, offset: start)
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}
