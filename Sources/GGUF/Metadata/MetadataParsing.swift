extension MetadataValue {
  /// Reads a type and a value of it.
  init(parsing reader: inout ByteReader, key: String, in source: MappedBytes) throws(GGUFError) {
    switch try reader.valueType(key) {
    case .uint8: self = .uint8(try reader.number(UInt8.self, .value(key: key)))
    case .int8: self = .int8(try reader.number(Int8.self, .value(key: key)))
    case .uint16: self = .uint16(try reader.number(UInt16.self, .value(key: key)))
    case .int16: self = .int16(try reader.number(Int16.self, .value(key: key)))
    case .uint32: self = .uint32(try reader.number(UInt32.self, .value(key: key)))
    case .int32: self = .int32(try reader.number(Int32.self, .value(key: key)))
    case .uint64: self = .uint64(try reader.number(UInt64.self, .value(key: key)))
    case .int64: self = .int64(try reader.number(Int64.self, .value(key: key)))
    case .float32:
      self = .float32(Float(bitPattern: try reader.number(UInt32.self, .value(key: key))))
    case .float64:
      self = .float64(Double(bitPattern: try reader.number(UInt64.self, .value(key: key))))
    case .bool: self = .bool(try reader.bool(key))
    case .string:
      self = .string(
        MetadataString(source: source, range: try reader.string(.value(key: key))))
    case .array: self = .array(try MetadataArray(parsing: &reader, key: key, in: source))
    }
  }
}

extension MetadataArray {
  /// Reads the type of the elements and their number, and steps over the elements.
  ///
  /// An array of arrays is refused: no model has one, and there is no recursion to exhaust.
  fileprivate init(
    parsing reader: inout ByteReader, key: String, in source: MappedBytes
  ) throws(GGUFError) {
    let typeOffset = reader.offset
    let elementType = try reader.valueType(key)
    guard elementType != .array else { throw .nestedArray(key: key, offset: typeOffset) }
    let count = try reader.number(UInt64.self, .value(key: key))
    let range =
      if let size = elementType.fixedSize {
        try reader.numbers(count, size: size, key)
      } else {
        try reader.strings(count, key)
      }
    if elementType == .bool {
      for offset in range where reader.bytes[offset] > 1 {
        throw .invalidBool(key: key, value: reader.bytes[offset], offset: offset)
      }
    }
    // There are at least as many bytes as elements, so their number fits.
    self.init(elementType: elementType, count: Int(count), source: source, range: range)
  }
}

extension ByteReader {
  /// Reads a key or a tensor's name: not empty, UTF-8, without NUL.
  mutating func name(_ part: @autoclosure () -> GGUFError.Part) throws(GGUFError) -> String {
    let start = offset
    let range = try string(part())
    guard !range.isEmpty else { throw .badName(part(), .empty, offset: start) }
    let slice = UnsafeRawBufferPointer(rebasing: bytes[range])
    guard !slice.contains(0) else { throw .badName(part(), .containsNUL, offset: start) }
    guard let name = String(validating: slice, as: UTF8.self) else {
      throw .badName(part(), .notUTF8, offset: start)
    }
    return name
  }

  fileprivate mutating func valueType(_ key: String) throws(GGUFError) -> MetadataValueType {
    let start = offset
    let number = try number(UInt32.self, .valueType(key: key))
    guard let type = MetadataValueType(rawValue: number) else {
      throw .unknownValueType(key: key, number: number, offset: start)
    }
    return type
  }

  fileprivate mutating func bool(_ key: String) throws(GGUFError) -> Bool {
    let start = offset
    let value = try number(UInt8.self, .value(key: key))
    guard value <= 1 else { throw .invalidBool(key: key, value: value, offset: start) }
    return value == 1
  }

  fileprivate mutating func numbers(
    _ count: UInt64, size: Int, _ key: String
  ) throws(GGUFError) -> Range<Int> {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: UInt64(size))
    return try skip(overflow ? .max : byteCount, .value(key: key))
  }

  fileprivate mutating func strings(
    _ count: UInt64, _ key: String
  ) throws(GGUFError) -> Range<Int> {
    // Each takes at least its length: more than would fit are refused before any is read.
    let (least, overflow) = count.multipliedReportingOverflow(by: 8)
    guard !overflow, least <= UInt64(remaining) else {
      throw truncated(.value(key: key), needed: overflow ? .max : least)
    }
    let start = offset
    for index in 0..<Int(count) {
      _ = try string(.element(key: key, index: index))
    }
    return start..<offset
  }
}
