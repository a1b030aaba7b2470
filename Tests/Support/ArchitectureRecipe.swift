import FoundationEssentials

/// A made-up model of `Tests/Fixtures/architectures`: every bit of its file, and what llama.cpp
/// makes of it.
package struct ArchitectureRecipe: Decodable, Sendable {
  package struct Vocabulary: Decodable, Sendable {
    package var model: String
    package var size: Int
  }

  package struct Sequence: Decodable, Sendable {
    /// The first is what the model puts before every text.
    package var ids: [Int]
    /// Of every id but the first.
    package var logprobs: [Double]
    /// The likeliest ids in their places.
    package var top: [Int]
    /// How far the second likeliest is behind.
    package var margins: [Double]
  }

  package var name: String
  package var context: Int
  package var vocabulary: Vocabulary
  private var metadata: [Entry]
  package var tensors: [MadeUpTensor]
  /// Of the tensors' bytes, in hexadecimal digits.
  package var checksum: String
  /// How far llama.cpp is from these numbers with an F16 cache and quantised weights as they are;
  /// the numbers themselves are those of the weights in F32.
  package var llamaDifference: Double
  package var sequences: [Sequence]

  private enum CodingKeys: String, CodingKey {
    case name, context, vocabulary, metadata, tensors, checksum, sequences
    case llamaDifference = "llamacpp_mean_abs_diff"
  }

  /// The names of all recipes.
  package static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: fixture("architectures"))
    return (files ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  package init(_ name: String) throws {
    let path = fixture("architectures/\(name).json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
  }

  /// The model's file.
  package var writer: GGUFWriter {
    var writer = GGUFWriter()
    for entry in metadata { writer.add(entry.key, entry.value) }
    addVocabulary(to: &writer)
    for tensor in tensors {
      writer.addTensor(tensor.name, tensor.dimensions, type: tensor.type, bytes: tensor.bytes)
    }
    return writer
  }

  /// What `checksum` should be: every eight bytes times an odd number that grows by two, the
  /// bytes of a tensor filled up with zeros.
  package static func checksum(_ writer: GGUFWriter) -> String {
    var sum: UInt64 = 0
    var factor: UInt64 = 1
    for tensor in writer.tensors {
      let padding = (8 - tensor.bytes.count % 8) % 8
      (tensor.bytes + [UInt8](repeating: 0, count: padding)).withUnsafeBytes { bytes in
        for offset in stride(from: 0, to: bytes.count, by: 8) {
          let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          sum &+= UInt64(littleEndian: word) &* factor
          factor &+= 2
        }
      }
    }
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Pieces no text is made of.
  private func addVocabulary(to writer: inout GGUFWriter) {
    let prefix = "tokenizer.ggml."
    let isBytePair = vocabulary.model == "gpt2"
    var tokens = isBytePair ? ["<s>", "a", "b", "ab"] : ["<unk>", "<s>", "</s>"]
    var types: [Int32] = isBytePair ? [3, 1, 1, 1] : [2, 3, 3]
    tokens += (tokens.count..<vocabulary.size).map { "t\($0)" }
    types += [Int32](repeating: 1, count: vocabulary.size - types.count)
    writer.add(prefix + "model", .string(vocabulary.model))
    if isBytePair {
      writer.add(prefix + "pre", .string("smollm"))
      writer.add(prefix + "merges", .strings(["a b"]))
    } else {
      writer.add(prefix + "scores", .float32s([Float](repeating: 0, count: vocabulary.size)))
    }
    writer.add(prefix + "tokens", .strings(tokens))
    writer.add(prefix + "token_type", .int32s(types))
    writer.add(prefix + "bos_token_id", .uint32(isBytePair ? 0 : 1))
    writer.add(prefix + "eos_token_id", .uint32(isBytePair ? 0 : 2))
    writer.add(prefix + "add_bos_token", .bool(true))
  }
}

/// `[key, type, value]`.
private struct Entry: Decodable, Sendable {
  var key: String
  var value: GGUFWriter.Value

  init(from decoder: any Decoder) throws {
    var fields = try decoder.unkeyedContainer()
    key = try fields.decode(String.self)
    let type = try fields.decode(String.self)
    value =
      switch type {
      case "string": .string(try fields.decode(String.self))
      case "u32": .uint32(try fields.decode(UInt32.self))
      case "f32": .float32(try fields.decode(Float.self))
      case "bool": .bool(try fields.decode(Bool.self))
      case "bools": .bools(try fields.decode([Bool].self))
      default:
        throw DecodingError.dataCorruptedError(
          in: fields, debugDescription: "the type \(type) is unknown")
      }
  }
}
