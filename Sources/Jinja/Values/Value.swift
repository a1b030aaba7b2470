/// A value while a template is rendered; lists and mappings never change.
enum Value {
  case undefined(Undefined)
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(Text)
  case list(Items)
  case tuple(Items)
  case mapping(Mapping)
  case view(View)
  case range(Span)
  case iterator(Iterator)
  case namespace(Namespace)
  case macro(Macro)
  case function(Function)
  case method(Method)
  case loop(Loop)

  /// The type's name in Python.
  var typeName: String {
    switch self {
    case .undefined: "Undefined"
    case .none: "NoneType"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .string(let text): text.isMarkup ? "Markup" : "str"
    case .list: "list"
    case .tuple: "tuple"
    case .mapping: "dict"
    case .view(let view): "dict_\(view.part)"
    case .range: "range"
    case .iterator: "generator"
    case .namespace: "Namespace"
    case .macro: "Macro"
    case .function: "function"
    case .method: "method"
    case .loop: "LoopContext"
    }
  }

  /// Whether it counts as true.
  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .float(let value): value != 0
    case .string(let text): !text.bytes.isEmpty
    case .list(let items), .tuple(let items): !items.elements.isEmpty
    case .mapping(let mapping): !mapping.keys.isEmpty
    case .view(let view): !view.mapping.keys.isEmpty
    case .range(let span): span.count > 0
    case .iterator, .namespace, .macro, .function, .method, .loop: true
    }
  }

  /// A truth value or a whole number, as a number.
  var integer: Int? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): value
    default: nil
    }
  }

  /// Any number.
  var number: Double? {
    if case .float(let value) = self { return value }
    return integer.map(Double.init)
  }

  var text: Text? {
    if case .string(let text) = self { text } else { nil }
  }

  var isUndefined: Bool {
    if case .undefined = self { true } else { false }
  }

  /// How deep lists and mappings are nested in it.
  var depth: Int {
    switch self {
    case .list(let items), .tuple(let items): items.depth
    case .mapping(let mapping): mapping.depth
    case .view(let view): view.mapping.depth
    case .iterator(let iterator): iterator.depth
    case .method(let method): method.receiver.depth
    default: 0
    }
  }
}

/// What stands for something that is not there, and the words to use when more is asked of it.
final class Undefined {
  let message: String
  /// Set where it is there and may not be used.
  let fault: JinjaError.Reason?

  init(_ message: String, fault: JinjaError.Reason? = nil) {
    self.message = message
    self.fault = fault
  }

  var reason: JinjaError.Reason { fault ?? .undefined(message) }
}

/// Counts the bytes of the values that there are.
final class Meter {
  private(set) var used = 0
  let limit: Int

  init(limit: Int) { self.limit = limit }

  func hasRoom(for bytes: Int) -> Bool { bytes <= limit - used }
  func take(_ bytes: Int) { used += bytes }
  func giveBack(_ bytes: Int) { used -= bytes }
}

/// A string as Python has it: Unicode scalars, compared as they are.
final class Text {
  /// UTF-8.
  let bytes: [UInt8]
  /// Scalars.
  let count: Int
  /// Marked as HTML by the filter `safe`: what is added to it is escaped.
  let isMarkup: Bool
  private let meter: Meter?

  /// - Parameter meter: nil for what the template or the context owns.
  init(_ bytes: [UInt8], count: Int, isMarkup: Bool = false, meter: Meter? = nil) {
    self.bytes = bytes
    self.count = count
    self.isMarkup = isMarkup
    self.meter = meter
    meter?.take(Self.size(bytes.count))
  }

  deinit { meter?.giveBack(Self.size(bytes.count)) }

  var isASCII: Bool { count == bytes.count }
  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// What a string of so many bytes takes.
  static func size(_ bytes: Int) -> Int { bytes + 96 }

  static func == (a: Text, b: Text) -> Bool { a.bytes == b.bytes }
}

/// The elements of a list or a tuple.
final class Items {
  let elements: [Value]
  let depth: Int
  /// Whether it is a pair that `groupby` made, whose parts have names.
  let isGroup: Bool
  private let meter: Meter?

  init(_ elements: [Value], depth: Int, isGroup: Bool = false, meter: Meter?) {
    self.elements = elements
    self.depth = depth
    self.isGroup = isGroup
    self.meter = meter
    meter?.take(Self.size(elements.count))
  }

  deinit { meter?.giveBack(Self.size(elements.count)) }

  static func size(_ count: Int) -> Int { count * MemoryLayout<Value>.stride + 96 }
}

/// The numbers of `range`.
final class Span {
  let start: Int
  /// As it was given: the last number may be short of it.
  let end: Int
  let stride: Int
  let count: Int

  init(start: Int, end: Int, stride: Int, count: Int) {
    self.start = start
    self.end = end
    self.stride = stride
    self.count = count
  }

  /// The number at an index that is within.
  subscript(index: Int) -> Int { start &+ index &* stride }
}

/// What `map`, `select` and their like give: to be gone through once.
final class Iterator {
  let elements: [Value]
  /// What stands in the way of the element behind the last one.
  let failure: JinjaError?
  let depth: Int
  var next = 0
  private let meter: Meter?

  init(_ elements: [Value], failure: JinjaError? = nil, depth: Int, meter: Meter?) {
    self.elements = elements
    self.failure = failure
    self.depth = depth
    self.meter = meter
    meter?.take(Items.size(elements.count))
  }

  deinit { meter?.giveBack(Items.size(elements.count)) }
}

/// The one thing that templates may change.
final class Namespace {
  var names: [Key: Int] = [:]
  var attributes: [(name: Text, value: Value)] = []

  func value(of name: [UInt8]) -> Value? {
    names[.text(TextKey(name))].map { attributes[$0].value }
  }

  func set(_ name: Text, to value: Value) {
    let key = Key.text(TextKey(name.bytes))
    if let index = names[key] {
      attributes[index].value = value
    } else {
      names[key] = attributes.count
      attributes.append((name, value))
    }
  }
}

/// A method of a value, to be called.
final class Method {
  let receiver: Value
  let name: String

  init(of receiver: Value, name: String) {
    self.receiver = receiver
    self.name = name
  }
}

/// What templates find under these names.
enum Function: String, CaseIterable {
  case range
  case dict
  case namespace
  case raiseException = "raise_exception"
  case strftimeNow = "strftime_now"
}
