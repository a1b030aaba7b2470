/// An array of the metadata, left in the file: elements are decoded when they are asked for.
public struct MetadataArray: Sendable {
  /// The type of all elements; never `array`.
  public let elementType: MetadataValueType
  public let count: Int
  let source: MappedBytes
  let range: Range<Int>

  /// The elements as they are in the file: little-endian numbers side by side, one byte a bool,
  /// or strings each after its length in eight bytes. Valid for as long as the `GGUFFile` is.
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: source.bytes[range])
  }

  /// The elements of an array of strings; nil for other types.
  public var strings: StringArray? {
    elementType == .string ? StringArray(count: count, source: source, range: range) : nil
  }

  /// The elements of an array of any integer type; nil for other types, or where one does not fit.
  public var integers: [Int]? {
    switch elementType {
    case .uint8: integers(UInt8.self)
    case .int8: integers(Int8.self)
    case .uint16: integers(UInt16.self)
    case .int16: integers(Int16.self)
    case .uint32: integers(UInt32.self)
    case .int32: integers(Int32.self)
    case .uint64: integers(UInt64.self)
    case .int64: integers(Int64.self)
    case .float32, .float64, .bool, .string, .array: nil
    }
  }

  /// The elements of an array of `float32`, or of `float64` rounded to it; nil for other types.
  public var floats: [Float]? {
    switch elementType {
    case .float32: decode(UInt32.self) { Float(bitPattern: $0) }
    case .float64: decode(UInt64.self) { Float(Double(bitPattern: $0)) }
    default: nil
    }
  }

  /// The elements of an array of bools; nil for other types.
  public var bools: [Bool]? {
    elementType == .bool ? decode(UInt8.self) { $0 != 0 } : nil
  }

  private func integers<T: FixedWidthInteger>(_ type: T.Type) -> [Int]? {
    decode(type) { Int(exactly: $0) }
  }

  /// Decodes `count` numbers; nil as soon as `transform` gives nil for one of them.
  private func decode<T: FixedWidthInteger, Element>(
    _ type: T.Type, _ transform: (T) -> Element?
  ) -> [Element]? {
    let bytes = self.bytes
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for index in 0..<count {
      let offset = index * MemoryLayout<T>.size
      let number = T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
      guard let element = transform(number) else { return nil }
      elements.append(element)
    }
    return elements
  }
}
