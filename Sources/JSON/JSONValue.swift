/// Any JSON value; objects keep the order of their fields.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A whole number above `Int.max`, as a seed may be; a `Double` would round it.
  case unsigned(UInt64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([JSONField])
}

/// One field of a JSON object.
public struct JSONField: Sendable, Equatable {
  public var key: String
  public var value: JSONValue

  public init(_ key: String, _ value: JSONValue) {
    self.key = key
    self.value = value
  }
}

extension JSONValue {
  /// The shortest decimal that gives the same `Float` back; null if it is not finite.
  ///
  /// Equal bits print equally, and nothing is printed that the `Float` does not know.
  public init(_ value: Float) {
    guard value.isFinite else {
      self = .null
      return
    }
    // At most nine digits, which survive the way through a Double. The Double may lie just on the
    // border between two Floats; then only the exact value comes back.
    let shortest = Double(value.description) ?? Double(value)
    self = .number(Float(shortest) == value ? shortest : Double(value))
  }

  /// A whole number of any size; `.integer` wherever it fits.
  public init(_ value: UInt64) {
    self = Int(exactly: value).map(JSONValue.integer) ?? .unsigned(value)
  }
}
