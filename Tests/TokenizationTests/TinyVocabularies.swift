@testable import Tokenization

/// Vocabularies of a few tokens, made for a test.
enum TinyVocabulary {
  /// Byte-level BPE: first the special tokens, then the 256 bytes, then the result of each merge,
  /// then the tokens that no merge makes.
  ///
  /// A merge is two halves in the byte alphabet with a blank between them.
  static func bytePair(
    merges: [String], special: [(text: String, type: Int)] = [], whole: [String] = []
  ) -> VocabularyData {
    let bytes = (UInt8(0)...255).map {
      String(decoding: ByteAlphabet.character($0), as: UTF8.self)
    }
    let merged = merges.map { $0.split(separator: " ").joined() }
    var data = VocabularyData(
      model: "gpt2", tokens: PieceList(special.map(\.text) + bytes + merged + whole))
    data.pre = "smollm"
    data.merges = PieceList(merges)
    data.types = special.map(\.type) + Array(repeating: 1, count: 256 + merged.count + whole.count)
    return data
  }

  /// SentencePiece: `<unk>`, `<s>`, `</s>`, then the given pieces, then the 256 bytes.
  static func sentencePiece(
    _ pieces: [(text: String, score: Float)], special: [(text: String, type: Int)] = []
  ) -> VocabularyData {
    let bytes = (UInt8(0)...255).map { String(decoding: ByteToken.text($0), as: UTF8.self) }
    var data = VocabularyData(
      model: "llama",
      tokens: PieceList(
        ["<unk>", "<s>", "</s>"] + special.map(\.text) + pieces.map(\.text) + bytes))
    data.types =
      [2, 3, 3] + special.map(\.type) + Array(repeating: 1, count: pieces.count)
      + Array(repeating: 6, count: 256)
    data.scores =
      Array(repeating: 0, count: 3 + special.count) + pieces.map(\.score)
      + Array(repeating: 0, count: 256)
    return data
  }
}

extension Tokenizer {
  /// The texts of the tokens that a text is cut into.
  func pieces(_ text: String, parseSpecial: Bool = false) -> [String] {
    encode(text, addSpecial: false, parseSpecial: parseSpecial).map {
      String(decoding: vocabulary.pieces[$0], as: UTF8.self)
    }
  }
}

/// SplitMix64, so that a failing test fails again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
