import GGUF
import Support
import Testing

struct TensorTypeTests {
  /// Number, name, elements a block, and bits an element as ggml's documentation gives them.
  static let types: [(number: UInt32, name: String, block: Int, bits: Double)] = [
    (0, "F32", 1, 32), (1, "F16", 1, 16), (2, "Q4_0", 32, 4.5), (3, "Q4_1", 32, 5),
    (6, "Q5_0", 32, 5.5), (7, "Q5_1", 32, 6), (8, "Q8_0", 32, 8.5), (9, "Q8_1", 32, 9),
    (10, "Q2_K", 256, 2.625), (11, "Q3_K", 256, 3.4375), (12, "Q4_K", 256, 4.5),
    (13, "Q5_K", 256, 5.5), (14, "Q6_K", 256, 6.5625), (15, "Q8_K", 256, 9.125),
    (16, "IQ2_XXS", 256, 2.0625), (17, "IQ2_XS", 256, 2.3125), (18, "IQ3_XXS", 256, 3.0625),
    (19, "IQ1_S", 256, 1.5625), (20, "IQ4_NL", 32, 4.5), (21, "IQ3_S", 256, 3.4375),
    (22, "IQ2_S", 256, 2.5625), (23, "IQ4_XS", 256, 4.25), (24, "I8", 1, 8), (25, "I16", 1, 16),
    (26, "I32", 1, 32), (27, "I64", 1, 64), (28, "F64", 1, 64), (29, "IQ1_M", 256, 1.75),
    (30, "BF16", 1, 16), (34, "TQ1_0", 256, 1.6875), (35, "TQ2_0", 256, 2.0625),
    (39, "MXFP4", 32, 4.25), (40, "NVFP4", 64, 4.5), (41, "Q1_0", 128, 1.125),
    (42, "Q2_0", 64, 2.25),
  ]

  @Test(arguments: types)
  func `a type has ggml's number, name and size`(
    _ number: UInt32, _ name: String, _ block: Int, _ bits: Double
  ) throws {
    let type = try #require(TensorType(rawValue: number))
    #expect(type.name == name)
    #expect(type.blockSize == block)
    #expect(Double(type.bytesPerBlock) * 8 == bits * Double(block))
  }

  @Test
  func `there are no other types`() {
    #expect(TensorType.allCases.map(\.rawValue) == Self.types.map(\.number))
  }

  @Test(arguments: types)
  func `two rows of three blocks have the size the type says, to the byte`(
    _ number: UInt32, _ name: String, _ block: Int, _ bits: Double
  ) throws {
    let size = Int(bits * Double(block) / 8) * 6
    var writer = GGUFWriter()
    writer.addTensor(
      "t", [UInt64(3 * block), 2], type: number, bytes: Samples.counting(size))
    #expect(try GGUFFile(bytes: writer.file).tensors[0].byteCount == size)
    writer.tensors[0].bytes.removeLast()
    #expect(throws: GGUFError.self) { try GGUFFile(bytes: writer.file) }
  }
}

struct QuantisationTests {
  @Test(
    arguments: [
      (0, "F32"), (1, "F16"), (2, "Q4_0"), (3, "Q4_1"), (7, "Q8_0"), (8, "Q5_0"), (9, "Q5_1"),
      (10, "Q2_K"), (11, "Q3_K_S"), (12, "Q3_K_M"), (13, "Q3_K_L"), (14, "Q4_K_S"),
      (15, "Q4_K_M"), (16, "Q5_K_S"), (17, "Q5_K_M"), (18, "Q6_K"), (19, "IQ2_XXS"),
      (20, "IQ2_XS"), (21, "Q2_K_S"), (22, "IQ3_XS"), (23, "IQ3_XXS"), (24, "IQ1_S"),
      (25, "IQ4_NL"), (26, "IQ3_S"), (27, "IQ3_M"), (28, "IQ2_S"), (29, "IQ2_M"), (30, "IQ4_XS"),
      (31, "IQ1_M"), (32, "BF16"), (36, "TQ1_0"), (37, "TQ2_0"), (38, "MXFP4_MOE"), (39, "NVFP4"),
      (40, "Q1_0"), (41, "Q2_0"), (1024 + 15, "Q4_K_M"),
    ] as [(UInt32, String)])
  func `the file type is named as llama.cpp names it`(_ number: UInt32, _ name: String) throws {
    var writer = Samples.small
    writer.add("general.file_type", .uint32(number))
    #expect(try GGUFFile(bytes: writer.file).quantisation == name)
  }

  @Test
  func `without a file type, the type of most bytes names it`() throws {
    var writer = Samples.small
    #expect(try GGUFFile(bytes: writer.file).quantisation == "Q4_0")
    // Fewer elements, more bytes.
    writer.addTensor("u", [10], type: 0, bytes: Samples.counting(40))
    #expect(try GGUFFile(bytes: writer.file).quantisation == "F32")
  }

  @Test
  func `a file type that means nothing counts as none`() throws {
    for value: GGUFWriter.Value in [.uint32(5), .uint32(9999), .string("Q4"), .int32(-1)] {
      var writer = Samples.small
      writer.add("general.file_type", value)
      #expect(try GGUFFile(bytes: writer.file).quantisation == "Q4_0")
    }
  }

  @Test
  func `a file without tensors or file type has no quantisation`() throws {
    #expect(try GGUFFile(bytes: GGUFWriter().file).quantisation == nil)
  }
}
