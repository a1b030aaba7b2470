/// What the pattern that cuts words tells apart.
enum CharacterClass: UInt8 {
  case letter
  case number
  case blank
  case other

  /// The class of a code point: `\p{L}`, `\p{N}`, `\s`, or none of these.
  init(_ codePoint: UInt32) {
    if codePoint < 0x80 {
      self = Self.ascii[Int(codePoint)]
    } else if Self.isBlank(codePoint) {
      self = .blank
    } else if Self.contains(UnicodeRanges.letters, codePoint) {
      self = .letter
    } else {
      self = Self.contains(UnicodeRanges.numbers, codePoint) ? .number : .other
    }
  }

  private static let ascii: [CharacterClass] = (0..<128).map { byte in
    switch byte {
    case 0x09...0x0D, 0x20: .blank
    case 0x30...0x39: .number
    case 0x41...0x5A, 0x61...0x7A: .letter
    default: .other
    }
  }

  /// The property White_Space, from U+0080 on.
  private static func isBlank(_ codePoint: UInt32) -> Bool {
    switch codePoint {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Whether one of the `ranges`, pairs of first and last in ascending order, holds the code point.
  private static func contains(_ ranges: [UInt32], _ codePoint: UInt32) -> Bool {
    var low = 0
    var high = ranges.count / 2
    while low < high {
      let middle = (low + high) / 2
      if ranges[2 * middle + 1] < codePoint { low = middle + 1 } else { high = middle }
    }
    return 2 * low < ranges.count && ranges[2 * low] <= codePoint
  }
}
