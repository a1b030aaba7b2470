extension Parser {
  /// An expression, or several with commas between them: a tuple.
  mutating func tuple(
    withConditional: Bool = true, endingAt end: String? = nil, isInBrackets: Bool = false
  ) throws(JinjaError) -> any Expression {
    let position = token.position
    var elements: [any Expression] = []
    var isTuple = false
    while true {
      if !elements.isEmpty { try expect(.comma) }
      if isTupleEnd(end) { break }
      elements.append(try expression(withConditional: withConditional))
      guard isAt(.comma) else { break }
      isTuple = true
    }
    if !isTuple, let only = elements.first { return only }
    if elements.isEmpty, !isInBrackets { throw unexpected("a value") }
    return ListDisplay(elements: elements, isTuple: true, position: position)
  }

  mutating func expression(withConditional: Bool = true) throws(JinjaError) -> any Expression {
    try enter()
    defer { leave() }
    guard withConditional else { return try junction() }
    let position = token.position
    let unknownBefore = unknown.count
    let outside = isConditional
    defer { isConditional = outside }
    var value = try junction()
    var links = 0
    while isAt("if") {
      var branches: [(value: any Expression, condition: any Expression)] = []
      var otherwise: (any Expression)?
      while try take("if") {
        // What stood before turns out to be reached under a condition.
        unknown.removeSubrange(unknownBefore...)
        isConditional = true
        branches.append((value, try junction()))
        otherwise = nil
        guard try take("else") else { break }
        value = try junction()
        otherwise = value
      }
      value = Conditional(branches: branches, otherwise: otherwise, position: position)
      links += 1
      if links > 8 { throw fail(.tooDeep(limit: JinjaLimits.syntaxDepth)) }
    }
    return value
  }

  /// `or`, with what binds more tightly.
  private mutating func junction() throws(JinjaError) -> any Expression {
    let position = token.position
    var alternatives: [any Expression] = []
    repeat {
      var conditions: [any Expression] = []
      repeat { conditions.append(try negation()) } while try take("and")
      alternatives.append(
        joined(conditions) { Junction(isOr: false, operands: $0, position: position) })
    } while try take("or")
    return joined(alternatives) { Junction(isOr: true, operands: $0, position: position) }
  }

  private func joined(
    _ parts: [any Expression], _ join: ([any Expression]) -> any Expression
  ) -> any Expression {
    parts.count == 1 ? parts[0] : join(parts)
  }

  private mutating func negation() throws(JinjaError) -> any Expression {
    let position = token.position
    var operators: [Prefix.Operator] = []
    while try take("not") {
      // Two of them make a truth value, as many as there are more change nothing.
      if operators.count == 3 { operators.removeLast(2) }
      operators.append(.not)
    }
    let operand = try comparison()
    if operators.isEmpty { return operand }
    return Prefix(operators: operators, operand: operand, position: position)
  }

  private mutating func comparison() throws(JinjaError) -> any Expression {
    let position = token.position
    let first = try sum()
    var links: [Comparison.Link] = []
    while let symbol = try comparisonOperator() {
      links.append(.init(symbol: symbol, operand: try sum(), position: position))
    }
    return links.isEmpty ? first : Comparison(first: first, links: links, position: position)
  }

  private mutating func comparisonOperator() throws(JinjaError) -> ComparisonOperator? {
    let found: ComparisonOperator
    switch token.kind {
    case .symbol(.equal): found = .equal
    case .symbol(.notEqual): found = .notEqual
    case .symbol(.less): found = .less
    case .symbol(.lessOrEqual): found = .lessOrEqual
    case .symbol(.greater): found = .greater
    case .symbol(.greaterOrEqual): found = .greaterOrEqual
    case .name("in"): found = .isIn
    case .name("not"):
      guard try look() == .name("in") else { return nil }
      try advance()
      found = .isNotIn
    default: return nil
    }
    try advance()
    return found
  }

  private mutating func sum() throws(JinjaError) -> any Expression {
    let position = token.position
    let first = try concatenation()
    var links: [Arithmetic.Link] = []
    while true {
      let place = token.position
      let symbol: ArithmeticOperator
      if isAt(.plus) { symbol = .add } else if isAt(.minus) { symbol = .subtract } else { break }
      try advance()
      links.append(.init(symbol: symbol, operand: try concatenation(), position: place))
    }
    return links.isEmpty ? first : Arithmetic(first: first, links: links, position: position)
  }

  private mutating func concatenation() throws(JinjaError) -> any Expression {
    let position = token.position
    var parts: [any Expression] = []
    repeat { parts.append(try product()) } while try take(.tilde)
    return joined(parts) { Concatenation(parts: $0, position: position) }
  }

  private mutating func product() throws(JinjaError) -> any Expression {
    let position = token.position
    let first = try power()
    var links: [Arithmetic.Link] = []
    while true {
      let place = token.position
      let symbol: ArithmeticOperator
      switch token.kind {
      case .symbol(.times): symbol = .multiply
      case .symbol(.divide): symbol = .divide
      case .symbol(.floorDivide): symbol = .floorDivide
      case .symbol(.modulo): symbol = .modulo
      default:
        return links.isEmpty ? first : Arithmetic(first: first, links: links, position: position)
      }
      try advance()
      links.append(.init(symbol: symbol, operand: try power(), position: place))
    }
  }

  private mutating func power() throws(JinjaError) -> any Expression {
    let position = token.position
    let first = try unary()
    var links: [Arithmetic.Link] = []
    while isAt(.power) {
      let place = token.position
      try advance()
      links.append(.init(symbol: .power, operand: try unary(), position: place))
    }
    return links.isEmpty ? first : Arithmetic(first: first, links: links, position: position)
  }

  private mutating func unary() throws(JinjaError) -> any Expression {
    let position = token.position
    var operators: [Prefix.Operator] = []
    while true {
      if isAt(.minus) {
        operators.append(.negative)
      } else if isAt(.plus) {
        operators.append(.positive)
      } else {
        break
      }
      try advance()
      if operators.count > JinjaLimits.syntaxDepth {
        throw fail(.tooDeep(limit: JinjaLimits.syntaxDepth))
      }
    }
    var steps: [Postfix.Step] = []
    let base = try primary()
    try postfix(&steps)
    if operators.isEmpty {
      try filtersAndTests(&steps)
      return steps.isEmpty ? base : Postfix(base: base, steps: steps, position: position)
    }
    let operand: any Expression =
      steps.isEmpty ? base : Postfix(base: base, steps: steps, position: position)
    let signed = Prefix(operators: operators, operand: operand, position: position)
    var later: [Postfix.Step] = []
    try filtersAndTests(&later)
    return later.isEmpty ? signed : Postfix(base: signed, steps: later, position: position)
  }
}
