/// Renders a template once: the names, the result so far, and what has been used up.
final class Renderer {
  let names: [String]
  let now: JinjaDate
  let limits: JinjaLimits
  let meter: Meter

  /// The numbers of names that mean something in loops and macros, where the template uses them.
  let loopID: NameID?
  let callerID: NameID?
  let positionalRestID: NameID?
  let namedRestID: NameID?

  var scope: Scope
  var output: [UInt8] = []
  /// Where the operation stands that is under way; errors name it.
  var position = Position()

  private var steps = 0
  private var written = 0
  private var depth = 0
  /// Kept to the end, and emptied then: they may hold each other.
  private var namespaces: [Namespace] = []
  private var keptScopes: [Scope] = []

  init(_ syntax: Syntax, now: JinjaDate, limits: JinjaLimits) {
    names = syntax.names
    loopID = syntax.names.firstIndex(of: "loop")
    callerID = syntax.names.firstIndex(of: "caller")
    positionalRestID = syntax.names.firstIndex(of: "varargs")
    namedRestID = syntax.names.firstIndex(of: "kwargs")
    self.now = now
    self.limits = limits
    meter = Meter(limit: limits.memory)
    scope = Scope(within: nil)
  }

  func render(
    _ syntax: Syntax, _ context: [(key: String, value: JinjaValue)]
  ) throws(JinjaError) -> [UInt8] {
    defer {
      for namespace in namespaces {
        namespace.attributes = []
        namespace.names = [:]
      }
      for scope in keptScopes { scope.clear() }
    }
    var ids: [TextKey: NameID] = [:]
    for (id, name) in names.enumerated() { ids[TextKey(Array(name.utf8))] = id }
    for function in Function.allCases {
      if let id = ids[TextKey(Array(function.rawValue.utf8))] {
        scope.set(id, to: .function(function))
      }
    }
    for (name, value) in context {
      if let id = ids[TextKey(Array(name.utf8))] { scope.set(id, to: try imported(value)) }
    }
    scope = Scope(within: scope)
    _ = try run(syntax.body)
    return output
  }

  // MARK: Going through the tree

  /// The value of a part, counted.
  @inline(never)
  func evaluate(_ expression: any Expression) throws(JinjaError) -> Value {
    try step(at: expression.position)
    try enter()
    defer { depth -= 1 }
    return try expression.value(in: self)
  }

  @inline(never)
  func run(_ body: Body) throws(JinjaError) -> Flow {
    try enter()
    defer { depth -= 1 }
    for statement in body {
      try step()
      let flow = try statement.run(in: self)
      if flow != .next { return flow }
    }
    return .next
  }

  private func enter() throws(JinjaError) {
    depth += 1
    if depth > JinjaLimits.evaluationDepth {
      depth -= 1
      throw fail(.tooDeep(limit: JinjaLimits.evaluationDepth))
    }
  }

  /// Does what goes deeper without a part of the tree: a filter that applies another one.
  func deeper<Result>(_ work: () throws(JinjaError) -> Result) throws(JinjaError) -> Result {
    try enter()
    defer { depth -= 1 }
    return try work()
  }

  func step(at place: Position) throws(JinjaError) {
    position = place
    try step()
  }

  func step() throws(JinjaError) {
    steps += 1
    if steps > limits.steps { throw fail(.tooManySteps(limit: limits.steps)) }
  }

  /// Counts the going over so many bytes or elements.
  func work(_ amount: Int) throws(JinjaError) {
    steps += amount >> 6
    if steps > limits.steps { throw fail(.tooManySteps(limit: limits.steps)) }
  }

  // MARK: Names

  func lookUp(_ id: NameID) throws(JinjaError) -> Value? {
    var current: Scope? = scope
    var hops = 0
    while let here = current {
      if let value = here.values[id] { return value }
      current = here.parent
      hops += 1
    }
    try work(hops << 3)
    return nil
  }

  /// Does something with names of its own.
  func within<Result>(
    _ inner: Scope, _ work: () throws(JinjaError) -> Result
  ) throws(JinjaError) -> Result {
    let outer = scope
    scope = inner
    defer { scope = outer }
    return try work()
  }

  /// Sees to it that a scope which something in it refers to does not outlive the rendering.
  func keep(_ scope: Scope) throws(JinjaError) {
    try reserve(160)
    meter.take(160)
    if keptScopes.last !== scope { keptScopes.append(scope) }
  }

  func keep(_ namespace: Namespace) throws(JinjaError) {
    try reserve(256)
    meter.take(256)
    namespaces.append(namespace)
  }

  // MARK: The result

  func write(_ bytes: [UInt8]) throws(JinjaError) {
    guard bytes.count <= limits.output - written else {
      throw fail(.outputTooLong(limit: limits.output))
    }
    written += bytes.count
    try work(bytes.count >> 2)
    output += bytes
  }

  /// What is written meanwhile, kept from the result.
  func capture(_ work: () throws(JinjaError) -> Flow) throws(JinjaError) -> ([UInt8], Flow) {
    let outer = output
    output = []
    defer { output = outer }
    let flow = try work()
    // Only what stays there counts for long.
    written -= output.count
    return (output, flow)
  }

  // MARK: Errors

  func fail(_ reason: JinjaError.Reason) -> JinjaError { JinjaError(reason, at: position) }

  func wrongType(_ text: String) -> JinjaError { fail(.wrongType(text)) }
}
