extension Parser {
  /// Statements up to one of these tags, which is the current token then; up to the end for none.
  mutating func statements(
    until ends: [String], of block: (name: String, position: Position)? = nil
  ) throws(JinjaError) -> Body {
    try enter()
    defer { leave() }
    var body: Body = []
    while true {
      switch token.kind {
      case .end:
        guard let block else { return body }
        throw fail(.unclosed("the block '\(block.name)'"), at: block.position)
      case .data(let bytes):
        if !bytes.isEmpty { body.append(PlainText(bytes: bytes)) }
        try advance()
      case .variableBegin:
        try advance()
        body.append(Output(expressions: [try tuple()]))
        guard token.kind == .variableEnd else { throw unexpected("'}}'") }
        try advance()
      case .blockBegin:
        try advance()
        guard case .name(let tag) = token.kind else { throw unexpected("a tag's name") }
        if ends.contains(tag) { return body }
        body.append(try statement(tag))
        try expectBlockEnd()
      default: throw unexpected()
      }
    }
  }

  /// The body of a block: from behind its tag to one that ends it or begins another part.
  ///
  /// - Parameter conditional: whether it is reached under a condition; nil for as it is outside.
  mutating func body(
    of name: String, at position: Position, until ends: [String], conditional: Bool? = false
  ) throws(JinjaError) -> Body {
    let outside = isConditional
    if let conditional { isConditional = conditional }
    defer { isConditional = outside }
    _ = try take(.colon)
    try expectBlockEnd()
    return try statements(until: ends, of: (name, position))
  }

  private mutating func statement(_ tag: String) throws(JinjaError) -> any Statement {
    let position = token.position
    try advance()
    switch tag {
    case "if": return try ifStatement(position)
    case "for": return try forStatement(position)
    case "set": return try setStatement(position)
    case "macro": return try macro(position)
    case "call": return try callBlock(position)
    case "filter": return try filterBlock(position)
    case "with": return try withStatement(position)
    case "print": return try printStatement()
    case "generation":
      let body = try apart { (parser) throws(JinjaError) in
        try parser.body(of: tag, at: position, until: ["endgeneration"])
      }
      try advance()
      return Scoped(body: body)
    case "break", "continue":
      guard loops > 0 else { throw fail(.outsideOfLoop(tag), at: position) }
      return LeaveLoop(flow: tag == "break" ? .breakLoop : .continueLoop)
    case "block", "extends", "include", "import", "from", "autoescape":
      throw fail(.unsupported("the tag '\(tag)'"), at: position)
    default: throw fail(.unknownTag(tag), at: position)
    }
  }

  /// Parses what can't leave the loops around it.
  private mutating func apart<Parsed>(
    _ parse: (inout Parser) throws(JinjaError) -> Parsed
  ) throws(JinjaError) -> Parsed {
    let outside = loops
    loops = 0
    defer { loops = outside }
    return try parse(&self)
  }

  private mutating func ifStatement(_ position: Position) throws(JinjaError) -> If {
    var branches: [(condition: any Expression, body: Body)] = []
    var otherwise: Body = []
    let outside = isConditional
    isConditional = true
    defer { isConditional = outside }
    var ends = ["elif", "else", "endif"]
    while true {
      let condition = try tuple(withConditional: false)
      branches.append((condition, try body(of: "if", at: position, until: ends, conditional: true)))
      if try take("elif") { continue }
      if try take("else") {
        ends = ["endif"]
        otherwise = try body(of: "if", at: position, until: ends, conditional: true)
      }
      try advance()
      return If(branches: branches, otherwise: otherwise)
    }
  }

  private mutating func forStatement(_ position: Position) throws(JinjaError) -> For {
    let target = try target(endingAt: "in")
    try expect("in")
    let sequence = try tuple(withConditional: false, endingAt: "recursive")
    var condition: (any Expression)?
    if try take("if") {
      let outside = isConditional
      isConditional = false
      condition = try expression()
      isConditional = outside
    }
    if isAt("recursive") { throw fail(.unsupported("a recursive loop")) }
    loops += 1
    let inner = try body(of: "for", at: position, until: ["endfor", "else"])
    loops -= 1
    var otherwise: Body = []
    if try take("else") {
      otherwise = try body(of: "for", at: position, until: ["endfor"])
    }
    try advance()
    return For(
      target: target, sequence: sequence, condition: condition, body: inner, otherwise: otherwise,
      position: position)
  }

