import GGUF
import Support
import Testing

/// A file that looks odd and is right.
struct Acceptance: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]
  let tensorCount: Int

  init(_ name: String, tensors: Int = 1, _ change: (inout GGUFWriter) -> Void) {
    var writer = Samples.small
    change(&writer)
    testDescription = name
    bytes = writer.file
    tensorCount = tensors
  }

  static let all: [Acceptance] =
    [
      Acceptance("the unchanged sample") { _ in },
      Acceptance("version 2") { $0.version = 2 },
      Acceptance("no keys") { $0.metadata = [] },
      Acceptance("no tensors, as in a file of vocabulary only", tensors: 0) { $0.tensors = [] },
      Acceptance("nothing but a header", tensors: 0) { $0 = GGUFWriter() },
      Acceptance("an unknown architecture") { $0.add("general.architecture", .string("new")) },
      Acceptance("an unknown tokenizer") { $0.add("tokenizer.ggml.model", .string("new")) },
      Acceptance("head_count as an array") {
        $0.add("llama.attention.head_count", .int32s([9, 9, 3]))
      },
      Acceptance("an empty string") { $0.add("empty", .string("")) },
      Acceptance("an empty array") { $0.add("empty", .int32s([])) },
      Acceptance("text that is not UTF-8") { $0.add("text", .stringBytes([0xC2, 0x9D, 0xFF])) },
      Acceptance("text with a NUL") { $0.add("text", .string("a\0b")) },
      Acceptance("keys and names in other scripts") {
        $0.add("모델", .string("양"))
        $0.tensors[0].name = Array("가중치".utf8)
      },
      Acceptance("a key with a line break and an escape sequence") {
        $0.add("\u{1B}[2J\n", .bool(true))
      },
      Acceptance("two keys that look the same and have other bytes") {
        $0.add("caf\u{E9}", .bool(true))
        $0.add("cafe\u{301}", .bool(true))
      },
      Acceptance("a key of 70,000 bytes") {
        $0.add(String(repeating: "k", count: 70_000), .bool(true))
      },
      Acceptance("a tensor name of 65 bytes") { $0.tensors[0].name = Samples.letters(65) },
      Acceptance("a tensor without dimensions", tensors: 2) {
        $0.addTensor("scalar", [], type: 0, bytes: [0, 0, 0, 0])
      },
      Acceptance("offsets with gaps", tensors: 2) {
        $0.tensors[0].bytes += Samples.counting(500)
        $0.addTensor("u", [2], type: 24, bytes: [1, 2])
      },
      Acceptance("offsets that go down", tensors: 2) {
        $0.tensors[0].offset = 64
        $0.addTensor("u", [36], type: 24, bytes: Samples.counting(36), offset: 0)
      },
      Acceptance("bytes after the last tensor") { $0.tensors[0].bytes += Samples.counting(1000) },
      Acceptance("a whole model as part 1 of 1") {
        $0.add("split.no", .uint16(0))
        $0.add("split.count", .uint16(1))
        $0.add("split.tensors.count", .int32(1))
      },
      Acceptance("a file that was not split, which has 0 parts") {
        $0.add("split.count", .uint16(0))
      },
    ]
    + (0...20).map { power in
      Acceptance("alignment 2^\(power)") {
        $0.add("general.alignment", .uint32(1 << power))
        $0.alignment = 1 << power
      }
    }
}

struct AcceptanceTests {
  @Test(arguments: Acceptance.all)
  func `an odd file that is right is accepted, its tensor whole`(_ sample: Acceptance) throws {
    let file = try GGUFFile(bytes: sample.bytes)
    #expect(file.tensors.count == sample.tensorCount)
    #expect(file.fileBytes == sample.bytes.count)
    if let tensor = file.tensors.first {
      #expect(tensor.offset % file.alignment == 0)
      let bytes = file.tensorBytes(tensor)
      #expect(bytes.count == 36)
      // The sample's tensor was placed first, except where its offset was changed.
      #expect(bytes.elementsEqual(sample.bytes[tensor.offset..<(tensor.offset + 36)]))
    }
  }
}

struct FileTests {
  @Test
  func `every key and tensor is there, in order, with its value and place`() throws {
    let writer = Samples.everything
    let bytes = writer.file
    let file = try GGUFFile(bytes: bytes)

    #expect(file.version == 3)
    #expect(file.alignment == 32)
    #expect(file.metadata.keys == writer.metadata.map { String(decoding: $0.key, as: UTF8.self) })
    #expect(file.tensorDataOffset == (writer.header.count + 31) / 32 * 32)
    #expect(file.tensors.map(\.name) == ["f32", "f16", "q4_1", "q8_0", "q4_K", "i8"])
    #expect(file.tensors.map(\.type) == [.f32, .f16, .q4_1, .q8_0, .q4_K, .i8])
    #expect(
      file.tensors.map(\.dimensions) == [[5, 3], [7], [64, 2], [32, 2, 2], [256, 1, 1, 2], [3]])
    #expect(file.tensors.map(\.columns) == [5, 7, 64, 32, 256, 3])
    #expect(file.tensors.map(\.rows) == [3, 1, 2, 4, 2, 1])
    #expect(file.tensors.map(\.rowBytes) == [20, 14, 40, 34, 144, 3])
    #expect(file.tensors.map(\.byteCount) == [60, 14, 80, 136, 288, 3])
    #expect(file.parameterCount == 15 + 7 + 128 + 128 + 512 + 3)
    #expect(file.tensorDataBytes == 60 + 14 + 80 + 136 + 288 + 3)
    for (tensor, written) in zip(file.tensors, writer.tensors) {
      #expect(file.tensorBytes(tensor).elementsEqual(written.bytes))
      #expect(file.tensor(tensor.name) == tensor)
    }
    #expect(file.tensor("q4_2") == nil)
  }

  @Test
  func `a scalar is a row of one element`() throws {
    var writer = GGUFWriter()
    writer.addTensor("scalar", [], type: 0, bytes: [1, 2, 3, 4])
    let scalar = try #require(try GGUFFile(bytes: writer.file).tensor("scalar"))
    #expect(scalar.dimensions == [1])
    #expect(scalar.elementCount == 1)
    #expect(scalar.byteCount == 4)
  }
}
