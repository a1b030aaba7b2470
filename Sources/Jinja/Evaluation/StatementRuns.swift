extension PlainText {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    try renderer.write(bytes)
    return .next
  }
}

extension Output {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    for expression in expressions {
      let value = try renderer.evaluate(expression)
      try renderer.write(renderer.bytes(of: value))
    }
    return .next
  }
}

extension If {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    for (condition, body) in branches where try renderer.evaluate(condition).isTrue {
      return try renderer.run(body)
    }
    return try renderer.run(otherwise)
  }
}

extension LeaveLoop {
  func run(in renderer: Renderer) -> Flow { flow }
}

extension Assignment {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    let value = try renderer.evaluate(value)
    renderer.position = position
    try renderer.assign(value, to: target)
    return .next
  }
}

extension BlockAssignment {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    let (value, flow) = try renderer.captured(body, filters)
    guard flow == .next else { return flow }
    renderer.position = position
    try renderer.assign(value, to: target)
    return .next
  }
}

extension FilterBlock {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    let (value, flow) = try renderer.captured(body, filters)
    guard flow == .next else { return flow }
    try renderer.write(renderer.bytes(of: value))
    return .next
  }
}

extension With {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    let inner = Scope(within: renderer.scope)
    var values: [Value] = []
    for (_, value) in targets { values.append(try renderer.evaluate(value)) }
    return try renderer.within(inner) { () throws(JinjaError) in
      for ((target, _), value) in zip(targets, values) {
        renderer.position = position
        try renderer.assign(value, to: target)
      }
      return try renderer.run(body)
    }
  }
}

extension Scoped {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    try renderer.within(Scope(within: renderer.scope)) { () throws(JinjaError) in
      try renderer.run(body)
    }
  }
}

extension MacroDefinition {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    renderer.position = position
    try renderer.keep(renderer.scope)
    let macro = Macro(name: name, signature: signature, body: body, scope: renderer.scope)
    renderer.scope.set(id, to: .macro(macro))
    return .next
  }
}

extension CallBlock {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    renderer.position = position
    try renderer.keep(renderer.scope)
    let caller = Macro(name: nil, signature: signature, body: body, scope: renderer.scope)
    let value = try renderer.call(call, with: caller)
    try renderer.write(renderer.bytes(of: value))
    return .next
  }
}

extension Renderer {
  /// What a body writes, filtered.
  func captured(
    _ body: Body, _ filters: [FilterCall]
  ) throws(JinjaError) -> (Value, Flow) {
    let inner = Scope(within: scope)
    let (bytes, flow) = try within(inner) { () throws(JinjaError) in
      try capture { () throws(JinjaError) in try run(body) }
    }
    var value = try string(bytes)
    for filter in filters where flow == .next { value = try apply(filter, to: value) }
    return (value, flow)
  }

  /// A call with one more argument, `caller`.
  func call(_ call: any Expression, with caller: Macro) throws(JinjaError) -> Value {
    guard let postfix = call as? Postfix, let last = postfix.steps.last,
      case .call(let list) = last.operation
    else { return .none }
    var callee = try evaluate(postfix.base)
    for step in postfix.steps.dropLast() { callee = try apply(step, to: callee) }
    var arguments = try arguments(list)
    arguments.named.append(("caller", .macro(caller)))
    try step(at: last.position)
    return try self.call(callee, arguments)
  }

  func assign(_ value: Value, to target: Target) throws(JinjaError) {
    try step()
    switch target {
    case .name(let id): scope.set(id, to: value)
    case .attribute(let id, let name, let place):
      position = place
      guard case .namespace(let namespace)? = try lookUp(id) else {
        throw fail(.wrongType("'\(names[id])' is no namespace, so '\(name)' can't be set"))
      }
      let key = Text(Array(name.utf8), count: name.unicodeScalars.count)
      if namespace.value(of: key.bytes) == nil {
        try reserve(128)
        meter.take(128)
      }
      namespace.set(key, to: value)
    case .tuple(let targets, let place):
      position = place
      let elements = try elements(of: value)
      guard elements.count == targets.count else {
        throw fail(
          .wrongValue("\(elements.count) values can't be assigned to \(targets.count) names"))
      }
      for (target, element) in zip(targets, elements) { try assign(element, to: target) }
    }
  }
}
