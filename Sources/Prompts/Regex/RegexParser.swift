/// Reads patterns.
struct RegexParser {
  let scalars: [Unicode.Scalar]
  var index = 0
  private var depth = 0
  var ignoresCase: Bool
  private var dotTakesAll = false
  private var isMultiline = false

  init(_ pattern: String, ignoresCase: Bool) throws(RegexError) {
    scalars = Array(pattern.unicodeScalars.prefix(RegexPattern.lengthLimit + 1))
    self.ignoresCase = ignoresCase
    guard scalars.count <= RegexPattern.lengthLimit else {
      throw RegexError(reason: .tooLong, position: scalars.count)
    }
  }

  mutating func pattern() throws(RegexError) -> RegexNode {
    let node = try choice()
    if index < scalars.count { throw error(.unopenedGroup) }
    return node
  }

  private mutating func choice() throws(RegexError) -> RegexNode {
    var options = [try sequence()]
    while take("|") { options.append(try sequence()) }
    return options.count == 1 ? options[0] : .choice(options)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var nodes: [RegexNode] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      let start = index
      let atom = try atom(scalar)
      guard let (least, most) = try repetition() else {
        if let atom { nodes.append(atom) }
        continue
      }
      switch atom {
      case nil, .assertion: throw error(.nothingToRepeat, at: start)
      case let atom?: nodes.append(.repeated(atom, least: least, most: most))
      }
    }
    return .sequence(nodes)
  }

  /// - Returns: nil for what is no part of the pattern, as `(?i)`.
  private mutating func atom(_ scalar: Unicode.Scalar) throws(RegexError) -> RegexNode? {
    index += 1
    switch scalar {
    case ".": return .set(.all(butNewline: !dotTakesAll))
    case "^": return .assertion(isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(isMultiline ? .lineEnd : .lastLineEnd)
    case "(": return try group()
    case "[": return .set(try set())
    case "*", "+", "?": throw error(.nothingToRepeat, at: index - 1)
    case "\\": return try escape()
    case "{":
      index -= 1
      let isRepetition = try bounds() != nil
      if isRepetition { throw error(.nothingToRepeat) }
      index += 1
      return literal("{")
    default: return literal(scalar)
    }
  }

  func literal(_ scalar: Unicode.Scalar) -> RegexNode {
    .set(.one(scalar, ignoresCase: ignoresCase))
  }

  // MARK: Repetitions

  private mutating func repetition() throws(RegexError) -> (Int, Int?)? {
    guard let found = try oneRepetition() else { return nil }
    if take("+") { throw error(.unsupported("possessive repetition"), at: index - 1) }
    _ = take("?")
    let start = index
    if try oneRepetition() != nil { throw error(.repeatedTwice, at: start) }
    return found
  }

  private mutating func oneRepetition() throws(RegexError) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard current == "{" else { return nil }
    return try bounds()
  }

  /// `{m}`, `{m,}`, `{,n}`, `{m,n}`; anything else is text, and the position stays.
  private mutating func bounds() throws(RegexError) -> (Int, Int?)? {
    let start = index
    index += 1
    let least = number()
    let hasComma = take(",")
    let most = hasComma ? number() : least
    guard take("}"), least != nil || hasComma else {
      index = start
      return nil
    }
    guard max(least ?? 0, most ?? 0) <= RegexPattern.repeatLimit else {
      throw error(.repeatTooLarge, at: start)
    }
    if let most, most < least ?? 0 { throw error(.reversedRepeat, at: start) }
    return (least ?? 0, most)
  }

  /// Digits; what is too large is so in any case.
  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = current, let digit = Self.digit(scalar), digit < 10 {
      value = min((value ?? 0) * 10 + digit, RegexPattern.repeatLimit + 1)
      index += 1
    }
    return value
  }

  // MARK: Groups

  private mutating func group() throws(RegexError) -> RegexNode? {
    let start = index - 1
    let outer = (ignoresCase, dotTakesAll, isMultiline)
    if take("?") {
      let isOver = try groupKind(start)
      if isOver { return nil }
    }
    depth += 1
    guard depth <= RegexPattern.depthLimit else { throw error(.tooDeep, at: start) }
    let node = try choice()
    guard take(")") else { throw error(.unclosedGroup, at: start) }
    depth -= 1
    (ignoresCase, dotTakesAll, isMultiline) = outer
    // Its own node, so that what it holds can be repeated, whatever that is.
    return .choice([node])
  }

  /// What follows `(?`.
  ///
  /// - Returns: whether that was all, as in `(?i)`.
  private mutating func groupKind(_ start: Int) throws(RegexError) -> Bool {
    func unsupported(_ what: String) -> RegexError { error(.unsupported(what), at: start) }
    let scalar = current
    index += 1
    switch scalar {
    case ":": return false
    case "=", "!": throw unsupported("look-ahead")
    case ">": throw unsupported("an atomic group")
    case "(": throw unsupported("a conditional")
    case "#": throw unsupported("a comment")
    case "P" where current == "=": throw unsupported("a back reference")
    case "P" where current == "<": index += 1
    case "<" where current == "=" || current == "!": throw unsupported("look-behind")
    case "<": break
    default:
      index -= 1
      return try flags(start)
    }
    let name = index
    while let scalar = current, scalar.isWordLike { index += 1 }
    guard index > name, take(">") else { throw unsupported("a group of this kind") }
    return false
  }

  private mutating func flags(_ start: Int) throws(RegexError) -> Bool {
    while let flag = current {
      index += 1
      switch flag {
      case "i": ignoresCase = true
      case "s": dotTakesAll = true
      case "m": isMultiline = true
      case ":": return false
      case ")":
        guard start == 0 else {
          throw error(.unsupported("(?…) elsewhere than at the start"), at: start)
        }
        return true
      default: throw error(.unsupported("a group of this kind"), at: start)
      }
    }
    throw error(.unclosedGroup, at: start)
  }

  // MARK: Places

  var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    index += 1
    return true
  }

  func error(_ reason: RegexError.Reason, at place: Int? = nil) -> RegexError {
    RegexError(reason: reason, position: (place ?? index) + 1)
  }

  static func digit(_ scalar: Unicode.Scalar) -> Int? {
    scalar.isASCII ? Character(scalar).hexDigitValue : nil
  }
}
