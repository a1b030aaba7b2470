/// Writes small GGUF files for tests, right ones and wrong ones.
///
/// A file is right unless a test sets one of the fields that end in `Override`, or gives a tensor
/// an `offset`, a `type` or `bytes` that do not go together.
package struct GGUFWriter: Sendable {
  package var magic = Array("GGUF".utf8)
  package var version: UInt32 = 3
  package var metadata: [(key: [UInt8], value: Value)] = []
  package var tensors: [Tensor] = []
  package var tensorCountOverride: UInt64?
  package var keyCountOverride: UInt64?
  /// What tensors are placed at multiples of; it says so to no one: add `general.alignment` too.
  package var alignment = 32

  package init() {}

  /// A metadata value with its type.
  package enum Value: Sendable {
    case uint8(UInt8)
    case int8(Int8)
    case uint16(UInt16)
    case int16(Int16)
    case uint32(UInt32)
    case int32(Int32)
    case uint64(UInt64)
    case int64(Int64)
    case float32(Float)
    case float64(Double)
    case bool(Bool)
    case string(String)
    case stringBytes([UInt8])
    case uint8s([UInt8])
    case int32s([Int32])
    case uint64s([UInt64])
    case float32s([Float])
    case float64s([Double])
    case bools([Bool])
    case strings([String])
    case stringsBytes([[UInt8]])
    /// Any type number, followed by any bytes.
    case raw(type: UInt32, [UInt8])
  }

  package struct Tensor: Sendable {
    package var name: [UInt8]
    package var dimensions: [UInt64]
    package var type: UInt32
    package var bytes: [UInt8]
    /// Counted from the start of the tensors' bytes; nil places the tensor after the one before.
    package var offset: UInt64?
    package var dimensionCountOverride: UInt32?
  }

  package mutating func add(_ key: String, _ value: Value) {
    metadata.append((Array(key.utf8), value))
  }

  package mutating func addTensor(
    _ name: String, _ dimensions: [UInt64], type: UInt32, bytes: [UInt8], offset: UInt64? = nil
  ) {
    tensors.append(
      Tensor(
        name: Array(name.utf8), dimensions: dimensions, type: type, bytes: bytes, offset: offset))
  }

  /// The header: everything before the padding in front of the tensors' bytes.
  package var header: [UInt8] {
    var out = magic + version.littleEndianBytes
    out += (tensorCountOverride ?? UInt64(tensors.count)).littleEndianBytes
    out += (keyCountOverride ?? UInt64(metadata.count)).littleEndianBytes
    for (key, value) in metadata {
      out += key.withLength + value.encoded
    }
    for (tensor, offset) in zip(tensors, offsets) {
      out += tensor.name.withLength
      out += (tensor.dimensionCountOverride ?? UInt32(tensor.dimensions.count)).littleEndianBytes
      for dimension in tensor.dimensions { out += dimension.littleEndianBytes }
      out += tensor.type.littleEndianBytes + offset.littleEndianBytes
    }
    return out
  }

  /// The whole file; it ends with the last byte of the last tensor, or with the header.
  package var file: [UInt8] {
    var out = header
    guard !tensors.isEmpty else { return out }
    out += [UInt8](repeating: 0, count: out.count.padding(to: alignment))
    var data: [UInt8] = []
    for (tensor, offset) in zip(tensors, placements) {
      data += [UInt8](repeating: 0, count: max(0, offset - data.count)) + tensor.bytes
    }
    return out + data
  }

  /// Where the bytes of the tensors go; offsets a test makes up do not move them.
  private var placements: [Int] {
    var next = 0
    return tensors.map { tensor in
      let start = next + next.padding(to: alignment)
      next = start + tensor.bytes.count
      return start
    }
  }

  private var offsets: [UInt64] {
    zip(tensors, placements).map { $0.offset ?? UInt64($1) }
  }
}

extension GGUFWriter.Value {
  /// The type number and the value, as they are in the file.
  fileprivate var encoded: [UInt8] {
    switch self {
    case .uint8(let value): type(0) + [value]
    case .int8(let value): type(1) + value.littleEndianBytes
    case .uint16(let value): type(2) + value.littleEndianBytes
    case .int16(let value): type(3) + value.littleEndianBytes
    case .uint32(let value): type(4) + value.littleEndianBytes
    case .int32(let value): type(5) + value.littleEndianBytes
    case .float32(let value): type(6) + value.bitPattern.littleEndianBytes
    case .bool(let value): type(7) + [value ? 1 : 0]
    case .string(let value): type(8) + Array(value.utf8).withLength
    case .stringBytes(let value): type(8) + value.withLength
    case .uint64(let value): type(10) + value.littleEndianBytes
    case .int64(let value): type(11) + value.littleEndianBytes
    case .float64(let value): type(12) + value.bitPattern.littleEndianBytes
    case .uint8s(let values): array(0, values.map { [$0] })
    case .int32s(let values): array(5, values.map(\.littleEndianBytes))
    case .float32s(let values): array(6, values.map(\.bitPattern.littleEndianBytes))
    case .bools(let values): array(7, values.map { [$0 ? 1 : 0] })
    case .strings(let values): array(8, values.map { Array($0.utf8).withLength })
    case .stringsBytes(let values): array(8, values.map(\.withLength))
    case .uint64s(let values): array(10, values.map(\.littleEndianBytes))
    case .float64s(let values): array(12, values.map(\.bitPattern.littleEndianBytes))
    case .raw(let number, let bytes): type(number) + bytes
    }
  }

  private func type(_ number: UInt32) -> [UInt8] { number.littleEndianBytes }

  private func array(_ number: UInt32, _ elements: [[UInt8]]) -> [UInt8] {
    type(9) + type(number) + UInt64(elements.count).littleEndianBytes + elements.joined()
  }
}

extension FixedWidthInteger {
  /// The bytes of the number, the lowest first.
  package var littleEndianBytes: [UInt8] {
    (0..<(Self.bitWidth / 8)).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
  }
}

extension [UInt8] {
  /// The bytes after their number, as strings are in the file.
  package var withLength: [UInt8] { UInt64(count).littleEndianBytes + self }
}

extension Int {
  fileprivate func padding(to alignment: Int) -> Int { (alignment - self % alignment) % alignment }
}

/// Changing one thing about a file.
extension GGUFWriter {
  /// Gives a key this value: where it is, or else at the end.
  package mutating func set(_ key: String, _ value: Value) {
    if let place = metadata.firstIndex(where: { $0.key.elementsEqual(key.utf8) }) {
      metadata[place].value = value
    } else {
      add(key, value)
    }
  }

  package mutating func remove(_ key: String) {
    metadata.removeAll { $0.key.elementsEqual(key.utf8) }
  }

  /// Changes the tensor of that name.
  package mutating func change(tensor name: String, _ body: (inout Tensor) -> Void) {
    for index in tensors.indices where tensors[index].name.elementsEqual(name.utf8) {
      body(&tensors[index])
    }
  }
}
