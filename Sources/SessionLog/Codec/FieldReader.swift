import JSON

/// Takes known fields out of a JSON object. What is left at the end is what nobody knew.
///
/// An optional field of another type than expected is left where it is; of equal keys the last
/// one counts.
struct FieldReader {
  /// The greatest whole number taken: every reader of JSON has it exactly, and sums and
  /// percentages of such numbers stay far from overflowing.
  static let limit = 1 << 53

  /// The most entries taken of an object whose keys are names, far more than there can be.
  static let entryLimit = 256

  /// The longest name taken, in UTF-8 code units: hashing a longer one could take hours.
  static let nameLimit = 256

  let type: String
  private(set) var rest: [JSONField]

  init(_ fields: [JSONField], type: String) {
    rest = fields
    self.type = type
  }

  // MARK: Fields that may be absent

  /// Takes the field if `convert` makes something of it, or drops it if it is null.
  mutating func take<T>(_ key: String, _ convert: (JSONValue) -> T?) -> T? {
    guard let index = rest.lastIndex(where: { $0.key.hasBytes(of: key) }) else { return nil }
    let value = rest[index].value
    let converted = convert(value)
    let isTaken = converted != nil || value == .null
    rest[..<(isTaken ? index + 1 : index)].removeAll { $0.key.hasBytes(of: key) }
    return converted
  }

  mutating func string(_ key: String) -> String? { take(key, \.asString) }

  mutating func bool(_ key: String) -> Bool? {
    take(key) { if case .bool(let value) = $0 { value } else { nil } }
  }

  mutating func number(_ key: String) -> Double? { take(key, \.asNumber) }

  mutating func strings(_ key: String) -> [String]? {
    take(key) { value in
      guard case .array(let elements) = value else { return nil }
      let strings = elements.compactMap(\.asString)
      return strings.count == elements.count ? strings : nil
    }
  }

  /// A whole number from 0.
  mutating func count(_ key: String) -> Int? {
    take(key) { $0.asInteger.flatMap { 0...Self.limit ~= $0 ? $0 : nil } }
  }

  /// A length of time; 0 where there is none.
  mutating func seconds(_ key: String) -> Double {
    take(key) { $0.asNumber.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil } } ?? 0
  }

  /// An object's own fields, read by `read`; those it leaves stay behind under `key`.
  mutating func object<T, E: Error>(
    _ key: String, _ read: (inout FieldReader) throws(E) -> T
  ) throws(E) -> T? {
    guard let fields = take(key, \.asObject) else { return nil }
    var reader = FieldReader(fields, type: type)
    let value = try read(&reader)
    if !reader.rest.isEmpty { leave(.object(reader.rest), under: key) }
    return value
  }

  /// The entries of an object whose keys are names. `read` makes something of an entry, or nothing
  /// and it stays behind; it may also leave a part of it behind.
  mutating func entries<T>(
    _ key: String, _ read: (JSONField, inout [JSONField]) -> T?
  ) throws(SessionLineError) -> [T]? {
    guard let fields = take(key, \.asObject) else { return nil }
    if fields.count > Self.entryLimit { throw .badField(key, type: type) }
    var left: [JSONField] = []
    var entries: [T] = []
    for (index, field) in fields.enumerated() {
      if field.key.utf8.count > Self.nameLimit {
        left.append(field)
      } else if fields[(index + 1)...].contains(where: { $0.key.hasBytes(of: field.key) }) {
        continue
      } else if let entry = read(field, &left) {
        entries.append(entry)
      } else {
        left.append(field)
      }
    }
    if !left.isEmpty { leave(.object(left), under: key) }
    return entries
  }

  mutating func leave(_ value: JSONValue, under key: String) {
    rest.append(JSONField(key, value))
  }

  // MARK: Fields that must be there

  mutating func neededString(_ key: String) throws(SessionLineError) -> String {
    try needed(key, string(key))
  }

  /// One of the format's own words; nil where it is another one.
  mutating func neededWord<Word: RawRepresentable<String>>(
    _ key: String
  ) throws(SessionLineError) -> Word? {
    let text = try neededString(key)
    return text.isASCII ? Word(rawValue: text) : nil
  }

  mutating func neededCount(_ key: String) throws(SessionLineError) -> Int {
    try needed(key, count(key))
  }

  /// A pane's number, from 1.
  mutating func neededPane() throws(SessionLineError) -> Int {
    let pane = try neededCount("pane")
    if pane < 1 { throw .badField("pane", type: type) }
    return pane
  }

  func needed<T>(_ key: String, _ value: T?) throws(SessionLineError) -> T {
    guard let value else { throw .badField(key, type: type) }
    return value
  }
}

extension JSONValue {
  var asString: String? { if case .string(let value) = self { value } else { nil } }

  var asObject: [JSONField]? { if case .object(let value) = self { value } else { nil } }

  var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// A whole number, also where another program wrote it as `5.0`.
  var asInteger: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }
}
