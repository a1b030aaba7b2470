extension Parser {
  mutating func primary() throws(JinjaError) -> any Expression {
    let position = token.position
    func literal(_ content: Literal.Content) -> Literal {
      Literal(content: content, position: position)
    }
    switch token.kind {
    case .name(let name):
      try advance()
      switch name {
      case "true", "True": return literal(.bool(true))
      case "false", "False": return literal(.bool(false))
      case "none", "None": return literal(.none)
      default:
        note(special: name)
        return Name(id: id(of: name), name: name, position: position)
      }
    case .string(var text):
      try advance()
      while case .string(let more) = token.kind {
        text += more
        try advance()
      }
      return literal(.string(text, count: UTF8Text.count(text)))
    case .integer(let value):
      try advance()
      return literal(.int(value))
    case .float(let value):
      try advance()
      return literal(.float(value))
    case .symbol(.leftParenthesis):
      try advance()
      let inner = try tuple(isInBrackets: true)
      try expect(.rightParenthesis)
      return inner
    case .symbol(.leftBracket): return try list()
    case .symbol(.leftBrace): return try mapping()
    default: throw unexpected("a value")
    }
  }

  private mutating func list() throws(JinjaError) -> ListDisplay {
    let position = token.position
    var elements: [any Expression] = []
    try advance()
    while !isAt(.rightBracket) {
      if !elements.isEmpty { try expect(.comma) }
      if isAt(.rightBracket) { break }
      elements.append(try expression())
    }
    try advance()
    return ListDisplay(elements: elements, isTuple: false, position: position)
  }

  private mutating func mapping() throws(JinjaError) -> MappingDisplay {
    let position = token.position
    var entries: [(key: any Expression, value: any Expression)] = []
    try advance()
    while !isAt(.rightBrace) {
      if !entries.isEmpty { try expect(.comma) }
      if isAt(.rightBrace) { break }
      let key = try expression()
      try expect(.colon)
      entries.append((key, try expression()))
    }
    try advance()
    return MappingDisplay(entries: entries, position: position)
  }

  // MARK: What is asked of values

  /// Attributes, subscripts and calls.
  mutating func postfix(_ steps: inout [Postfix.Step]) throws(JinjaError) {
    while true {
      let position = token.position
      switch token.kind {
      case .symbol(.dot):
        try advance()
        switch token.kind {
        case .name(let name): steps.append(.init(operation: .attribute(name), position: position))
        case .integer(let index):
          let index = Literal(content: .int(index), position: token.position)
          steps.append(.init(operation: .item(index), position: position))
        default: throw unexpected("a name or a number")
        }
        try advance()
      case .symbol(.leftBracket): try subscripts(&steps, position)
      case .symbol(.leftParenthesis):
        steps.append(.init(operation: .call(try arguments()), position: position))
      default: return
      }
    }
  }

  private mutating func subscripts(
    _ steps: inout [Postfix.Step], _ position: Position
  ) throws(JinjaError) {
    try advance()
    if isAt(.rightBracket) { throw unexpected("a value") }
    var start: (any Expression)?
    if !isAt(.colon) {
      let index = try expression()
      if isAt(.comma) {
        var elements = [index]
        while try take(.comma) {
          if isAt(.rightBracket) { break }
          elements.append(try expression())
        }
        try expect(.rightBracket)
        let tuple = ListDisplay(elements: elements, isTuple: true, position: position)
        return steps.append(.init(operation: .item(tuple), position: position))
      }
      guard isAt(.colon) else {
        try expect(.rightBracket)
        return steps.append(.init(operation: .item(index), position: position))
      }
      start = index
    }
    try expect(.colon)
    var end: (any Expression)?
    var stride: (any Expression)?
    if !isAt(.colon), !isAt(.rightBracket) { end = try expression() }
    if try take(.colon), !isAt(.rightBracket) { stride = try expression() }
    try expect(.rightBracket)
    steps.append(.init(operation: .slice(SliceBounds(start, end, stride)), position: position))
  }

  mutating func arguments() throws(JinjaError) -> ArgumentList {
    let position = token.position
    var positional: [any Expression] = []
    var named: [(name: String, value: any Expression)] = []
    var rest: (any Expression)?
    var namedRest: (any Expression)?
    func require(_ holds: Bool) throws(JinjaError) {
      if !holds { throw fail(.unexpected("this order of arguments", expected: nil), at: position) }
    }
    try expect(.leftParenthesis)
    var isFirst = true
    while !isAt(.rightParenthesis) {
      if !isFirst {
        try expect(.comma)
        if isAt(.rightParenthesis) { break }
      }
      isFirst = false
      if try take(.times) {
        try require(rest == nil && namedRest == nil)
        rest = try expression()
      } else if try take(.power) {
        try require(namedRest == nil)
        namedRest = try expression()
      } else if case .name(let name) = token.kind, try look() == .symbol(.assign) {
        try require(namedRest == nil && !named.contains { $0.name == name })
        try advance()
        try advance()
        named.append((name, try expression()))
        if named.count > 256 { throw fail(.unsupported("more than 256 named arguments")) }
      } else {
        try require(rest == nil && namedRest == nil && named.isEmpty)
        positional.append(try expression())
      }
    }
    try expect(.rightParenthesis)
    return ArgumentList(positional, named: named, rest: rest, namedRest: namedRest)
  }

  /// Filters, tests and calls of their results.
  mutating func filtersAndTests(_ steps: inout [Postfix.Step]) throws(JinjaError) {
    while true {
      let position = token.position
      switch token.kind {
      case .symbol(.pipe):
        try advance()
        steps.append(.init(operation: .filter(try filterCall()), position: position))
      case .name("is"): steps.append(.init(operation: .test(try test()), position: position))
      case .symbol(.leftParenthesis):
        steps.append(.init(operation: .call(try arguments()), position: position))
      default: return
      }
    }
  }

  mutating func filterCalls() throws(JinjaError) -> [FilterCall] {
    var calls: [FilterCall] = []
    while try take(.pipe) { calls.append(try filterCall()) }
    return calls
  }

  mutating func filterCall() throws(JinjaError) -> FilterCall {
    let position = token.position
    let name = try dottedName()
    let filter = Filter(rawValue: name)
    if filter == nil, !isConditional { unknown.append(fail(.unknownFilter(name), at: position)) }
    let arguments = isAt(.leftParenthesis) ? try arguments() : ArgumentList()
    return FilterCall(name: name, filter: filter, arguments: arguments, position: position)
  }

  private mutating func dottedName() throws(JinjaError) -> String {
    var name = try expectName()
    while try take(.dot) { name += "." + (try expectName()) }
    return name
  }

  private mutating func test() throws(JinjaError) -> TestCall {
    try advance()
    let isNegated = try take("not")
    let position = token.position
    let name = try dottedName()
    let test = ValueTest(rawValue: name)
    if test == nil, !isConditional { unknown.append(fail(.unknownTest(name), at: position)) }
    var list = ArgumentList()
    switch token.kind {
    case .symbol(.leftParenthesis): list = try arguments()
    case .name("else"), .name("or"), .name("and"): break
    case .name("is"): throw unexpected()
    case .name, .string, .integer, .float, .symbol(.leftBracket), .symbol(.leftBrace):
      try enter()
      var steps: [Postfix.Step] = []
      let place = token.position
      let base = try primary()
      try postfix(&steps)
      leave()
      list = ArgumentList([
        steps.isEmpty ? base : Postfix(base: base, steps: steps, position: place)
      ])
    default: break
    }
    return TestCall(name: name, test: test, arguments: list, isNegated: isNegated)
  }
}
