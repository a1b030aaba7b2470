/// The code points that one place of a pattern takes.
struct ScalarSet: Sendable {
  enum Class: Sendable {
    case digit, word, blank

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .digit: scalar.properties.generalCategory == .decimalNumber
      case .word: scalar.isWordLike
      case .blank: scalar.properties.isWhitespace
      }
    }
  }

  private var ranges: [ClosedRange<UInt32>] = []
  private var classes: [(of: Class, isNegated: Bool)] = []
  private var isNegated = false
  private var ignoresCase = false
  /// The answers for ASCII.
  private var low: [Bool] = []

  static func one(_ scalar: Unicode.Scalar, ignoresCase: Bool) -> ScalarSet {
    var set = ScalarSet()
    set.insert(scalar.value...scalar.value)
    return set.closed(isNegated: false, ignoresCase: ignoresCase)
  }

  static func of(_ kind: Class, isNegated: Bool) -> ScalarSet {
    var set = ScalarSet()
    set.insert(kind, isNegated: isNegated)
    return set.closed(isNegated: false, ignoresCase: false)
  }

  static func all(butNewline: Bool) -> ScalarSet {
    var set = ScalarSet()
    if butNewline { set.insert(0x0A...0x0A) }
    return set.closed(isNegated: true, ignoresCase: false)
  }

  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

  mutating func insert(_ kind: Class, isNegated: Bool) { classes.append((kind, isNegated)) }

  /// Nothing more is put in.
  func closed(isNegated: Bool, ignoresCase: Bool) -> ScalarSet {
    var set = self
    set.isNegated = isNegated
    set.ignoresCase = ignoresCase
    if ignoresCase {
      for range in ranges where range.count == 1 {
        for other in Unicode.Scalar(range.lowerBound)?.otherCases ?? [] {
          set.insert(other.value...other.value)
        }
      }
    }
    set.low = (0..<128).map { set.looksUp(Unicode.Scalar(UInt8($0))) }
    return set
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? low[Int(scalar.value)] : looksUp(scalar)
  }

  private func looksUp(_ scalar: Unicode.Scalar) -> Bool {
    let isIn = holds(scalar) || ignoresCase && scalar.otherCases.contains(where: holds)
    return isIn != isNegated
  }

  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) }
      || classes.contains { $0.of.contains(scalar) != $0.isNegated }
  }
}

extension Unicode.Scalar {
  /// A letter, a number of any kind, or `_`, as Python's `\w` has it.
  var isWordLike: Bool {
    if isASCII {
      let value = UInt8(ascii: self)
      return UInt8(ascii: "a")...UInt8(ascii: "z") ~= value | 0x20
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= value || self == "_"
    }
    switch properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return true
    default: return properties.numericType != nil
    }
  }

  /// The same letter as lower and as upper case, where each is one code point.
  fileprivate var otherCases: [Unicode.Scalar] {
    if isASCII {
      let other = Unicode.Scalar(UInt8(ascii: self) ^ 0x20)
      return properties.isAlphabetic ? [other] : []
    }
    return [properties.lowercaseMapping, properties.uppercaseMapping].compactMap {
      let scalars = $0.unicodeScalars
      guard let first = scalars.first, scalars.count == 1, first != self else { return nil }
      return first
    }
  }
}
