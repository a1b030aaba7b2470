import JSON

/// Collects the fields of a JSON object in the order they are written.
struct FieldWriter {
  private(set) var fields: [JSONField] = []

  init() { fields.reserveCapacity(8) }

  static func object(_ body: (inout FieldWriter) -> Void) -> JSONValue {
    var writer = FieldWriter()
    body(&writer)
    return .object(writer.fields)
  }

  /// Left out where there is no value.
  mutating func add(_ key: String, _ value: JSONValue?) {
    if let value { fields.append(JSONField(key, value)) }
  }

  mutating func add(_ key: String, _ value: String?) { add(key, value.map(JSONValue.string)) }
  mutating func add(_ key: String, _ value: Int?) { add(key, value.map(JSONValue.integer)) }
  mutating func add(_ key: String, _ value: Bool?) { add(key, value.map(JSONValue.bool)) }

  /// Always there: null where nothing was measured.
  mutating func addMeasured(_ key: String, _ value: Double?) {
    add(key, value.map(JSONValue.number) ?? .null)
  }

  mutating func addMeasured(_ key: String, _ value: Int?) {
    add(key, value.map(JSONValue.integer) ?? .null)
  }
}
