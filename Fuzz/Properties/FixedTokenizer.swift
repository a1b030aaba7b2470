import Tokenization

/// Tokenizers of a few hundred tokens, one for each way to cut text and to write blanks.
struct FixedTokenizer: Sendable {
  var tokenizer: Tokenizer
  var isBytePair: Bool
  /// Ids of tokens that are taken out of the text whole.
  var special: Set<Int>

  static let all: [FixedTokenizer] =
    [
      "smollm", "gpt-2", "llama-bpe", "qwen2", "default", "falcon", "minicpm5", "qwen35",
      "seed-coder", "tekken", "gpt-4o", "deepseek-llm", "deepseek-coder", "deepseek-v3",
    ].compactMap(bytePair)
    + [true, false].compactMap(sentencePiece)

  private static func bytePair(_ pattern: String) -> FixedTokenizer? {
    let merges = [
      "a b", "Ġ a", "Ġa b", "t h", "th e", "Ġ the", "í ķ", "íķ ľ", "Ċ Ċ", "Ġ Ġ", "' s", "1 2",
    ]
    let special = ["<|im_start|>", "<|im_end|>", "<tool>", "<t", "ool><tool"]
    let tokens =
      special + stands.map { String(Character($0)) }
      + merges.map { $0.filter { $0 != " " } }
    var data = VocabularyData(model: "gpt2", tokens: PieceList(tokens))
    data.pre = pattern
    data.merges = PieceList(merges)
    data.types = [3, 3, 4, 4, 4] + tokens.dropFirst(5).map { _ in 1 }
    return (try? Tokenizer(data)).map {
      FixedTokenizer(tokenizer: $0, isBytePair: true, special: [0, 1, 2, 3, 4])
    }
  }

  private static func sentencePiece(addsBlank: Bool) -> FixedTokenizer? {
    let special = ["<unk>", "<s>", "</s>", "<tool>", "<t"]
    let pieces = ["▁", "▁▁", "▁a", "ab", "a", "b", "▁ab", "th", "▁the", "한", "\n", "\n\n", "é"]
    let hexadecimal = Array("0123456789ABCDEF")
    let bytes = (0..<256).map { "<0x\(hexadecimal[$0 / 16])\(hexadecimal[$0 % 16])>" }
    let tokens = special + pieces + bytes
    var data = VocabularyData(model: "llama", tokens: PieceList(tokens))
    data.types = [2, 3, 3, 4, 4] + pieces.map { _ in 1 } + bytes.map { _ in 6 }
    data.scores = (0..<tokens.count).map { Float($0 % 7) }
    data.addSpacePrefix = addsBlank
    return (try? Tokenizer(data)).map {
      FixedTokenizer(tokenizer: $0, isBytePair: false, special: [0, 1, 2, 3, 4])
    }
  }

  /// GPT-2's stand-ins for the 256 bytes: printable Latin-1 itself, the rest from U+0100 on.
  private static let stands: [Unicode.Scalar] = {
    var next = UInt32(0x100)
    return (UInt32(0)...255).compactMap { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next)
      }
    }
  }()
}
