/// `value.name` and `value[index]`.
extension Renderer {
  func attribute(_ name: String, of value: Value) throws(JinjaError) -> Value {
    if case .undefined(let undefined) = value {
      // What Python's objects have by nature is there, and may not be used.
      if name == "__class__" { return missing(name, of: value) }
      throw fail(undefined.reason)
    }
    if let found = try own(name, of: value) { return found }
    if case .mapping(let mapping) = value,
      let found = mapping[.text(TextKey(Array(name.utf8)))]
    {
      return found
    }
    return missing(name, of: value)
  }

  func item(_ index: Value, of value: Value) throws(JinjaError) -> Value {
    switch value {
    case .undefined(let undefined): throw fail(undefined.reason)
    case .mapping(let mapping):
      // What can't be a key is in none.
      switch index {
      case .list, .mapping: break
      default: if let found = mapping[try key(index)] { return found }
      }
    case .list(let items), .tuple(let items):
      if let index = index.integer, let place = Self.place(index, in: items.elements.count) {
        return items.elements[place]
      }
    case .range(let span):
      if let index = index.integer, let place = Self.place(index, in: span.count) {
        return .int(span[place])
      }
    case .string(let text):
      if let index = index.integer, let place = Self.place(index, in: text.count) {
        return try character(place, of: text)
      }
    default: break
    }
    guard case .string(let name) = index else {
      var written: [UInt8] = []
      try represent(index, in: &written)
      let element = String(decoding: written.prefix(100), as: UTF8.self)
      return .undefined(Undefined("\(value.typeName) has no element \(element)"))
    }
    if name.bytes.count < 100, let found = try own(name.string, of: value) { return found }
    return missing(name.string, of: value)
  }

  private func missing(_ name: String, of value: Value) -> Value {
    let shown = String(decoding: name.utf8.prefix(100), as: UTF8.self)
    return .undefined(Undefined("'\(value.typeName)' has no '\(shown)'"))
  }

  /// Where an index from either end lies; nil if outside.
  private static func place(_ index: Int, in count: Int) -> Int? {
    let place = index < 0 ? index + count : index
    return 0..<count ~= place ? place : nil
  }

  private func character(_ place: Int, of text: Text) throws(JinjaError) -> Value {
    let start = try offset(of: place, in: text)
    let length = UTF8Text.scalar(in: text.bytes, at: start)?.1 ?? 0
    return try string(Array(text.bytes[start..<start + length]), isMarkup: text.isMarkup)
  }

