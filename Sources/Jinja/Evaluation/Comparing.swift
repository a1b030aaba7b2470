/// Which values are equal, which comes first, and what is in what.
extension Renderer {
  func compare(
    _ symbol: ComparisonOperator, _ a: Value, _ b: Value
  ) throws(JinjaError) -> Bool {
    switch symbol {
    case .equal: return try equal(a, b)
    case .notEqual: return try !equal(a, b)
    case .less: return try isLess(a, b, "<")
    case .greater: return try isLess(b, a, ">")
    case .lessOrEqual: return try isLessOrEqual(a, b, "<=")
    case .greaterOrEqual: return try isLessOrEqual(b, a, ">=")
    case .isIn: return try contains(b, a)
    case .isNotIn: return try !contains(b, a)
    }
  }

  func equal(_ a: Value, _ b: Value) throws(JinjaError) -> Bool {
    switch (a, b) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.string(let a), .string(let b)):
      if a.bytes.count == b.bytes.count { try work(a.bytes.count >> 4) }
      return a.bytes == b.bytes
    case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
      if a === b { return true }
      guard a.elements.count == b.elements.count else { return false }
      for (a, b) in zip(a.elements, b.elements) {
        try step()
        guard try equal(a, b) else { return false }
      }
      return true
    case (.mapping(let a), .mapping(let b)):
      if a === b { return true }
      guard a.keys.count == b.keys.count else { return false }
      for (key, value) in zip(a.keys, a.values) {
        try step()
        guard let other = b[try self.key(key)], try equal(value, other) else { return false }
      }
      return true
    case (.range(let a), .range(let b)):
      return a.count == b.count
        && (a.count == 0 || a.start == b.start && (a.count == 1 || a.stride == b.stride))
    case (.namespace(let a), .namespace(let b)): return a === b
    case (.macro(let a), .macro(let b)): return a === b
    case (.iterator(let a), .iterator(let b)): return a === b
    case (.loop(let a), .loop(let b)): return a === b
    case (.function(let a), .function(let b)): return a == b
    default:
      if let a = a.integer, let b = b.integer { return a == b }
      if case .float(let a) = a, let b = b.integer { return Self.equal(a, b) }
      if case .float(let b) = b, let a = a.integer { return Self.equal(b, a) }
      if case .float(let a) = a, case .float(let b) = b { return a == b }
      return false
    }
  }

  /// Exact, where turning the whole number into a float would round it.
  private static func equal(_ float: Double, _ whole: Int) -> Bool { Int(exactly: float) == whole }

  func isLess(_ a: Value, _ b: Value, _ sign: String = "<") throws(JinjaError) -> Bool {
    switch (a, b) {
    case (.string(let a), .string(let b)):
      try work(min(a.bytes.count, b.bytes.count))
      // In UTF-8, bytes are in the order of scalars.
      return a.bytes.lexicographicallyPrecedes(b.bytes)
    case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
      for (a, b) in zip(a.elements, b.elements) {
        try step()
        if try !equal(a, b) { return try isLess(a, b, sign) }
      }
      return a.elements.count < b.elements.count
    case (.undefined(let undefined), _), (_, .undefined(let undefined)):
      throw fail(undefined.reason)
    default:
      if let a = a.integer, let b = b.integer { return a < b }
      if let a = a.number, let b = b.number { return a < b }
      throw wrongType("'\(sign)' can't be used with \(a.typeName) and \(b.typeName)")
    }
  }

  private func isLessOrEqual(_ a: Value, _ b: Value, _ sign: String) throws(JinjaError) -> Bool {
    if case .float(let number) = a, number.isNaN { return false }
    if case .float(let number) = b, number.isNaN { return false }
    return try !isLess(b, a, sign)
  }

  func contains(_ container: Value, _ value: Value) throws(JinjaError) -> Bool {
    switch container {
    case .string(let text):
      guard case .string(let part) = value else {
        throw wrongType("'in' needs a string before a string, not \(value.typeName)")
      }
      return try find(part.bytes, in: text.bytes[...]) != nil
    case .mapping(let mapping): return mapping[try key(value)] != nil
    case .view(let view) where view.part == .keys: return view.mapping[try key(value)] != nil
    case .range(let span):
      guard let number = value.integer, span.count > 0 else { return false }
      let (distance, overflows) = number.subtractingReportingOverflow(span.start)
      return !overflows && distance % span.stride == 0
        && 0..<span.count ~= distance / span.stride
    default:
      for element in try elements(of: container) {
        try step()
        if try equal(element, value) { return true }
      }
      return false
    }
  }

  /// What a value is found by in a mapping.
  func key(_ value: Value) throws(JinjaError) -> Key {
    switch value {
    case .undefined: return .undefined
    case .none: return .none
    case .bool(let value): return .int(value ? 1 : 0)
    case .int(let value): return .int(value)
    case .float(let value): return Int(exactly: value).map(Key.int) ?? .float(value.bitPattern)
    case .string(let text):
      try work(text.bytes.count >> 4)
      return .text(TextKey(text.bytes))
    case .tuple(let items):
      var keys: [Key] = []
      for element in items.elements { keys.append(try key(element)) }
      return .tuple(keys)
    case .namespace(let namespace): return .object(ObjectIdentifier(namespace))
    case .macro(let macro): return .object(ObjectIdentifier(macro))
    case .view(let view) where view.part == .values: return .object(ObjectIdentifier(view))
    case .range(let span): return .object(ObjectIdentifier(span))
    case .iterator(let iterator): return .object(ObjectIdentifier(iterator))
    case .loop(let loop): return .object(ObjectIdentifier(loop))
    case .method(let method): return .object(ObjectIdentifier(method))
    case .function(let function):
      return .tuple([.none, .text(TextKey(Array(function.rawValue.utf8)))])
    case .list, .mapping, .view:
      throw wrongType("a \(value.typeName) can't be a key")
    }
  }

  /// The elements of whatever has some.
  func elements(of value: Value) throws(JinjaError) -> [Value] {
    switch value {
    case .undefined: return []
    case .list(let items), .tuple(let items): return items.elements
    case .mapping(let mapping): return mapping.keys
    case .view(let view):
      switch view.part {
      case .keys: return view.mapping.keys
      case .values: return view.mapping.values
      case .items: return try pairs(of: view.mapping)
      }
    case .range(let span):
      try work(span.count << 2)
      return (0..<span.count).map { .int(span[$0]) }
    case .string(let text): return try characters(of: text)
    case .iterator(let iterator):
      let rest = iterator.elements[iterator.next...]
      iterator.next = iterator.elements.count
      if let failure = iterator.failure { throw failure }
      return Array(rest)
    case .none, .bool, .int, .float, .namespace, .macro, .function, .method, .loop:
      throw wrongType("\(value.typeName) has no elements to go through")
    }
  }

  func pairs(of mapping: Mapping) throws(JinjaError) -> [Value] {
    var pairs: [Value] = []
    pairs.reserveCapacity(mapping.keys.count)
    for (key, value) in zip(mapping.keys, mapping.values) {
      pairs.append(try tuple([key, value]))
    }
    return pairs
  }

  private func characters(of text: Text) throws(JinjaError) -> [Value] {
    try reserve(text.count, of: Text.size(1) + MemoryLayout<Value>.stride)
    try work(text.count << 2)
    var characters: [Value] = []
    characters.reserveCapacity(text.count)
    var index = 0
    while let (_, length) = UTF8Text.scalar(in: text.bytes, at: index) {
      let bytes = Array(text.bytes[index..<index + length])
      characters.append(
        .string(Text(bytes, count: 1, isMarkup: text.isMarkup, meter: meter)))
      index += length
    }
    return characters
  }
}
