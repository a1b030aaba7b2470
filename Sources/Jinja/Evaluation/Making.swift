/// Values are made here, where what they take is counted.
extension Renderer {
  func reserve(_ bytes: Int) throws(JinjaError) {
    guard meter.hasRoom(for: bytes) else { throw fail(.tooMuchMemory(limit: limits.memory)) }
  }

  /// Reserves room for so many parts of one size, which may be too many to multiply.
  func reserve(_ count: Int, of size: Int) throws(JinjaError) {
    let (bytes, overflows) = max(0, count).multipliedReportingOverflow(by: max(0, size))
    if overflows { throw fail(.tooMuchMemory(limit: limits.memory)) }
    try reserve(bytes)
  }

  func string(_ bytes: [UInt8], isMarkup: Bool = false) throws(JinjaError) -> Value {
    .string(try text(bytes, isMarkup: isMarkup))
  }

  func text(_ bytes: [UInt8], isMarkup: Bool = false) throws(JinjaError) -> Text {
    try reserve(Text.size(bytes.count))
    try work(bytes.count >> 2)
    return Text(bytes, count: UTF8Text.count(bytes), isMarkup: isMarkup, meter: meter)
  }

  func string(_ text: String) throws(JinjaError) -> Value { try string(Array(text.utf8)) }

  func list(_ elements: [Value]) throws(JinjaError) -> Value { .list(try items(elements)) }
  func tuple(_ elements: [Value]) throws(JinjaError) -> Value { .tuple(try items(elements)) }

  /// What elements have in common, and the elements.
  func group(_ name: Value, _ elements: Value) throws(JinjaError) -> Value {
    .tuple(try items([name, elements], isGroup: true))
  }

  private func items(_ elements: [Value], isGroup: Bool = false) throws(JinjaError) -> Items {
    try reserve(Items.size(elements.count))
    try work(elements.count << 2)
    return Items(elements, depth: try depth(around: elements), isGroup: isGroup, meter: meter)
  }

  func iterator(_ elements: [Value], failure: JinjaError? = nil) throws(JinjaError) -> Value {
    try reserve(Items.size(elements.count))
    try work(elements.count << 2)
    return .iterator(
      Iterator(elements, failure: failure, depth: try depth(around: elements), meter: meter))
  }

  func mapping(_ builder: MappingBuilder) throws(JinjaError) -> Value {
    try reserve(Mapping.size(builder.keys.count))
    try work(builder.keys.count << 4)
    let depth = max(try depth(around: builder.values), try depth(around: builder.keys))
    return .mapping(Mapping(builder, depth: depth, meter: meter))
  }

  /// How deep a value with these elements is.
  private func depth(around elements: [Value]) throws(JinjaError) -> Int {
    var depth = 0
    for element in elements { depth = max(depth, element.depth) }
    if depth >= JinjaLimits.valueDepth { throw fail(.tooDeep(limit: JinjaLimits.valueDepth)) }
    return depth + 1
  }

  /// A value of the context; what it takes is its owner's.
  func imported(_ value: JinjaValue, depth: Int = 0) throws(JinjaError) -> Value {
    if depth >= JinjaLimits.valueDepth { throw fail(.tooDeep(limit: JinjaLimits.valueDepth)) }
    switch value {
    case .none: return .none
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .float(let value): return .float(value)
    case .string(let string): return .string(owned(string))
    case .list(let elements):
      var values: [Value] = []
      values.reserveCapacity(elements.count)
      var deepest = 0
      for element in elements {
        let value = try imported(element, depth: depth + 1)
        deepest = max(deepest, value.depth)
        values.append(value)
      }
      return .list(Items(values, depth: deepest + 1, meter: nil))
    case .mapping(let entries):
      var builder = MappingBuilder()
      var deepest = 0
      for (key, element) in entries {
        let value = try imported(element, depth: depth + 1)
        deepest = max(deepest, value.depth)
        let text = owned(key)
        builder.set(.text(TextKey(text.bytes)), .string(text), to: value)
      }
      return .mapping(Mapping(builder, depth: deepest + 1, meter: nil))
    }
  }

  private func owned(_ string: String) -> Text {
    let bytes = Array(string.utf8)
    return Text(bytes, count: UTF8Text.count(bytes))
  }
}
