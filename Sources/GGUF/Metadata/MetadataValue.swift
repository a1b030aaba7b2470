/// The types a metadata value can have, under their numbers in the file.
public enum MetadataValueType: UInt32, Sendable, CaseIterable {
  case uint8 = 0
  case int8 = 1
  case uint16 = 2
  case int16 = 3
  case uint32 = 4
  case int32 = 5
  case float32 = 6
  case bool = 7
  case string = 8
  case array = 9
  case uint64 = 10
  case int64 = 11
  case float64 = 12

  /// The name in the specification, in lower case.
  public var name: String { "\(self)" }

  /// The size of a value in bytes; nil for strings and arrays, which say how long they are.
  var fixedSize: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    case .string, .array: nil
    }
  }
}

/// One value of the metadata, of one of the thirteen types of GGUF.
///
/// Strings and arrays stay in the file until they are asked for.
public enum MetadataValue: Sendable {
  case uint8(UInt8)
  case int8(Int8)
  case uint16(UInt16)
  case int16(Int16)
  case uint32(UInt32)
  case int32(Int32)
  case float32(Float)
  case bool(Bool)
  case string(MetadataString)
  case array(MetadataArray)
  case uint64(UInt64)
  case int64(Int64)
  case float64(Double)

  public var type: MetadataValueType {
    switch self {
    case .uint8: .uint8
    case .int8: .int8
    case .uint16: .uint16
    case .int16: .int16
    case .uint32: .uint32
    case .int32: .int32
    case .float32: .float32
    case .bool: .bool
    case .string: .string
    case .array: .array
    case .uint64: .uint64
    case .int64: .int64
    case .float64: .float64
    }
  }

  /// The value of any of the eight integer types; nil for other types.
  var integer: (any BinaryInteger)? {
    switch self {
    case .uint8(let value): value
    case .int8(let value): value
    case .uint16(let value): value
    case .int16(let value): value
    case .uint32(let value): value
    case .int32(let value): value
    case .uint64(let value): value
    case .int64(let value): value
    case .float32, .float64, .bool, .string, .array: nil
    }
  }

  /// The type in words, with that of the elements: `uint32`, `array of string`.
  var typeDescription: String {
    if case .array(let array) = self { return "array of \(array.elementType.name)" }
    return type.name
  }
}

/// A string of the metadata: the bytes as they are in the file, which may not be UTF-8.
public struct MetadataString: Sendable {
  let source: MappedBytes
  let range: Range<Int>

  /// The bytes in the file, valid for as long as the `GGUFFile` is.
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: source.bytes[range])
  }

  /// The text, with U+FFFD in the place of what is not UTF-8.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}
