/// Puts the bytes of one UTF-8 character together as they arrive.
///
/// Ill-formed input gives one U+FFFD for each longest piece that could have begun a character, as
/// `String(decoding:as:)` does (Unicode 16, section 3.9).
struct UTF8Assembler {
  enum Step: Equatable {
    case incomplete
    case scalar(Unicode.Scalar)
    /// What was begun is not a character; if `reprocess`, the byte may be the next one's first.
    case invalid(reprocess: Bool)
  }

  /// What has arrived of an unfinished character: at most three bytes.
  private(set) var pending: [UInt8] = []
  private var value: UInt32 = 0
  private var missing = 0
  /// What the next byte may be.
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF

  mutating func feed(_ byte: UInt8) -> Step {
    if missing == 0 { return begin(byte) }
    guard allowed.contains(byte) else {
      reset()
      return .invalid(reprocess: true)
    }
    value = value << 6 | UInt32(byte & 0x3F)
    missing -= 1
    allowed = 0x80...0xBF
    if missing > 0 {
      pending.append(byte)
      return .incomplete
    }
    pending = []
    return Unicode.Scalar(value).map { .scalar($0) } ?? .invalid(reprocess: false)
  }

  mutating func reset() {
    pending = []
    missing = 0
    allowed = 0x80...0xBF
  }

  private mutating func begin(_ byte: UInt8) -> Step {
    switch byte {
    case 0..<0x80:
      return .scalar(Unicode.Scalar(byte))
    case 0xC2...0xDF:
      (missing, value) = (1, UInt32(byte & 0x1F))
    case 0xE0...0xEF:
      (missing, value) = (2, UInt32(byte & 0x0F))
      // Neither overlong forms nor surrogates.
      if byte == 0xE0 { allowed = 0xA0...0xBF }
      if byte == 0xED { allowed = 0x80...0x9F }
    case 0xF0...0xF4:
      (missing, value) = (3, UInt32(byte & 0x07))
      if byte == 0xF0 { allowed = 0x90...0xBF }
      if byte == 0xF4 { allowed = 0x80...0x8F }
    default:
      return .invalid(reprocess: false)
    }
    pending = [byte]
    return .incomplete
  }
}
