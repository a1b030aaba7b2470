/// Escapes and classes.
extension RegexParser {
  mutating func escape() throws(RegexError) -> RegexNode {
    switch current {
    case "b":
      index += 1
      return .assertion(.wordBoundary)
    case "B":
      index += 1
      return .assertion(.noWordBoundary)
    case "A":
      index += 1
      return .assertion(.textStart)
    case "Z", "z":
      index += 1
      return .assertion(.textEnd)
    default:
      switch try escaped() {
      case .scalar(let scalar): return literal(scalar)
      case .kind(let kind, let isNegated): return .set(.of(kind, isNegated: isNegated))
      }
    }
  }

  private enum Escaped {
    case scalar(Unicode.Scalar)
    case kind(ScalarSet.Class, isNegated: Bool)
  }

  /// What follows a backslash, in a class or outside.
  private mutating func escaped() throws(RegexError) -> Escaped {
    let start = index - 1
    guard let scalar = current else { throw error(.unfinished, at: start) }
    index += 1
    switch scalar {
    case "d": return .kind(.digit, isNegated: false)
    case "D": return .kind(.digit, isNegated: true)
    case "w": return .kind(.word, isNegated: false)
    case "W": return .kind(.word, isNegated: true)
    case "s": return .kind(.blank, isNegated: false)
    case "S": return .kind(.blank, isNegated: true)
    case "n": return .scalar("\n")
    case "t": return .scalar("\t")
    case "r": return .scalar("\r")
    case "f": return .scalar("\u{C}")
    case "v": return .scalar("\u{B}")
    case "a": return .scalar("\u{7}")
    case "x": return .scalar(try hex(2, start))
    case "u": return .scalar(try hex(4, start))
    case "U": return .scalar(try hex(8, start))
    case "0"..."9": throw error(.unsupported("a back reference"), at: start)
    case "p", "P": throw error(.unsupported("a class by property (\\p)"), at: start)
    default:
      guard !scalar.isASCII || !scalar.isWordLike || scalar == "_" else {
        throw error(.unknownEscape(scalar), at: start)
      }
      return .scalar(scalar)
    }
  }

  private mutating func hex(_ count: Int, _ start: Int) throws(RegexError) -> Unicode.Scalar {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = current.flatMap(Self.digit), value < 1 << 24 else {
        throw error(.badNumber, at: start)
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    guard let scalar = Unicode.Scalar(value) else { throw error(.badNumber, at: start) }
    return scalar
  }

  mutating func set() throws(RegexError) -> ScalarSet {
    let start = index - 1
    var set = ScalarSet()
    let isNegated = take("^")
    var isFirst = true
    while isFirst || current != "]" {
      isFirst = false
      guard let first = try member(start) else { throw error(.unclosedClass, at: start) }
      let isRange =
        current == "-" && index + 1 < scalars.count && scalars[index + 1] != "]"
      guard isRange else {
        switch first {
        case .scalar(let scalar): set.insert(scalar.value...scalar.value)
        case .kind(let kind, let isNegated): set.insert(kind, isNegated: isNegated)
        }
        continue
      }
      let dash = index
      index += 1
      guard let last = try member(start) else { throw error(.unclosedClass, at: start) }
      guard case .scalar(let low) = first, case .scalar(let high) = last else {
        throw error(.classInRange, at: dash)
      }
      guard low <= high else { throw error(.reversedRange, at: dash) }
      set.insert(low.value...high.value)
    }
    index += 1
    return set.closed(isNegated: isNegated, ignoresCase: ignoresCase)
  }

  /// nil at the pattern's end.
  private mutating func member(_ start: Int) throws(RegexError) -> Escaped? {
    guard let scalar = current else { return nil }
    index += 1
    if scalar == "[", current == ":" {
      throw error(.unsupported("a class by name ([:alpha:])"), at: index - 1)
    }
    guard scalar == "\\" else { return .scalar(scalar) }
    if take("b") { return .scalar("\u{8}") }
    return try escaped()
  }
}
