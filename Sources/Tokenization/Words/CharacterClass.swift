/// What the patterns that cut words tell apart.
enum CharacterClass: UInt8 {
  /// `\p{L}`
  case letter = 0
  /// `\p{N}`
  case number = 1
  /// `\s`: the property White_Space, whatever the category.
  case blank = 2
  /// Controls, formats, private use, and what is not assigned.
  case other = 3
  /// `\p{M}`
  case mark = 4
  /// `\p{P}`
  case punctuation = 5
  /// `\p{S}`
  case symbol = 6

  /// The class of a code point.
  init(_ codePoint: UInt32) {
    self = codePoint < 0x1_0000 ? Self.plane0[Int(codePoint)] : Self.find(codePoint)
  }

  /// `[^\s\p{L}\p{N}]`
  var isNeitherWordNorBlank: Bool { rawValue >= Self.other.rawValue }

  private static let plane0: [CharacterClass] = {
    var classes: [CharacterClass] = []
    classes.reserveCapacity(0x1_0000)
    for (entry, start) in UnicodeClasses.starts.enumerated() where start >> 4 < 0x1_0000 {
      let next = entry + 1 < UnicodeClasses.starts.count ? UnicodeClasses.starts[entry + 1] : .max
      let value = CharacterClass(rawValue: UInt8(start & 15)) ?? .other
      classes += repeatElement(value, count: Int(min(next >> 4, 0x1_0000) - start >> 4))
    }
    return classes
  }()

  private static func find(_ codePoint: UInt32) -> CharacterClass {
    UnicodeClasses.starts.withUnsafeBufferPointer { starts in
      // The last entry that does not begin behind the code point; the first begins at 0.
      var low = 0
      var high = starts.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if starts[middle] >> 4 <= codePoint { low = middle } else { high = middle }
      }
      return CharacterClass(rawValue: UInt8(starts[low] & 15)) ?? .other
    }
  }
}
