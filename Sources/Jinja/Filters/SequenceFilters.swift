extension Renderer {
  func sequential(
    _ filter: Filter, _ value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    switch filter {
    case .count, .length:
      _ = try bind(arguments, of: "length", [])
      return .int(try length(of: value))
    case .first:
      _ = try bind(arguments, of: "first", [])
      return try first(of: value)
    case .last:
      _ = try bind(arguments, of: "last", [])
      if case .iterator = value { throw wrongType("a generator has no last element") }
      return try last(of: value)
    case .list:
      _ = try bind(arguments, of: "list", [])
      return try list(elements(of: value))
    case .items:
      _ = try bind(arguments, of: "items", [])
      if value.isUndefined { return try iterator([]) }
      guard case .mapping(let mapping) = value else {
        return try iterator(
          [], failure: wrongType("'items' needs a mapping, not \(value.typeName)"))
      }
      return try iterator(pairs(of: mapping))
    case .join: return try join(value, arguments)
    case .reverse:
      _ = try bind(arguments, of: "reverse", [])
      if case .string(let text) = value { return try reversed(text) }
      return try iterator(elements(of: value).reversed())
    case .batch: return try batch(value, arguments)
    default: return try slices(value, arguments)
    }
  }

  func length(of value: Value) throws(JinjaError) -> Int {
    switch value {
    case .undefined: return 0
    case .string(let text): return text.count
    case .list(let items), .tuple(let items): return items.elements.count
    case .mapping(let mapping): return mapping.keys.count
    case .view(let view): return view.mapping.keys.count
    case .range(let span): return span.count
    case .loop(let loop): return try loop.count()
    default: throw wrongType("a \(value.typeName) has no length")
    }
  }

  private func first(of value: Value) throws(JinjaError) -> Value {
    if case .iterator(let iterator) = value {
      guard iterator.next < iterator.elements.count else {
        if let failure = iterator.failure { throw failure }
        return .undefined(Undefined("there is no first element"))
      }
      iterator.next += 1
      return iterator.elements[iterator.next - 1]
    }
    if case .string(let text) = value, text.count > 0 { return try item(.int(0), of: value) }
    return try elements(of: value).first ?? .undefined(Undefined("there is no first element"))
  }

  private func last(of value: Value) throws(JinjaError) -> Value {
    if case .string(let text) = value, text.count > 0 { return try item(.int(-1), of: value) }
    return try elements(of: value).last ?? .undefined(Undefined("there is no last element"))
  }

  private func reversed(_ text: Text) throws(JinjaError) -> Value {
    try work(text.bytes.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.bytes.count)
    var end = text.bytes.count
    while end > 0 {
      var start = end - 1
      while start > 0, text.bytes[start] & 0xC0 == 0x80 { start -= 1 }
      bytes += text.bytes[start..<end]
      end = start
    }
    return try string(bytes, isMarkup: text.isMarkup)
  }

  private func join(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "join", ["d", "attribute"])
    let separator = try bound[0].map { (value) throws(JinjaError) in try bytes(of: value) } ?? []
    var getter: AttributePath?
    if let attribute = bound[1], !isNone(attribute) { getter = try path(attribute) }
    var joined: [UInt8] = []
    for (index, element) in try elements(of: value).enumerated() {
      try step()
      let part = try bytes(
        of: getter.map { (path) throws(JinjaError) in
          try self.value(at: path, of: element)
        } ?? element)
      try reserve(joined.count + part.count + separator.count)
      if index > 0 { joined += separator }
      joined += part
    }
    return try string(joined)
  }

  func isNone(_ value: Value) -> Bool {
    if case .none = value { true } else { false }
  }

  private func batch(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "batch", ["linecount", "fill_with"], required: 1)
    let size = try integer(bound[0], "linecount", default: 1)
    var batches: [Value] = []
    var current: [Value] = []
    for element in try elements(of: value) {
      if current.count == size {
        batches.append(try list(current))
        current = []
      }
      current.append(element)
    }
    if !current.isEmpty {
      if let fill = bound[1], !isNone(fill), current.count < size {
        try reserve(size, of: MemoryLayout<Value>.stride)
        current += repeatElement(fill, count: size - current.count)
      }
      batches.append(try list(current))
    }
    return try iterator(batches)
  }

  private func slices(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "slice", ["slices", "fill_with"], required: 1)
    let count = try integer(bound[0], "slices", default: 1)
    let elements = try elements(of: value)
    if count == 0 { throw fail(.divisionByZero) }
    if count < 0 { return try iterator([]) }
    try reserve(count, of: Items.size(1))
    try work(count << 4)
    let (size, longer) = elements.count.quotientAndRemainder(dividingBy: count)
    var slices: [Value] = []
    var start = 0
    for index in 0..<count {
      let end = start + size + (index < longer ? 1 : 0)
      var slice = Array(elements[start..<end])
      if let fill = bound[1], !isNone(fill), index >= longer { slice.append(fill) }
      slices.append(try list(slice))
      start = end
    }
    return try iterator(slices)
  }
}
