/// `map`, `select`, `reject` and their like.
///
/// Jinja goes through the elements when they are asked for. Here that is done at once, and an
/// element that can't be had is an error when it is come to.
extension Renderer {
  func selecting(
    _ filter: Filter, _ value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    guard value.isTrue else { return try iterator([]) }
    var results: [Value] = []
    var failure: JinjaError?
    do {
      let each = try operation(filter, arguments)
      let elements = try elements(of: value)
      try work(elements.count << 2)
      for element in elements {
        try step()
        if let result = try each(element) { results.append(result) }
        try reserve(results.count, of: MemoryLayout<Value>.stride)
      }
    } catch {
      // What the limits say is said now.
      if error.isLimit { throw error }
      failure = error
    }
    return try iterator(results, failure: failure)
  }

  /// What becomes of an element: a value, or nil where it is left out.
  private func operation(
    _ filter: Filter, _ arguments: Arguments
  ) throws(JinjaError) -> (Value) throws(JinjaError) -> Value? {
    if filter == .map { return try mapping(arguments) }
    var rest = arguments
    var attribute: AttributePath?
    if filter == .selectattr || filter == .rejectattr {
      guard !rest.positional.isEmpty else {
        throw fail(.wrongArguments("'\(filter.rawValue)' needs an attribute's name"))
      }
      attribute = try path(rest.positional.removeFirst())
    }
    let keeps = filter == .select || filter == .selectattr
    var test: ValueTest?
    if !rest.positional.isEmpty {
      let name = try text(of: rest.positional.removeFirst()).string
      guard let found = ValueTest(rawValue: name) else { throw fail(.unknownTest(name)) }
      test = found
    }
    return { [rest] (element) throws(JinjaError) in
      var value = element
      if let attribute { value = try self.value(at: attribute, of: element) }
      let holds = try test.map { (test) throws(JinjaError) in try self.holds(test, of: value, rest)
      }
      return (holds ?? value.isTrue) == keeps ? element : nil
    }
  }

  private func mapping(
    _ arguments: Arguments
  ) throws(JinjaError) -> (Value) throws(JinjaError) -> Value? {
    if arguments.positional.isEmpty,
      let attribute = arguments.named.first(where: { $0.name == "attribute" })?.value
    {
      let path = try path(attribute)
      let fallback = arguments.named.first { $0.name == "default" }?.value
      if let other = arguments.named.first(where: { $0.name != "attribute" && $0.name != "default" }
      ) {
        throw fail(.wrongArguments("'map' has no argument '\(other.name)'"))
      }
      return { (element) throws(JinjaError) in
        try self.value(at: path, of: element, default: fallback)
      }
    }
    var rest = arguments
    guard !rest.positional.isEmpty else {
      throw fail(.wrongArguments("'map' needs a filter or an attribute"))
    }
    let name = try text(of: rest.positional.removeFirst()).string
    guard let filter = Filter(rawValue: name) else { throw fail(.unknownFilter(name)) }
    return { [rest] (element) throws(JinjaError) in
      try self.deeper { () throws(JinjaError) in try self.apply(filter, to: element, rest) }
    }
  }

  // MARK: Attributes by their path

  /// `a.b.0`: names and indices, one after the other.
  func path(_ attribute: Value) throws(JinjaError) -> AttributePath {
    guard case .string(let text) = attribute else { return AttributePath(parts: [attribute]) }
    var parts: [Value] = []
    for part in text.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      let bytes = Array(part)
      if !bytes.isEmpty, bytes.allSatisfy(Byte.isDigit),
        let index = Int(String(decoding: bytes, as: UTF8.self))
      {
        parts.append(.int(index))
      } else {
        parts.append(try string(bytes))
      }
    }
    return AttributePath(parts: parts)
  }

  func value(
    at path: AttributePath, of element: Value, default fallback: Value? = nil
  ) throws(JinjaError) -> Value {
    var value = element
    for part in path.parts {
      try step()
      value = try item(part, of: value)
      if let fallback, !isNone(fallback), value.isUndefined { value = fallback }
    }
    return value
  }
}

struct AttributePath {
  var parts: [Value]
}

extension JinjaError {
  /// Whether it is one of the limits that was reached.
  var isLimit: Bool {
    switch reason {
    case .tooManySteps, .tooDeep, .outputTooLong, .tooMuchMemory: true
    default: false
    }
  }
}
