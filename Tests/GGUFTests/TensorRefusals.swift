import GGUF

/// Shapes, types and places that no tensor can have.
enum TensorRefusals {
  static let all = dimensionCounts + shapes + unknownTypes + removedTypes + extents

  private static let max = UInt64.max

  static let dimensionCounts: [Refusal] = [5, 9, 1_000_000, 0xFFFF_FFFF].map { count in
    Refusal(
      tensor: "\(count) dimensions", .tooManyDimensions("t", count: count, offset: 52)
    ) { $0.dimensionCountOverride = count }
  }

  static let shapes: [Refusal] = [
    Refusal(
      tensor: "a row of 0", .badDimension("t", index: 0, value: 0, offset: 56)
    ) { $0.dimensions = [0, 2] },
    Refusal(
      tensor: "no rows", .badDimension("t", index: 1, value: 0, offset: 64)
    ) { $0.dimensions = [32, 0] },
    Refusal(
      tensor: "a dimension of -1", .badDimension("t", index: 1, value: max, offset: 64)
    ) { $0.dimensions = [32, max] },
    Refusal(
      tensor: "a dimension of -32", .badDimension("t", index: 0, value: max - 31, offset: 56)
    ) { $0.dimensions = [max - 31, 2] },
    Refusal(
      tensor: "a dimension of 2^63", .badDimension("t", index: 0, value: 1 << 63, offset: 56)
    ) { $0.dimensions = [1 << 63, 2] },
    Refusal(
      tensor: "2^42+1 columns", .unevenRow("t", columns: 1 << 42 + 1, type: .q4_0)
    ) { $0.dimensions = [1 << 42 + 1, 2] },
    Refusal(
      tensor: "2^42+1 rows",
      .tensorPastEnd(
        "t", offset: 0, byteCount: 18 * (1 << 42 + 1),
        expectedFileBytes: 96 + 18 * (1 << 42 + 1), fileBytes: 132)
    ) { $0.dimensions = [32, 1 << 42 + 1] },
    Refusal(
      tensor: "four dimensions whose product wraps to 0",
      .tensorTooLarge("t", dimensions: [65536, 65536, 65536, 65536], type: .q4_0)
    ) { $0.dimensions = [65536, 65536, 65536, 65536] },
    Refusal(
      tensor: "two dimensions whose product wraps to 64",
      .tensorTooLarge("t", dimensions: [64, 1 << 58 + 1], type: .q4_0)
    ) { $0.dimensions = [64, 1 << 58 + 1] },
    Refusal(
      tensor: "a product that fits, whose bytes do not",
      .tensorTooLarge("t", dimensions: [1 << 61, 1], type: .f64)
    ) {
      $0.dimensions = [1 << 61, 1]
      $0.type = 28
    },
    Refusal(
      tensor: "rows of one and a half blocks", .unevenRow("t", columns: 48, type: .q4_0)
    ) { $0.dimensions = [48, 2] },
    Refusal(
      tensor: "rows of less than a block, many of them", .unevenRow("t", columns: 2, type: .q4_0)
    ) { $0.dimensions = [2, 32] },
    Refusal(
      tensor: "a scalar in a type of blocks", .unevenRow("t", columns: 1, type: .q4_0)
    ) { $0.dimensions = [] },
    Refusal(
      tensor: "rows of 32 where a block has 256", .unevenRow("t", columns: 32, type: .q4_K)
    ) { $0.type = 12 },
  ]

  static let unknownTypes: [Refusal] = [43, 100, 0x7FFF_FFFF, 0xFFFF_FFFF].map { number in
    Refusal(tensor: "type \(number)", .unknownTensorType("t", number: number)) {
      $0.type = number
    }
  }

  static let removedTypes: [Refusal] = [
    (4, "Q4_2"), (5, "Q4_3"), (31, "Q4_0_4_4"), (32, "Q4_0_4_8"), (33, "Q4_0_8_8"),
    (36, "IQ4_NL_4_4"), (37, "IQ4_NL_4_8"), (38, "IQ4_NL_8_8"),
  ].map { (number: UInt32, name: String) in
    Refusal(tensor: "type \(name)", .removedTensorType("t", number: number, name: name)) {
      $0.type = number
    }
  }

