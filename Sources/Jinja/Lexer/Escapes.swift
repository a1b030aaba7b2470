/// Escape sequences of a string, as Python's `unicode-escape` codec reads them.
struct Escapes: Error {
  var why: String

  static func decode(_ bytes: ArraySlice<UInt8>) throws(Escapes) -> [UInt8] {
    var decoder = Decoder(bytes: bytes, index: bytes.startIndex)
    return try decoder.all()
  }

  private struct Decoder {
    let bytes: ArraySlice<UInt8>
    var index: Int
    var text: [UInt8] = []

    mutating func all() throws(Escapes) -> [UInt8] {
      while index < bytes.endIndex {
        let byte = bytes[index]
        index += 1
        if byte != Byte.backslash {
          text.append(byte)
        } else if index < bytes.endIndex {
          try escape()
        } else {
          throw Escapes(why: "a backslash at its end")
        }
      }
      return text
    }

    private mutating func escape() throws(Escapes) {
      let byte = bytes[index]
      guard byte < 0x80 else { return spelledOut() }
      index += 1
      switch byte {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "a"): text.append(0x07)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "v"): text.append(0x0B)
      case Byte.backslash, UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(byte)
      case Byte.newline: break
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        index -= 1
        try append(number(radix: 8, digits: 1...3))
      case UInt8(ascii: "x"): try append(number(radix: 16, digits: 2...2))
      case UInt8(ascii: "u"): try append(number(radix: 16, digits: 4...4))
      case UInt8(ascii: "U"): try append(number(radix: 16, digits: 8...8))
      case UInt8(ascii: "N"): throw Escapes(why: "characters can't be named")
      default: text += [Byte.backslash, byte]
      }
    }

    /// Python spells out what is not ASCII before it looks for escapes: a backslash there
    /// makes it stay so.
    private mutating func spelledOut() {
      guard let (scalar, length) = UTF8Text.scalar(in: bytes, at: index) else { return }
      index += length
      let value = scalar.value
      let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
      let digits = String(value, radix: 16)
      text.append(Byte.backslash)
      text += (letter + String(repeating: "0", count: width - digits.utf8.count) + digits).utf8
    }

    private mutating func number(radix: UInt32, digits: ClosedRange<Int>) throws(Escapes) -> UInt32
    {
      var value: UInt32 = 0
      var count = 0
      while count < digits.upperBound, index < bytes.endIndex,
        let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue, digit < radix
      {
        // Eight hexadecimal digits fit.
        value = value &* radix &+ UInt32(digit)
        index += 1
        count += 1
      }
      if count < digits.lowerBound { throw Escapes(why: "an escape sequence is cut short") }
      return value
    }

    private mutating func append(_ value: UInt32) throws(Escapes) {
      guard let scalar = Unicode.Scalar(value) else {
        throw Escapes(why: "an escape sequence that is no character")
      }
      UTF8Text.append(scalar, to: &text)
    }
  }
}
