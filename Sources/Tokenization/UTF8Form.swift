/// What a UTF-8 sequence must look like, given its first byte (Unicode, table 3-7).
struct UTF8Form {
  /// The number of bytes, 1 to 4.
  let length: Int
  private let second: ClosedRange<UInt8>

  /// Nil for bytes that begin no sequence.
  init?(lead: UInt8) {
    switch lead {
    case 0x00...0x7F: (length, second) = (1, 0x80...0xBF)
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    default: return nil
    }
  }

  /// Whether `byte` may stand at `index`, 1 or more, of the sequence.
  func allows(_ byte: UInt8, at index: Int) -> Bool {
    index < length && (index == 1 ? second ~= byte : 0x80...0xBF ~= byte)
  }
}
