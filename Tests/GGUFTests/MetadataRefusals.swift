import GGUF
import Support

/// Values that lie about their type or size, and alignments that are none.
enum MetadataRefusals {
  static let all = values + alignments + alignmentTypes

  private static let max = UInt64.max

  static let values: [Refusal] = [
    Refusal(
      value: "value type 13", .raw(type: 13, [0]),
      .unknownValueType(key: "k", number: 13, offset: 33)),
    Refusal(
      value: "value type 2^32-1", .raw(type: .max, [0]),
      .unknownValueType(key: "k", number: .max, offset: 33)),
    Refusal(
      value: "element type 13", .raw(type: 9, array(13, 0)),
      .unknownValueType(key: "k", number: 13, offset: 37)),
    Refusal(
      value: "string length 2^64-1", .raw(type: 8, max.littleEndianBytes),
      .truncated(.value(key: "k"), offset: 45, needed: max, available: 0)),
    Refusal(
      value: "string length 2^63", .raw(type: 8, (UInt64(1) << 63).littleEndianBytes),
      .truncated(.value(key: "k"), offset: 45, needed: 1 << 63, available: 0)),
    Refusal(
      value: "string length one more than is left",
      .raw(type: 8, UInt64(4).littleEndianBytes + [1, 2, 3]),
      .truncated(.value(key: "k"), offset: 45, needed: 4, available: 3)),
    Refusal(
      value: "array of 2^64-1 bytes", .raw(type: 9, array(0, max)),
      .truncated(.value(key: "k"), offset: 49, needed: max, available: 0)),
    Refusal(
      value: "array of 2^64/4 numbers, whose size wraps to 0", .raw(type: 9, array(4, 1 << 62)),
      .truncated(.value(key: "k"), offset: 49, needed: max, available: 0)),
    Refusal(
      value: "array of 2^64/8 numbers, whose size wraps to 0", .raw(type: 9, array(12, 1 << 61)),
      .truncated(.value(key: "k"), offset: 49, needed: max, available: 0)),
    Refusal(
      value: "array of 2^64/64 numbers", .raw(type: 9, array(10, 1 << 58)),
      .truncated(.value(key: "k"), offset: 49, needed: 1 << 61, available: 0)),
    Refusal(
      value: "array of 2^64/64 strings", .raw(type: 9, array(8, 1 << 58)),
      .truncated(.value(key: "k"), offset: 49, needed: 1 << 61, available: 0)),
    Refusal(
      value: "array of 2^64-1 strings", .raw(type: 9, array(8, max)),
      .truncated(.value(key: "k"), offset: 49, needed: max, available: 0)),
    Refusal(
      value: "array of one number more than is left", .raw(type: 9, array(5, 2) + [1, 2, 3, 4]),
      .truncated(.value(key: "k"), offset: 49, needed: 8, available: 4)),
    Refusal(
      value: "array whose second string has length 2^64-1",
      .raw(type: 9, array(8, 2) + [UInt8](repeating: 0, count: 8) + max.littleEndianBytes),
      .truncated(.element(key: "k", index: 1), offset: 65, needed: max, available: 0)),
    Refusal(
      value: "array of arrays", .raw(type: 9, array(9, 1) + array(0, 0)),
      .nestedArray(key: "k", offset: 37)),
    Refusal(
      value: "arrays nested 10,000 deep",
      .raw(type: 9, Array(repeatElement(array(9, 1), count: 10_000).joined())),
      .nestedArray(key: "k", offset: 37)),
    Refusal(
      value: "a bool that is 2", .raw(type: 7, [2]), .invalidBool(key: "k", value: 2, offset: 37)),
    Refusal(
      value: "an array of bools with a 255", .raw(type: 9, array(7, 3) + [0, 1, 255]),
      .invalidBool(key: "k", value: 255, offset: 51)),
    Refusal(
      value: "a value that ends early", .raw(type: 12, [1, 2, 3, 4, 5, 6, 7]),
      .truncated(.value(key: "k"), offset: 37, needed: 8, available: 7)),
  ]

  static let alignments: [Refusal] = [
    0, 13, 33, 1 << 21, 1 << 30, .max,
  ].map { value in
    Refusal("alignment \(value)", .badAlignment(value)) {
      $0.add("general.alignment", .uint32(value))
    }
  }

  static let alignmentTypes: [Refusal] = [
    ("uint64", .uint64(32)), ("int32", .int32(32)), ("uint8", .uint8(32)),
    ("float32", .float32(32)), ("bool", .bool(true)), ("string", .string("32")),
    ("array of int32", .int32s([32])),
  ].map { (name: String, value: GGUFWriter.Value) in
    Refusal(
      "alignment of type \(name)",
      .wrongType(key: "general.alignment", expected: "uint32", found: name)
    ) { $0.add("general.alignment", value) }
  }

  /// The start of an array: the type of its elements and their number.
  private static func array(_ type: UInt32, _ count: UInt64) -> [UInt8] {
    type.littleEndianBytes + count.littleEndianBytes
  }
}
