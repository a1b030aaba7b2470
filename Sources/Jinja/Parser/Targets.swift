extension Parser {
  /// What is assigned to, commas between several.
  mutating func target(
    withAttributes: Bool = false, endingAt end: String? = nil
  ) throws(JinjaError) -> Target {
    let position = token.position
    var targets: [Target] = []
    var isTuple = false
    while true {
      if !targets.isEmpty { try expect(.comma) }
      if isTupleEnd(end) { break }
      targets.append(try single(withAttributes: withAttributes))
      guard isAt(.comma) else { break }
      isTuple = true
    }
    if !isTuple, let only = targets.first { return only }
    if targets.isEmpty { throw unexpected("a name") }
    return .tuple(targets, position)
  }

  private mutating func single(withAttributes: Bool) throws(JinjaError) -> Target {
    let position = token.position
    if try take(.leftParenthesis) {
      try enter()
      let inner: Target
      if isAt(.rightParenthesis) {
        inner = .tuple([], position)
      } else {
        inner = try target()
      }
      leave()
      try expect(.rightParenthesis)
      return inner
    }
    guard case .name = token.kind else { throw fail(.notAssignable(token.description)) }
    let name = try assignableName()
    if withAttributes, try take(.dot) {
      return .attribute(of: id(of: name), try expectName(), position)
    }
    return .name(id(of: name))
  }

  mutating func assignableName() throws(JinjaError) -> String {
    let position = token.position
    let name = try expectName()
    if ["true", "false", "none", "True", "False", "None"].contains(name) {
      throw fail(.notAssignable("'\(name)'"), at: position)
    }
    return name
  }

  /// Whether an expression without brackets ends here.
  func isTupleEnd(_ end: String?) -> Bool {
    switch token.kind {
    case .variableEnd, .blockEnd, .symbol(.rightParenthesis): true
    case .name(let name): name == end
    default: false
    }
  }
}