  private mutating func setStatement(_ position: Position) throws(JinjaError) -> any Statement {
    let target = try target(withAttributes: true)
    if try take(.assign) {
      return Assignment(target: target, value: try tuple(), position: position)
    }
    let filters = try filterCalls()
    let body = try body(of: "set", at: position, until: ["endset"])
    try advance()
    return BlockAssignment(target: target, filters: filters, body: body, position: position)
  }

  private mutating func filterBlock(_ position: Position) throws(JinjaError) -> FilterBlock {
    var filters = [try filterCall()]
    filters += try filterCalls()
    let body = try body(of: "filter", at: position, until: ["endfilter"])
    try advance()
    return FilterBlock(filters: filters, body: body, position: position)
  }

  private mutating func withStatement(_ position: Position) throws(JinjaError) -> With {
    var targets: [(target: Target, value: any Expression)] = []
    while token.kind != .blockEnd {
      if !targets.isEmpty { try expect(.comma) }
      let target = try target()
      try expect(.assign)
      targets.append((target, try expression()))
    }
    let body = try body(of: "with", at: position, until: ["endwith"])
    try advance()
    return With(targets: targets, body: body, position: position)
  }

  private mutating func printStatement() throws(JinjaError) -> Output {
    var expressions: [any Expression] = []
    while token.kind != .blockEnd {
      if !expressions.isEmpty { try expect(.comma) }
      expressions.append(try expression())
    }
    return Output(expressions: expressions)
  }

  // MARK: Macros

  private mutating func macro(_ position: Position) throws(JinjaError) -> MacroDefinition {
    let name = try assignableName()
    let id = id(of: name)
    let (signature, body) = try apart { (parser) throws(JinjaError) in
      parser.special.append(Signature())
      let parameters = try parser.parameters()
      let body = try parser.body(of: "macro", at: position, until: ["endmacro"])
      return (parser.finished(parameters), body)
    }
    try advance()
    return MacroDefinition(
      id: id, name: name, signature: signature, body: body, position: position)
  }

  private mutating func callBlock(_ position: Position) throws(JinjaError) -> CallBlock {
    special.append(Signature())
    let parameters = isAt(.leftParenthesis) ? try parameters() : []
    // The call itself stands outside of what it gets.
    let own = special.popLast() ?? Signature()
    let callPosition = token.position
    let call = try expression()
    guard let postfix = call as? Postfix, case .call = postfix.steps.last?.operation else {
      throw fail(.unexpected("something else", expected: "a call"), at: callPosition)
    }
    let (signature, body) = try apart { (parser) throws(JinjaError) in
      parser.special.append(own)
      let body = try parser.body(of: "call", at: position, until: ["endcall"])
      return (parser.finished(parameters), body)
    }
    try advance()
    return CallBlock(signature: signature, call: call, body: body, position: position)
  }

  private mutating func parameters() throws(JinjaError) -> [Signature.Parameter] {
    var parameters: [Signature.Parameter] = []
    try expect(.leftParenthesis)
    while !isAt(.rightParenthesis) {
      if !parameters.isEmpty { try expect(.comma) }
      let position = token.position
      let name = try assignableName()
      if parameters.contains(where: { $0.name == name }) {
        throw fail(.unexpected("'\(name)' a second time", expected: "another name"), at: position)
      }
      var parameter = Signature.Parameter(id: id(of: name), name: name)
      if try take(.assign) {
        parameter.fallback = try expression()
      } else if parameters.last?.fallback != nil {
        throw fail(
          .unexpected("'\(name)' without a default", expected: "one with a default"), at: position)
      }
      parameters.append(parameter)
      if parameters.count > 256 { throw fail(.unsupported("more than 256 parameters")) }
    }
    try expect(.rightParenthesis)
    return parameters
  }

  /// The signature of the macro that ends here.
  private mutating func finished(_ parameters: [Signature.Parameter]) -> Signature {
    var signature = special.popLast() ?? Signature()
    // What is used in a macro within is used in this one, too.
    if !special.isEmpty {
      let last = special.count - 1
      special[last].usesCaller = special[last].usesCaller || signature.usesCaller
      special[last].usesPositionalRest =
        special[last].usesPositionalRest || signature.usesPositionalRest
      special[last].usesNamedRest = special[last].usesNamedRest || signature.usesNamedRest
    }
    signature.parameters = parameters
    return signature
  }

  mutating func note(special name: String) {
    guard !special.isEmpty else { return }
    switch name {
    case "caller": special[special.count - 1].usesCaller = true
    case "varargs": special[special.count - 1].usesPositionalRest = true
    case "kwargs": special[special.count - 1].usesNamedRest = true
    default: break
    }
  }
}
