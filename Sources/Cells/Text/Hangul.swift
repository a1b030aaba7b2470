/// Hangul composition by arithmetic (The Unicode Standard, chapter 3.12).
///
/// A terminal's cell keeps a composed syllable whole but breaks conjoining letters apart.
enum Hangul {
  private static let syllables: UInt32 = 0xAC00
  private static let leads: UInt32 = 0x1100
  private static let vowels: UInt32 = 0x1161
  /// One before the first final: a syllable without one counts as number 0.
  private static let finals: UInt32 = 0x11A7
  private static let vowelCount: UInt32 = 21
  private static let finalCount: UInt32 = 28

  /// The syllable of a pair, lead and vowel or open syllable and final; nil where there is none.
  static func compose(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    let a = first.value
    let b = second.value
    if 0x1100...0x1112 ~= a, 0x1161...0x1175 ~= b {
      return Unicode.Scalar(
        syllables + ((a - leads) * vowelCount + (b - vowels)) * finalCount)
    }
    if 0xAC00...0xD7A3 ~= a, (a - syllables) % finalCount == 0, 0x11A8...0x11C2 ~= b {
      return Unicode.Scalar(a + (b - finals))
    }
    return nil
  }

  /// The letter to show for a vowel or final that has nothing to join; nil for old ones.
  static func standalone(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x1161...0x1175:
      return Unicode.Scalar(0x314F + (scalar.value - vowels))
    case 0x11A8...0x11C2:
      // The compatibility letters stand in the same order, with three that are never finals.
      var letter = 0x3131 + (scalar.value - 0x11A8)
      for neverFinal: UInt32 in [0x3138, 0x3143, 0x3149] where letter >= neverFinal { letter += 1 }
      return Unicode.Scalar(letter)
    default:
      return nil
    }
  }
}

extension Unicode.Scalar {
  /// Syllables and letters of Hangul, conjoining and compatibility ones.
  public var isHangul: Bool {
    switch value {
    case 0xAC00...0xD7A3, 0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xD7B0...0xD7FB,
      0xFFA1...0xFFDC:
      true
    default: false
    }
  }
}
