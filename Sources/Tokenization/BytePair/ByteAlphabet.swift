/// The characters in which byte-level BPE writes bytes, so that every token is printable.
///
/// Bytes that are printable Latin-1 stand for themselves; the others are numbered from U+0100 on
/// (GPT-2's `bytes_to_unicode`).
enum ByteAlphabet {
  /// The code point that stands for each byte.
  static let codePoints: [UInt32] = {
    var next: UInt32 = 0x100
    return (UInt32(0)...255).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF:
        return byte
      default:
        defer { next += 1 }
        return next
      }
    }
  }()

  /// The bytes that code points below `decoded.count` stand for.
  private static let decoded: [UInt8?] = {
    var decoded = [UInt8?](repeating: nil, count: Int(codePoints.max() ?? 0) + 1)
    for (byte, codePoint) in codePoints.enumerated() {
      decoded[Int(codePoint)] = UInt8(truncatingIfNeeded: byte)
    }
    return decoded
  }()

  /// The UTF-8 form of the character that stands for a byte.
  static func character(_ byte: UInt8) -> [UInt8] {
    let codePoint = codePoints[Int(byte)]
    guard codePoint >= 0x80 else { return [byte] }
    return [
      UInt8(truncatingIfNeeded: 0xC0 | codePoint >> 6),
      UInt8(truncatingIfNeeded: 0x80 | codePoint & 0x3F),
    ]
  }

  /// The bytes a token's text stands for; what is not in the alphabet stands for itself.
  static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var rest = text
    while let lead = rest.first {
      // The alphabet ends at U+0143: one byte, or two that begin with C2 to C5.
      let second = rest.dropFirst().first
      if lead >= 0xC2, lead <= 0xC5, let second, second & 0xC0 == 0x80,
        case let codePoint = Int(lead & 0x1F) << 6 | Int(second & 0x3F),
        codePoint < decoded.count, let byte = decoded[codePoint]
      {
        bytes.append(byte)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(lead)
        rest = rest.dropFirst()
      }
    }
    return bytes
  }
}
