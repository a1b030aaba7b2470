/// A template's text as the lexer walks over it: newlines are `\n`, the last one is left out.
struct Source: Sendable {
  let bytes: [UInt8]
  /// Byte at which the lexer stands.
  private(set) var offset = 0
  private(set) var position = Position()

  init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte == Byte.newline && previous == Byte.carriageReturn {
        // The second half of a newline that is there already.
      } else {
        bytes.append(byte == Byte.carriageReturn ? Byte.newline : byte)
      }
      previous = byte
    }
    if bytes.last == Byte.newline { bytes.removeLast() }
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset >= bytes.count }

  /// The byte so far ahead, nil behind the end.
  func peek(_ distance: Int = 0) -> UInt8? {
    let index = offset + distance
    return index < bytes.count ? bytes[index] : nil
  }

  /// Whether the next byte begins a line.
  var isAtLineStart: Bool { offset == 0 || bytes[offset - 1] == Byte.newline }

  mutating func advance(_ count: Int = 1) {
    let end = min(bytes.count, offset + count)
    while offset < end {
      let byte = bytes[offset]
      if byte == Byte.newline {
        position.line &+= 1
        position.column = 1
      } else if byte & 0xC0 != 0x80 {
        position.column &+= 1
      }
      offset += 1
    }
  }

  /// Skips what Python takes for blank.
  mutating func skipBlanks() {
    while let length = Blank.length(in: bytes, at: offset) { advance(length) }
  }

  func begins(with text: StaticString, at distance: Int = 0) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset + distance + count <= bytes.count else { return false }
    for index in 0..<count where bytes[offset + distance + index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// The scalar that begins at a byte, and how many bytes it has.
  func scalar(at index: Int) -> (Unicode.Scalar, Int)? { UTF8Text.scalar(in: bytes, at: index) }
}

enum Byte {
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let backslash = UInt8(ascii: "\\")
  static let percent = UInt8(ascii: "%")
  static let leftBrace = UInt8(ascii: "{")
  static let rightBrace = UInt8(ascii: "}")
  static let hash = UInt8(ascii: "#")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let zero = UInt8(ascii: "0")

  static func isDigit(_ byte: UInt8?) -> Bool {
    byte.map { zero...UInt8(ascii: "9") ~= $0 } ?? false
  }
}

/// What Python's `str.isspace` takes for blank.
enum Blank {
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9...13, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: false
    }
  }

  /// The bytes of the blank that begins here, nil if none does.
  static func length(in bytes: [UInt8], at index: Int) -> Int? {
    guard index < bytes.count else { return nil }
    let byte = bytes[index]
    if byte < 0x80 { return contains(Unicode.Scalar(byte)) ? 1 : nil }
    guard let (scalar, length) = UTF8Text.scalar(in: bytes, at: index) else { return nil }
    return contains(scalar) ? length : nil
  }

  /// The bytes without the blanks at their end.
  static func end(of bytes: ArraySlice<UInt8>) -> Int {
    var end = bytes.endIndex
    while end > bytes.startIndex {
      var start = end - 1
      while start > bytes.startIndex && bytes[start] & 0xC0 == 0x80 { start -= 1 }
      guard let (scalar, _) = UTF8Text.scalar(in: bytes, at: start), contains(scalar) else { break }
      end = start
    }
    return end
  }
}

/// Scalars in bytes that are known to be UTF-8.
enum UTF8Text {
  static func scalar<Bytes: RandomAccessCollection<UInt8>>(
    in bytes: Bytes, at index: Int
  ) -> (Unicode.Scalar, Int)? where Bytes.Index == Int {
    guard index < bytes.endIndex else { return nil }
    let first = bytes[index]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard index + length <= bytes.endIndex else { return nil }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  static func count(_ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBufferPointer { buffer in
      var count = 0
      for byte in buffer where byte & 0xC0 != 0x80 { count &+= 1 }
      return count
    }
  }

  static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    if scalar.value < 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    } else {
      bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }
  }
}
