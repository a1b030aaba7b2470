/// Builds the tree of a template.
struct Parser {
  private var lexer: Lexer
  private(set) var token: Token
  private var ahead: Token?

  private var ids: [String: NameID] = [:]
  private(set) var names: [String] = []

  var depth = 0
  /// How many loops are open, within the macro that is.
  var loops = 0
  /// Within a condition, a filter that there is not is an error only where it is reached; Jinja finds
  /// others before it renders anything.
  var isConditional = false
  /// Filters and tests that there are not, outside of conditions.
  var unknown: [JinjaError] = []
  /// Of the macros that are open, which special names they use.
  var special: [Signature] = []

  init(_ source: String) throws(JinjaError) {
    guard source.utf8.count <= JinjaLimits.template else {
      throw JinjaError(.templateTooLong(limit: JinjaLimits.template), at: Position())
    }
    lexer = Lexer(source)
    token = try lexer.next()
  }

  mutating func template() throws(JinjaError) -> Syntax {
    let body = try statements(until: [])
    if let first = unknown.first { throw first }
    return Syntax(body: body, names: names)
  }

  // MARK: Tokens

  mutating func advance() throws(JinjaError) {
    if let next = ahead {
      token = next
      ahead = nil
    } else {
      token = try lexer.next()
    }
  }

  mutating func look() throws(JinjaError) -> Token.Kind {
    if let ahead { return ahead.kind }
    let next = try lexer.next()
    ahead = next
    return next.kind
  }

  func isAt(_ symbol: Symbol) -> Bool { token.kind == .symbol(symbol) }

  func isAt(_ name: String) -> Bool {
    if case .name(let found) = token.kind { found == name } else { false }
  }

  mutating func take(_ symbol: Symbol) throws(JinjaError) -> Bool {
    guard isAt(symbol) else { return false }
    try advance()
    return true
  }

  mutating func take(_ name: String) throws(JinjaError) -> Bool {
    guard isAt(name) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ symbol: Symbol) throws(JinjaError) {
    guard try take(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
  }

  mutating func expect(_ name: String) throws(JinjaError) {
    guard try take(name) else { throw unexpected("'\(name)'") }
  }

  mutating func expectBlockEnd() throws(JinjaError) {
    guard token.kind == .blockEnd else { throw unexpected("'%}'") }
    try advance()
  }

  mutating func expectName() throws(JinjaError) -> String {
    guard case .name(let name) = token.kind else { throw unexpected("a name") }
    try advance()
    return name
  }

  // MARK: Names

  mutating func id(of name: String) -> NameID {
    if let id = ids[name] { return id }
    let id = names.count
    ids[name] = id
    names.append(name)
    return id
  }

  // MARK: Errors and depth

  func unexpected(_ expected: String? = nil) -> JinjaError {
    if token.kind == .end, let tag = openTag {
      return JinjaError(.unclosed("the tag that begins here"), at: tag)
    }
    return JinjaError(.unexpected(token.description, expected: expected), at: token.position)
  }

  /// Where the tag begins in which the template ends.
  private var openTag: Position? { lexer.state == .text ? nil : lexer.tag }

  func fail(_ reason: JinjaError.Reason, at position: Position? = nil) -> JinjaError {
    JinjaError(reason, at: position ?? token.position)
  }

  mutating func enter() throws(JinjaError) {
    depth += 1
    if depth > JinjaLimits.syntaxDepth { throw fail(.tooDeep(limit: JinjaLimits.syntaxDepth)) }
  }

  mutating func leave() { depth -= 1 }
}
