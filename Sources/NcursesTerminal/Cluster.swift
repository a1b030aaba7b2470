/// A grapheme cluster as a terminal's cell can hold it: one character and what combines with it.
///
/// A cell has room for five code points, and terminals disagree about the width of anything that
/// joins several wide ones; so of such a cluster only its first part is shown.
enum Cluster {
  private static let capacity = 5

  /// Appends a cluster's code points; returns how many, none standing for a blank, and whether the
  /// cluster is one code point that was kept.
  static func append(_ text: String, to scalars: inout [UInt32]) -> (count: Int, isWhole: Bool) {
    let utf8 = text.utf8
    if utf8.count == 1, let byte = utf8.first {
      guard byte >= 0x20, byte != 0x7F else { return (0, false) }
      scalars.append(UInt32(byte))
      return (1, false)
    }
    var count = 0
    var isWhole = true
    for scalar in text.unicodeScalars {
      if count == 0 {
        guard scalar.isVisible else { return (0, false) }
      } else {
        isWhole = false
        if scalar.value == 0x200D || count == capacity { break }
        if !scalar.combinesInCell { continue }
      }
      scalars.append(scalar.value)
      count += 1
    }
    return (count, isWhole)
  }

  /// The two letters of a flag, which stand for it: some terminals draw its two halves as two wide
  /// characters.
  static func flagLetters(_ text: String) -> (UInt32, UInt32)? {
    let first: UInt32 = 0x1F1E6
    var letters = text.unicodeScalars.makeIterator()
    guard let left = letters.next()?.value, let right = letters.next()?.value,
      first..<first + 26 ~= left, first..<first + 26 ~= right
    else { return nil }
    return (left - first + 0x41, right - first + 0x41)
  }
}

extension Unicode.Scalar {
  /// Takes no room of its own, nor asks for another shape of what it follows.
  fileprivate var combinesInCell: Bool {
    switch value {
    case 0xFE00...0xFE0F, 0xE0000...0xE0FFF, 0x1F3FB...0x1F3FF, 0x1F1E6...0x1F1FF: false
    // Vowels and final consonants of Hangul that have no composed syllable.
    case 0x1160...0x11FF, 0xD7B0...0xD7FB: true
    default:
      switch properties.generalCategory {
      case .nonspacingMark, .enclosingMark: true
      // Spacing marks belong to the cluster, but take a cell of their own in libc's eyes.
      default: false
      }
    }
  }
}
