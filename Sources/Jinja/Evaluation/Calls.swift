/// What a filter, a test, a function or a macro is called with.
struct Arguments {
  var positional: [Value] = []
  var named: [(name: String, value: Value)] = []

  var isEmpty: Bool { positional.isEmpty && named.isEmpty }
}

extension Renderer {
  func arguments(_ list: ArgumentList) throws(JinjaError) -> Arguments {
    if list.isEmpty { return Arguments() }
    var arguments = Arguments()
    for argument in list.positional { arguments.positional.append(try evaluate(argument)) }
    for (name, value) in list.named { arguments.named.append((name, try evaluate(value))) }
    if let rest = list.rest {
      let rest = try elements(of: try evaluate(rest))
      try reserve(Items.size(rest.count))
      arguments.positional += rest
    }
    if let namedRest = list.namedRest {
      let rest = try evaluate(namedRest)
      guard case .mapping(let mapping) = rest else {
        throw wrongType("'**' needs a mapping, not \(rest.typeName)")
      }
      guard mapping.keys.count <= 256 else { throw fail(.unsupported("more than 256 arguments")) }
      for (key, value) in zip(mapping.keys, mapping.values) {
        guard case .string(let name) = key else { throw wrongType("a name has to be a string") }
        if arguments.named.contains(where: { $0.name.utf8.elementsEqual(name.bytes) }) {
          throw fail(.wrongArguments("'\(name.string)' is given twice"))
        }
        arguments.named.append((name.string, value))
      }
    }
    return arguments
  }

  /// The arguments in the order of these names; nil for those that are not given.
  ///
  /// - Parameter required: how many of the first have to be given.
  func bind(
    _ arguments: Arguments, of callee: String, _ names: [String], required: Int = 0
  ) throws(JinjaError) -> [Value?] {
    guard arguments.positional.count <= names.count else {
      throw fail(
        .wrongArguments(
          "'\(callee)' takes at most \(names.count) arguments, not \(arguments.positional.count)"))
    }
    var bound: [Value?] = arguments.positional
    bound += repeatElement(nil, count: names.count - bound.count)
    for (name, value) in arguments.named {
      guard let index = names.firstIndex(of: name) else {
        throw fail(.wrongArguments("'\(callee)' has no argument '\(name)'"))
      }
      guard bound[index] == nil else {
        throw fail(.wrongArguments("'\(callee)' is given '\(name)' twice"))
      }
      bound[index] = value
    }
    for index in 0..<required where bound[index] == nil {
      throw fail(.wrongArguments("'\(callee)' needs '\(names[index])'"))
    }
    return bound
  }

  func call(_ callee: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    switch callee {
    case .macro(let macro): return try call(macro, arguments)
    case .function(let function): return try call(function, arguments)
    case .method(let method): return try call(method, arguments)
    case .undefined(let undefined): throw fail(undefined.reason)
    case .loop: throw fail(.unsupported("a recursive loop"))
    default: throw wrongType("a \(callee.typeName) can't be called")
    }
  }

  private func call(_ method: Method, _ arguments: Arguments) throws(JinjaError) -> Value {
    switch method.receiver {
    case .string(let text):
      guard let name = StringMethod(rawValue: method.name) else { break }
      return try call(name, of: text, arguments)
    case .list(let items), .tuple(let items):
      return try call(method.name, ofElements: items, arguments)
    case .range:
      let elements = try tuple(elements(of: method.receiver))
      if case .tuple(let items) = elements {
        return try call(method.name, ofElements: items, arguments)
      }
    case .mapping(let mapping): return try call(method.name, of: mapping, arguments)
    case .loop(let loop): return try call(method.name, of: loop, arguments)
    default: break
    }
    throw fail(.unsupported("'\(method.name)'"))
  }

  private func call(
    _ method: String, of loop: Loop, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    guard arguments.named.isEmpty else {
      throw fail(.wrongArguments("'\(method)' takes no named arguments"))
    }
    let values = arguments.positional
    if method == "cycle" {
      if values.isEmpty { throw fail(.wrongArguments("'cycle' needs something to cycle through")) }
      return values[max(0, loop.index) % values.count]
    }
    if let last = loop.lastChanged, last.count == values.count {
      var isSame = true
      for (a, b) in zip(last, values) where isSame { isSame = try equal(a, b) }
      if isSame { return .bool(false) }
    }
    loop.lastChanged = values
    return .bool(true)
  }

  // MARK: Macros

  func call(_ macro: Macro, _ arguments: Arguments) throws(JinjaError) -> Value {
    let inner = Scope(within: macro.scope)
    let values = try bound(arguments, to: macro, in: inner)
    let bytes = try within(inner) { () throws(JinjaError) in
      for (parameter, value) in zip(macro.signature.parameters, values) {
        if let value {
          inner.set(parameter.id, to: value)
        } else if let fallback = parameter.fallback {
          inner.set(parameter.id, to: try evaluate(fallback))
        } else {
          inner.set(
            parameter.id,
            to: .undefined(Undefined("parameter '\(parameter.name)' was not provided")))
        }
      }
      return try capture { () throws(JinjaError) in try run(macro.body) }.0
    }
    return try string(bytes)
  }

  /// The values of the parameters; what else the macro asks for goes to its scope.
  private func bound(
    _ arguments: Arguments, to macro: Macro, in inner: Scope
  ) throws(JinjaError) -> [Value?] {
    let signature = macro.signature
    let name = macro.name ?? "caller"
    let count = signature.parameters.count
    var values: [Value?] = Array(arguments.positional.prefix(count))
    var named = arguments.named
    for parameter in signature.parameters.dropFirst(values.count) {
      let index = named.firstIndex { $0.name == parameter.name }
      values.append(index.map { named[$0].value })
      if let index { named.remove(at: index) }
    }
    if signature.usesCaller, !signature.parameters.contains(where: { $0.name == "caller" }) {
      let index = named.firstIndex { $0.name == "caller" }
      let caller = index.map { named[$0].value } ?? .undefined(Undefined("no caller defined"))
      if let index { named.remove(at: index) }
      if let id = callerID { inner.set(id, to: caller) }
    }
    if signature.usesNamedRest {
      var builder = MappingBuilder()
      for (name, value) in named {
        let text = try text(Array(name.utf8))
        builder.set(.text(TextKey(text.bytes)), .string(text), to: value)
      }
      if let id = namedRestID { inner.set(id, to: try mapping(builder)) }
    } else if let (unknown, _) = named.first {
      throw fail(.wrongArguments("'\(name)' has no argument '\(unknown)'"))
    }
    if signature.usesPositionalRest {
      let rest = try tuple(Array(arguments.positional.dropFirst(count)))
      if let id = positionalRestID { inner.set(id, to: rest) }
    } else if arguments.positional.count > count {
      throw fail(
        .wrongArguments(
          "'\(name)' takes at most \(count) arguments, not \(arguments.positional.count)"))
    }
    return values
  }
}
