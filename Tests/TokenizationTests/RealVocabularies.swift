import FoundationEssentials

@testable import Tokenization

/// The models that the fixtures were made with.
enum TestModel: String, CaseIterable {
  case smollm2 = "SmolLM2-135M-Instruct.Q4_1.gguf"
  case gemma3 = "gemma-3-270m-q4_k_m.gguf"

  /// The file, in `$LINEUP_TEST_MODELS` or else in `.build/models` below the package's root.
  var path: String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder =
      ProcessInfo.processInfo.environment["LINEUP_TEST_MODELS"] ?? "/\(root)/.build/models"
    return "\(folder)/\(rawValue)"
  }

  var isPresent: Bool { FileManager.default.fileExists(atPath: path) }

  /// The model's tokenizer, built once for all tests.
  var tokenizer: Result<Tokenizer, any Error> {
    switch self {
    case .smollm2: Self.smollm2Tokenizer
    case .gemma3: Self.gemma3Tokenizer
    }
  }

  private static let smollm2Tokenizer = Result { try Tokenizer(loadVocabulary(.smollm2)) }
  private static let gemma3Tokenizer = Result { try Tokenizer(loadVocabulary(.gemma3)) }

  /// Why a test is skipped.
  static let absence = "needs the two models in $LINEUP_TEST_MODELS or .build/models"

  static let arePresent = allCases.allSatisfy(\.isPresent)
}

/// The tokenizer's part of a model file.
func loadVocabulary(_ model: TestModel) throws -> VocabularyData {
  var reader = MetadataReader(
    file: try Data(contentsOf: URL(filePath: model.path), options: .alwaysMapped))
  return try reader.vocabulary()
}

/// Reads just what the tests need from the metadata of a sound GGUF file.
private struct MetadataReader {
  let file: Data
  var offset = 0

  struct UnknownType: Error {
    var type: UInt32
  }

  mutating func vocabulary() throws -> VocabularyData {
    offset = 16
    var data = VocabularyData(model: "", tokens: PieceList())
    for _ in 0..<number(UInt64.self) {
      let key = String(decoding: string(), as: UTF8.self)
      try read(key, into: &data)
    }
    return data
  }

  private mutating func read(_ key: String, into data: inout VocabularyData) throws {
    let type = number(UInt32.self)
    switch key.hasPrefix("tokenizer.ggml.") ? String(key.dropFirst(15)) : "" {
    case "model": data.model = String(decoding: string(), as: UTF8.self)
    case "pre": data.pre = String(decoding: string(), as: UTF8.self)
    case "tokens": data.tokens = strings()
    case "merges": data.merges = strings()
    case "scores": data.scores = numbers(UInt32.self).map(Float.init(bitPattern:))
    case "token_type": data.types = numbers(Int32.self).map(Int.init)
    case "bos_token_id": data.bosID = Int(number(UInt32.self))
    case "eos_token_id": data.eosID = Int(number(UInt32.self))
    case "unknown_token_id": data.unkID = Int(number(UInt32.self))
    case "padding_token_id": data.padID = Int(number(UInt32.self))
    case "add_bos_token": data.addBOS = number(UInt8.self) != 0
    case "add_eos_token": data.addEOS = number(UInt8.self) != 0
    case "add_space_prefix": data.addSpacePrefix = number(UInt8.self) != 0
    default: try skip(type)
    }
  }

  private mutating func skip(_ type: UInt32) throws {
    switch type {
    case 0, 1, 7: offset += 1
    case 2, 3: offset += 2
    case 4, 5, 6: offset += 4
    case 10, 11, 12: offset += 8
    case 8: _ = string()
    case 9:
      let element = number(UInt32.self)
      for _ in 0..<number(UInt64.self) { try skip(element) }
    default: throw UnknownType(type: type)
    }
  }

  private mutating func number<T: FixedWidthInteger>(_ type: T.Type) -> T {
    defer { offset += MemoryLayout<T>.size }
    return T(
      littleEndian: file.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) })
  }

  private mutating func numbers<T: FixedWidthInteger>(_ type: T.Type) -> [T] {
    offset += 4
    return (0..<number(UInt64.self)).map { _ in number(type) }
  }

  private mutating func string() -> Data {
    let length = Int(number(UInt64.self))
    defer { offset += length }
    return file[offset..<offset + length]
  }

  private mutating func strings() -> PieceList {
    offset += 4
    var list = PieceList()
    for _ in 0..<number(UInt64.self) { list.append(string()) }
    return list
  }
}