  static let extents: [Refusal] = [
    Refusal(
      tensor: "one byte short",
      .tensorPastEnd("t", offset: 0, byteCount: 36, expectedFileBytes: 132, fileBytes: 131)
    ) { $0.bytes.removeLast() },
    Refusal(
      tensor: "one row too many",
      .tensorPastEnd("t", offset: 0, byteCount: 54, expectedFileBytes: 150, fileBytes: 132)
    ) { $0.dimensions = [32, 3] },
    Refusal(
      tensor: "an offset at the end",
      .tensorPastEnd("t", offset: 64, byteCount: 36, expectedFileBytes: 196, fileBytes: 132)
    ) { $0.offset = 64 },
    Refusal(
      tensor: "an offset of 2^64-32",
      .tensorPastEnd(
        "t", offset: max - 31, byteCount: 36, expectedFileBytes: max, fileBytes: 132)
    ) { $0.offset = max - 31 },
    Refusal(
      tensor: "an offset of 2^63",
      .tensorPastEnd(
        "t", offset: 1 << 63, byteCount: 36, expectedFileBytes: 1 << 63 + 132, fileBytes: 132)
    ) { $0.offset = 1 << 63 },
    Refusal(
      tensor: "an offset that brings the end back to 0 (2^64 - 96 - 36)",
      .tensorPastEnd(
        "t", offset: max - 131, byteCount: 36, expectedFileBytes: max, fileBytes: 132)
    ) { $0.offset = max - 131 },
    Refusal(
      "a size that wraps when it is rounded up to the alignment",
      .tensorPastEnd(
        "t", offset: 0, byteCount: .max, expectedFileBytes: UInt64(Int.max) + 96, fileBytes: 132)
    ) {
      $0.tensors[0].type = 24
      $0.tensors[0].dimensions = [UInt64(Int.max), 1]
    },
    Refusal(
      "two sizes that fit, whose sum wraps",
      .tensorPastEnd(
        "t", offset: 0, byteCount: .max, expectedFileBytes: max, fileBytes: 200)
    ) {
      $0.tensors[0].type = 24
      $0.tensors[0].dimensions = [UInt64(Int.max), 1]
      $0.addTensor(
        "u", [UInt64(Int.max), 1], type: 24, bytes: [1, 2, 3, 4, 5, 6, 7, 8],
        offset: UInt64(Int.max) + 1)
    },
    Refusal(
      tensor: "an offset of 1, with room for it", .misalignedTensor("t", offset: 1, alignment: 32)
    ) {
      $0.offset = 1
      $0.bytes += [0]
    },
    Refusal(
      "an offset of 32 where the file says 64",
      .misalignedTensor("t", offset: 32, alignment: 64)
    ) {
      $0.add("general.alignment", .uint32(64))
      $0.alignment = 64
      $0.tensors[0].offset = 32
      $0.tensors[0].bytes = Samples.counting(100)
    },
    Refusal("the same bytes twice", .overlappingTensors("t", "u", offset: 128)) {
      $0.addTensor("u", [32, 2], type: 2, bytes: Samples.counting(36), offset: 0)
    },
    Refusal("a tensor that begins inside another", .overlappingTensors("t", "u", offset: 160)) {
      $0.addTensor("u", [32, 2], type: 2, bytes: Samples.counting(36), offset: 32)
    },
    Refusal("a small tensor inside a large one", .overlappingTensors("t", "u", offset: 160)) {
      $0.addTensor("u", [1], type: 24, bytes: Samples.counting(36), offset: 32)
    },
    Refusal("an overlap in the other order", .overlappingTensors("u", "t", offset: 160)) {
      $0.tensors[0].offset = 32
      $0.addTensor("u", [32, 2], type: 2, bytes: Samples.counting(36), offset: 0)
    },
    Refusal(
      "a file that ends before the padding does",
      Array(Samples.small.file.prefix(90)),
      .tensorPastEnd("t", offset: 0, byteCount: 36, expectedFileBytes: 132, fileBytes: 90)),
  ]
}
