/// `range`, `dict`, `namespace`, `raise_exception`, `strftime_now`.
extension Renderer {
  func call(_ function: Function, _ arguments: Arguments) throws(JinjaError) -> Value {
    switch function {
    case .range: return try range(arguments)
    case .dict: return try mapping(entries(arguments, of: "dict"))
    case .namespace:
      let builder = try entries(arguments, of: "namespace")
      let namespace = Namespace()
      try keep(namespace)
      for (key, value) in zip(builder.keys, builder.values) {
        guard case .string(let name) = key else { throw wrongType("a name has to be a string") }
        try reserve(128)
        meter.take(128)
        namespace.set(name, to: value)
      }
      return .namespace(namespace)
    case .raiseException:
      let bound = try bind(arguments, of: "raise_exception", ["message"], required: 1)
      throw fail(.refused(String(decoding: try bytes(of: bound[0] ?? .none), as: UTF8.self)))
    case .strftimeNow:
      let bound = try bind(arguments, of: "strftime_now", ["format"], required: 1)
      guard let format = bound[0]?.text else { throw wrongType("a format has to be a string") }
      try work(format.bytes.count)
      try reserve(format.bytes.count, of: 16)
      guard let formatted = now.formatted(format.bytes) else {
        throw fail(.unsupported("a directive of '\(format.string.prefix(40))'"))
      }
      return try string(formatted)
    }
  }

  private func range(_ arguments: Arguments) throws(JinjaError) -> Value {
    guard arguments.named.isEmpty, 1...3 ~= arguments.positional.count else {
      throw fail(.wrongArguments("'range' takes one to three numbers"))
    }
    var numbers: [Int] = []
    for value in arguments.positional {
      guard let number = value.integer else {
        if case .undefined(let undefined) = value { throw fail(undefined.reason) }
        throw wrongType("'range' needs whole numbers, not \(value.typeName)")
      }
      numbers.append(number)
    }
    let start = numbers.count > 1 ? numbers[0] : 0
    let end = numbers.count > 1 ? numbers[1] : numbers[0]
    let stride = numbers.count > 2 ? numbers[2] : 1
    if stride == 0 { throw fail(.wrongValue("'range' with a step of 0")) }
    let (distance, overflows) =
      stride > 0 ? end.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(end)
    if distance <= 0, !overflows {
      return .range(Span(start: start, end: end, stride: stride, count: 0))
    }
    let size = stride.magnitude
    let count = overflows ? UInt.max : (UInt(bitPattern: distance) - 1) / size + 1
    if count > UInt(JinjaLimits.range) || size > UInt(Int.max) {
      throw fail(.wrongValue("'range' of more than \(JinjaLimits.range) numbers"))
    }
    return .range(Span(start: start, end: end, stride: stride, count: Int(count)))
  }

  /// The entries of a mapping or of pairs, and then the named arguments.
  private func entries(_ arguments: Arguments, of callee: String) throws(JinjaError)
    -> MappingBuilder
  {
    var builder = MappingBuilder()
    guard arguments.positional.count <= 1 else {
      throw fail(.wrongArguments("'\(callee)' takes one mapping and named arguments"))
    }
    if let first = arguments.positional.first {
      if case .mapping(let mapping) = first {
        try work(mapping.keys.count << 4)
        for (key, value) in zip(mapping.keys, mapping.values) {
          builder.set(try self.key(key), key, to: value)
        }
      } else {
        for pair in try elements(of: first) {
          let parts = try elements(of: pair)
          try step()
          guard parts.count == 2 else { throw fail(.wrongValue("'\(callee)' needs pairs")) }
          builder.set(try key(parts[0]), parts[0], to: parts[1])
        }
      }
    }
    for (name, value) in arguments.named {
      let text = try text(Array(name.utf8))
      builder.set(.text(TextKey(text.bytes)), .string(text), to: value)
    }
    return builder
  }
}
