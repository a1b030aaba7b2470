/// A dictionary in the order in which its keys came.
final class Mapping {
  let keys: [Value]
  let values: [Value]
  private let indices: [Key: Int]
  let depth: Int
  private let meter: Meter?

  init(_ builder: MappingBuilder, depth: Int, meter: Meter?) {
    keys = builder.keys
    values = builder.values
    indices = builder.indices
    self.depth = depth
    self.meter = meter
    meter?.take(Self.size(keys.count))
  }

  deinit { meter?.giveBack(Self.size(keys.count)) }

  subscript(key: Key) -> Value? { indices[key].map { values[$0] } }

  static func size(_ count: Int) -> Int { count * 96 + 160 }
}

struct MappingBuilder {
  private(set) var keys: [Value] = []
  private(set) var values: [Value] = []
  private(set) var indices: [Key: Int] = [:]

  /// A key that is there keeps its place.
  mutating func set(_ key: Key, _ original: Value, to value: Value) {
    if let index = indices[key] {
      values[index] = value
    } else {
      indices[key] = keys.count
      keys.append(original)
      values.append(value)
    }
  }
}

/// The bytes of a string, hashed as a whole.
struct TextKey: Hashable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

/// A value by which another is found: equal where Python's keys are.
enum Key: Hashable {
  case none
  /// Truth values and whole floats, too.
  case int(Int)
  case float(UInt64)
  case text(TextKey)
  case tuple([Key])
  case undefined
  case object(ObjectIdentifier)
}

/// `dict.keys()`, `dict.values()`, `dict.items()`.
final class View {
  enum Part: String { case keys, values, items }
  let mapping: Mapping
  let part: Part

  init(of mapping: Mapping, _ part: Part) {
    self.mapping = mapping
    self.part = part
  }
}
