/// What the program asks for, with errors that name the key.
///
/// Each getter has two forms: one throws `missingKey` where the key is absent, the other gives
/// nil. Both throw `wrongType` where the value is of another type.
extension Metadata {
  /// A number from 0, of whichever integer type it fits.
  public func uint(_ key: String) throws(GGUFError) -> Int {
    try required(key, uintIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func uintIfPresent(_ key: String) throws(GGUFError) -> Int? {
    guard let value = try intIfPresent(key) else { return nil }
    guard value >= 0 else {
      throw .valueOutOfRange(key: key, value: "\(value)", expected: "0 or more")
    }
    return value
  }

  /// A number of any integer type.
  public func int(_ key: String) throws(GGUFError) -> Int {
    try required(key, intIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func intIfPresent(_ key: String) throws(GGUFError) -> Int? {
    guard let value = self[key] else { return nil }
    guard let integer = value.integer else { throw wrongType(key, "an integer") }
    guard let result = Int(exactly: integer) else {
      throw .valueOutOfRange(key: key, value: "\(integer)", expected: "at most \(Int.max)")
    }
    return result
  }

  /// A number of either float type, or of an integer type; it may be infinite or not a number.
  public func float(_ key: String) throws(GGUFError) -> Double {
    try required(key, floatIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func floatIfPresent(_ key: String) throws(GGUFError) -> Double? {
    switch self[key] {
    case nil: return nil
    case .float32(let value): return Double(value)
    case .float64(let value): return value
    case let value?:
      guard let integer = value.integer else { throw wrongType(key, "a float") }
      return Double(integer)
    }
  }

  /// A truth value.
  public func bool(_ key: String) throws(GGUFError) -> Bool {
    try required(key, boolIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func boolIfPresent(_ key: String) throws(GGUFError) -> Bool? {
    guard let value = self[key] else { return nil }
    guard case .bool(let result) = value else { throw wrongType(key, "bool") }
    return result
  }

  /// Text, with U+FFFD in the place of what is not UTF-8.
  public func string(_ key: String) throws(GGUFError) -> String {
    try required(key, stringIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func stringIfPresent(_ key: String) throws(GGUFError) -> String? {
    guard let value = self[key] else { return nil }
    guard case .string(let result) = value else { throw wrongType(key, "string") }
    return result.text
  }

  /// A name out of a set of names that the program knows: text of at most 256 bytes.
  ///
  /// Comparing longer ones, as Swift compares strings, can take hours.
  public func name(_ key: String) throws(GGUFError) -> String {
    try required(key, nameIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func nameIfPresent(_ key: String) throws(GGUFError) -> String? {
    guard case .string(let string)? = self[key], string.bytes.count > 256 else {
      return try stringIfPresent(key)
    }
    throw .valueOutOfRange(
      key: key, value: "\(string.bytes.count) bytes long", expected: "a name of at most 256")
  }

  /// An array of any integer type, all of whose elements fit.
  public func ints(_ key: String) throws(GGUFError) -> [Int] {
    try required(key, intsIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func intsIfPresent(_ key: String) throws(GGUFError) -> [Int]? {
    guard let array = try array(key, "array of integers") else { return nil }
    if let result = array.integers { return result }
    // Of the integer types, only this one has values that do not fit.
    guard array.elementType == .uint64 else { throw wrongType(key, "array of integers") }
    throw .valueOutOfRange(
      key: key, value: "an array with larger numbers", expected: "one of numbers up to \(Int.max)")
  }

  /// An array of either float type; `float64` is rounded.
  public func floats(_ key: String) throws(GGUFError) -> [Float] {
    try required(key, floatsIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func floatsIfPresent(_ key: String) throws(GGUFError) -> [Float]? {
    guard let array = try array(key, "array of floats") else { return nil }
    guard let result = array.floats else { throw wrongType(key, "array of floats") }
    return result
  }

  /// An array of truth values.
  public func bools(_ key: String) throws(GGUFError) -> [Bool] {
    try required(key, boolsIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func boolsIfPresent(_ key: String) throws(GGUFError) -> [Bool]? {
    guard let array = try array(key, "array of bools") else { return nil }
    guard let result = array.bools else { throw wrongType(key, "array of bools") }
    return result
  }

  /// An array of strings, left in the file.
  public func strings(_ key: String) throws(GGUFError) -> StringArray {
    try required(key, stringsIfPresent(key))
  }

  /// The same, or nil where the key is absent.
  public func stringsIfPresent(_ key: String) throws(GGUFError) -> StringArray? {
    guard let array = try array(key, "array of strings") else { return nil }
    guard let result = array.strings else { throw wrongType(key, "array of strings") }
    return result
  }
}

extension Metadata {
  private func required<T>(_ key: String, _ value: T?) throws(GGUFError) -> T {
    guard let value else { throw .missingKey(key) }
    return value
  }

  private func array(_ key: String, _ expected: String) throws(GGUFError) -> MetadataArray? {
    guard let value = self[key] else { return nil }
    guard case .array(let result) = value else { throw wrongType(key, expected) }
    return result
  }

  private func wrongType(_ key: String, _ expected: String) -> GGUFError {
    .wrongType(key: key, expected: expected, found: self[key]?.typeDescription ?? "nothing")
  }
}
