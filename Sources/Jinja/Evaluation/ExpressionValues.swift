extension Literal {
  func value(in renderer: Renderer) -> Value {
    switch content {
    case .none: .none
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .float(let value): .float(value)
    case .string(let bytes, let count): .string(Text(bytes, count: count))
    }
  }
}

extension Name {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    try renderer.lookUp(id) ?? .undefined(Undefined("'\(name)' is undefined"))
  }
}

extension ListDisplay {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for element in elements { values.append(try renderer.evaluate(element)) }
    return isTuple ? try renderer.tuple(values) : try renderer.list(values)
  }
}

extension MappingDisplay {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    var builder = MappingBuilder()
    for (key, value) in entries {
      let key = try renderer.evaluate(key)
      let value = try renderer.evaluate(value)
      renderer.position = position
      builder.set(try renderer.key(key), key, to: value)
    }
    return try renderer.mapping(builder)
  }
}

extension Prefix {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    var value = try renderer.evaluate(operand)
    renderer.position = position
    for symbol in operators.reversed() {
      switch symbol {
      case .not: value = .bool(!value.isTrue)
      case .negative, .positive:
        value = try renderer.signed(value, isNegative: symbol == .negative)
      }
    }
    return value
  }
}

extension Arithmetic {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    var value = try renderer.evaluate(first)
    for link in links {
      let operand = try renderer.evaluate(link.operand)
      try renderer.step(at: link.position)
      value = try renderer.calculate(link.symbol, value, operand)
    }
    return value
  }
}

extension Concatenation {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    var bytes: [UInt8] = []
    for part in parts {
      let value = try renderer.evaluate(part)
      renderer.position = position
      let text = try renderer.text(of: value).bytes
      try renderer.reserve(Text.size(bytes.count + text.count))
      bytes += text
    }
    return try renderer.string(bytes)
  }
}

extension Comparison {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    var left = try renderer.evaluate(first)
    for link in links {
      let right = try renderer.evaluate(link.operand)
      try renderer.step(at: link.position)
      guard try renderer.compare(link.symbol, left, right) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }
}

extension Junction {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    var value = Value.none
    for operand in operands {
      value = try renderer.evaluate(operand)
      if value.isTrue == isOr { return value }
    }
    return value
  }
}

extension Conditional {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    for (value, condition) in branches where try renderer.evaluate(condition).isTrue {
      return try renderer.evaluate(value)
    }
    guard let otherwise else {
      return .undefined(Undefined("the condition does not hold, and there is no 'else'"))
    }
    return try renderer.evaluate(otherwise)
  }
}

extension Postfix {
  func value(in renderer: Renderer) throws(JinjaError) -> Value {
    var value = try renderer.evaluate(base)
    for step in steps { value = try renderer.apply(step, to: value) }
    return value
  }
}

extension Renderer {
  func apply(_ step: Postfix.Step, to value: Value) throws(JinjaError) -> Value {
    switch step.operation {
    case .attribute(let name):
      try self.step(at: step.position)
      return try attribute(name, of: value)
    case .item(let index): return try item(index, of: value, at: step.position)
    case .slice(let bounds): return try slice(value, bounds, at: step.position)
    case .call(let list):
      let arguments = try arguments(list)
      try self.step(at: step.position)
      return try call(value, arguments)
    case .filter(let call): return try apply(call, to: value)
    case .test(let call): return try apply(call, to: value, at: step.position)
    }
  }

  private func item(
    _ index: any Expression, of value: Value, at position: Position
  ) throws(JinjaError) -> Value {
    let index = try evaluate(index)
    try step(at: position)
    return try item(index, of: value)
  }

  private func slice(
    _ value: Value, _ bounds: SliceBounds, at position: Position
  ) throws(JinjaError) -> Value {
    let start = try bounds.start.map { (part) throws(JinjaError) in try evaluate(part) }
    let end = try bounds.end.map { (part) throws(JinjaError) in try evaluate(part) }
    let stride = try bounds.stride.map { (part) throws(JinjaError) in try evaluate(part) }
    try step(at: position)
    return try slice(value, start, end, stride)
  }

  func apply(_ call: FilterCall, to value: Value) throws(JinjaError) -> Value {
    let arguments = try arguments(call.arguments)
    try step(at: call.position)
    guard let filter = call.filter else { throw fail(.unknownFilter(call.name)) }
    return try apply(filter, to: value, arguments)
  }

  private func apply(
    _ call: TestCall, to value: Value, at position: Position
  ) throws(JinjaError) -> Value {
    let arguments = try arguments(call.arguments)
    try step(at: position)
    guard let test = call.test else { throw fail(.unknownTest(call.name)) }
    return .bool(try holds(test, of: value, arguments) != call.isNegated)
  }
}
