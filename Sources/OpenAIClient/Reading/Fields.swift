import JSON

/// Fields of values that a server wrote, taken where they make sense.
extension JSONValue {
  /// Of an object; nil where there is none, or it is null.
  func field(_ key: String) -> JSONValue? {
    guard case .object(let fields) = self,
      let value = fields.first(where: { $0.key.hasBytes(of: key) })?.value, value != .null
    else { return nil }
    return value
  }

  var elements: [JSONValue]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// A number of tokens or the like: whole, and small enough that sums of a few are numbers, too.
  var count: Int? {
    switch self {
    case .integer(let value) where 0...1_000_000_000_000 ~= value: value
    case .number(let value) where 0...1e12 ~= value && value == value.rounded(): Int(value)
    default: nil
    }
  }

  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value.isFinite ? value : nil
    default: nil
    }
  }

  /// A rate that a machine can have.
  var rate: Double? { double.flatMap { $0 > 0 && $0 < 1e9 ? $0 : nil } }
}