  /// The byte at which a scalar begins, or the end.
  func offset(of place: Int, in text: Text) throws(JinjaError) -> Int {
    if text.isASCII { return min(place, text.bytes.count) }
    try work(place << 1)
    return text.bytes.withUnsafeBufferPointer { bytes in
      var left = place
      for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
        if left == 0 { return index }
        left -= 1
      }
      return bytes.count
    }
  }

  /// What a value has by its type: methods, and what loops and namespaces know.
  private func own(_ name: String, of value: Value) throws(JinjaError) -> Value? {
    let isKnown: Bool
    var changes = false
    switch value {
    case .string: isKnown = StringMethod(rawValue: name) != nil
    case .list:
      changes = ListMethods.changing.contains(name)
      isKnown = changes || ListMethods.reading.contains(name)
    case .tuple(let items) where items.isGroup && (name == "grouper" || name == "list"):
      return items.elements[name == "grouper" ? 0 : 1]
    case .tuple, .range: isKnown = name == "count" || name == "index"
    case .mapping:
      changes = MappingMethods.changing.contains(name)
      isKnown = changes || MappingMethods.reading.contains(name)
    case .namespace(let namespace):
      if let found = namespace.value(of: Array(name.utf8)) { return found }
      isKnown = false
    case .macro(let macro):
      if name == "name" {
        return try macro.name.map { (name) throws(JinjaError) in try string(name) }
      }
      isKnown = false
    case .loop(let loop):
      if let found = try property(name, of: loop) { return found }
      isKnown = name == "cycle" || name == "changed"
    default: isKnown = false
    }
    if changes {
      return .undefined(
        Undefined(
          "'\(name)' may not be used", fault: .immutable(method: name, type: value.typeName)))
    }
    if isKnown { return .method(Method(of: value, name: name)) }
    return nil
  }

  private func property(_ name: String, of loop: Loop) throws(JinjaError) -> Value? {
    switch name {
    case "index": return .int(loop.index + 1)
    case "index0": return .int(loop.index)
    case "first": return .bool(loop.index == 0)
    case "last": return .bool(try loop.element(loop.index + 1) == nil)
    case "length": return .int(try loop.count())
    case "revindex": return .int(try loop.count() - loop.index)
    case "revindex0": return .int(try loop.count() - loop.index - 1)
    case "previtem":
      guard loop.index > 0, let item = try loop.element(loop.index - 1) else {
        return .undefined(Undefined("there is no previous item"))
      }
      return item
    case "nextitem":
      return try loop.element(loop.index + 1)
        ?? .undefined(Undefined("there is no next item"))
    case "depth": return .int(1)
    case "depth0": return .int(0)
    default: return nil
    }
  }

  // MARK: Slices

  func slice(
    _ value: Value, _ start: Value?, _ end: Value?, _ stride: Value?
  ) throws(JinjaError) -> Value {
    let bounds = [try bound(start), try bound(end), try bound(stride)]
    let step = bounds[2] ?? 1
    if step == 0 { throw fail(.wrongValue("a slice with a step of 0")) }
    switch value {
    case .list(let items):
      return try list(Self.indices(bounds, step, items.elements.count).map { items.elements[$0] })
    case .tuple(let items):
      return try tuple(Self.indices(bounds, step, items.elements.count).map { items.elements[$0] })
    case .string(let text): return try slice(text, bounds, step)
    case .range(let span):
      let (start, end) = Self.range(bounds, step, span.count)
      let stride = span.stride.multipliedReportingOverflow(by: step)
      if stride.overflow { throw fail(.numberTooLarge) }
      return .range(
        Span(
          start: span[start], end: span[end], stride: stride.partialValue,
          count: Self.indices(bounds, step, span.count).count))
    case .undefined(let undefined): throw fail(undefined.reason)
    default: throw wrongType("a \(value.typeName) can't be sliced")
    }
  }

  private func bound(_ value: Value?) throws(JinjaError) -> Int? {
    guard let value else { return nil }
    if case .none = value { return nil }
    guard let number = value.integer else {
      throw wrongType("a slice needs whole numbers, not \(value.typeName)")
    }
    return number
  }

  private func slice(_ text: Text, _ bounds: [Int?], _ step: Int) throws(JinjaError) -> Value {
    let indices = Self.indices(bounds, step, text.count)
    guard let first = indices.first, let last = indices.last else { return try string([]) }
    if step == 1 {
      let start = try offset(of: first, in: text)
      let end = try offset(of: last + 1, in: text)
      return try string(Array(text.bytes[start..<end]), isMarkup: text.isMarkup)
    }
    try work(text.count)
    var starts: [Int] = []
    if !text.isASCII {
      try reserve(text.count, of: 8)
      starts = text.bytes.indices.filter { text.bytes[$0] & 0xC0 != 0x80 }
    }
    var bytes: [UInt8] = []
    for index in indices {
      let start = text.isASCII ? index : starts[index]
      let length = UTF8Text.scalar(in: text.bytes, at: start)?.1 ?? 0
      bytes += text.bytes[start..<start + length]
    }
    return try string(bytes, isMarkup: text.isMarkup)
  }

  /// Where a slice begins and ends, as Python takes its bounds.
  private static func range(_ bounds: [Int?], _ step: Int, _ count: Int) -> (Int, Int) {
    let (low, high) = step > 0 ? (0, count) : (-1, count - 1)
    func clamped(_ bound: Int?, _ fallback: Int) -> Int {
      guard let bound else { return fallback }
      return (bound < 0 ? bound + count : bound).clamped(to: low...max(low, high))
    }
    return (
      clamped(bounds[0], step > 0 ? low : high), clamped(bounds[1], step > 0 ? high : low)
    )
  }

  private static func indices(_ bounds: [Int?], _ step: Int, _ count: Int) -> [Int] {
    let (start, end) = range(bounds, step, count)
    // A longer step leads out of it as surely.
    let stride = step.clamped(to: -count - 1...count + 1)
    return Array(Swift.stride(from: start, to: end, by: stride))
  }
}
