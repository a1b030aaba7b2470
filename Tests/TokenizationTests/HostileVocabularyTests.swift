import Testing

@testable import Tokenization

@Suite struct HostileVocabularyTests {
  private let bytePair = TinyVocabulary.bytePair(merges: ["a b"], special: [("<x>", 3)])
  private let sentencePiece = TinyVocabulary.sentencePiece([("▁", -1), ("a", -1)])

  private func expect(
    _ error: TokenizerError, _ data: VocabularyData, _ change: (inout VocabularyData) -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var data = data
    change(&data)
    #expect(throws: error, sourceLocation: sourceLocation) { try Tokenizer(data) }
  }

  @Test func `an unknown tokenizer is refused by name`() {
    expect(.unknownModel("bert"), bytePair) { $0.model = "bert" }
    expect(.unknownModel(""), bytePair) { $0.model = "" }
  }

  @Test func `an unknown pre-tokenizer is refused by name`() {
    expect(.unknownPreTokenizer("wordpiece"), bytePair) { $0.pre = "wordpiece" }
    expect(.unknownPreTokenizer("GPT-2"), bytePair) { $0.pre = "GPT-2" }
  }

  @Test func `lists of the wrong length are refused`() {
    let tokens = bytePair.tokens.count
    expect(.emptyVocabulary, bytePair) { $0.tokens = PieceList() }
    expect(.missingMerges, bytePair) { $0.merges = nil }
    expect(.typeCount(types: 1, tokens: tokens), bytePair) { $0.types = [1] }
    expect(.typeCount(types: tokens + 1, tokens: tokens), bytePair) { $0.types?.append(1) }
    expect(.scoreCount(scores: 1, tokens: tokens), bytePair) { $0.scores = [0] }
    expect(.scoreCount(scores: 0, tokens: sentencePiece.tokens.count), sentencePiece) {
      $0.scores = []
    }
  }

  @Test func `special ids that are no token are refused by their key`() {
    let tokens = bytePair.tokens.count
    let keys: [(String, WritableKeyPath<VocabularyData, Int?>)] = [
      ("bos_token_id", \.bosID), ("eos_token_id", \.eosID), ("eot_token_id", \.eotID),
      ("eom_token_id", \.eomID), ("unknown_token_id", \.unkID), ("padding_token_id", \.padID),
      ("fim_pad_token_id", \.fimPadID), ("fim_rep_token_id", \.fimRepositoryID),
      ("fim_sep_token_id", \.fimSeparatorID),
    ]
    for (key, path) in keys {
      for id in [tokens, -1, Int(UInt32.max), .max, .min] {
        expect(.specialIDOutOfRange(key: key, id: id, tokens: tokens), bytePair) {
          $0[keyPath: path] = id
        }
      }
    }
  }

  @Test func `default special ids past the end of a small vocabulary do not exist`() throws {
    var data = VocabularyData(model: "gpt2", tokens: PieceList(["a", "b"]))
    data.pre = "smollm"
    data.merges = PieceList()
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.bos == nil)
    #expect(tokenizer.eos == nil)
    expect(.missingSpecialID(key: "bos_token_id"), data) { $0.addBOS = true }
    expect(.missingSpecialID(key: "eos_token_id"), data) { $0.addEOS = true }
    let one = VocabularyData(model: "llama", tokens: PieceList(["a"]))
    expect(.missingSpecialID(key: "bos_token_id"), one) { _ in }
  }

  @Test func `a malformed byte token is refused`() {
    for text in ["<0x-1>", "<0x1>", "<0x123>", "<0xGG>", "0x0A", "<0x0A", "", "<0x 1>"] {
      let id = sentencePiece.tokens.count
      expect(.malformedByteToken(id: id, text: text), sentencePiece) {
        $0.tokens.append(text.utf8)
        $0.types?.append(6)
        $0.scores?.append(0)
      }
    }
  }

  @Test func `the same text twice is refused`() {
    expect(.duplicateToken(first: 0, second: bytePair.tokens.count, text: "<x>"), bytePair) {
      $0.tokens.append("<x>".utf8)
      $0.types?.append(1)
    }
  }

  @Test func `merges that are none or name no token are refused`() {
    for text in ["", " ", "ab", "a ", " b", "  ", "a b c", "a  b"] {
      expect(.malformedMerge(index: 1, text: text), bytePair) { $0.merges?.append(text.utf8) }
    }
    for text in ["a q", "zz a", "a zz"] {
      expect(.mergeNamesNoToken(index: 1, text: text), bytePair) { $0.merges?.append(text.utf8) }
    }
  }

  @Test func `a score that is no number is refused, an infinite one is a score`() throws {
    expect(.scoreNotANumber(id: 3), sentencePiece) { $0.scores?[3] = .nan }
    var data = sentencePiece
    data.scores?[3] = -.infinity
    data.scores?[4] = .infinity
    #expect(try Tokenizer(data).pieces("a") == ["▁", "a"])
  }

  @Test func `empty tokens are there and match nothing`() throws {
    var data = bytePair
    for type in [1, 3, 4] {
      data.tokens.append("".utf8)
      data.types?.append(type)
    }
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.vocabularySize == bytePair.tokens.count + 3)
    #expect(tokenizer.pieces("ab", parseSpecial: true) == ["ab"])
    #expect(tokenizer.piece(of: tokenizer.vocabularySize - 1) == [])
  }

  @Test func `types without a meaning make tokens that stand for nothing`() throws {
    var data = bytePair
    for (text, type) in [("p", 0), ("q", 7), ("r", -1), ("s", Int.max), ("t", 5)] {
      data.tokens.append("<\(text)>".utf8)
      data.types?.append(type)
    }
    let tokenizer = try Tokenizer(data)
    for id in bytePair.tokens.count..<tokenizer.vocabularySize {
      #expect(tokenizer.piece(of: id, special: true) == [])
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func `a token of 16 MB is just a token`() throws {
    var data = bytePair
    data.tokens.append(String(repeating: "a", count: 1 << 24).utf8)
    data.types?.append(1)
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.pieces("abba") == ["ab", "b", "a"])
  }

  @Test func `a special token that no text would spell out is refused`() {
    let limit = SpecialTokenMatcher.lengthLimit
    expect(
      .specialTokenTooLong(id: bytePair.tokens.count, bytes: limit + 1, limit: limit), bytePair
    ) {
      $0.tokens.append(String(repeating: "a", count: limit + 1).utf8)
      $0.types?.append(4)
    }
  }

  @Test func `tokens that are not UTF-8 are only bytes`() throws {
    var data = sentencePiece
    for bytes in [[0xFF, 0xFE], [0xE2, 0x96], [0x00], [0x1B, 0x5B]] as [[UInt8]] {
      data.tokens.append(bytes)
      data.types?.append(1)
      data.scores?.append(0)
    }
    let tokenizer = try Tokenizer(data)
    let last = tokenizer.vocabularySize - 1
    #expect(tokenizer.decode([last - 3]) == "\u{FFFD}\u{FFFD}")
    #expect(tokenizer.piece(of: last) == [0x1B, 0x5B])
  }

  @Test func `ids that are no token stand for nothing`() throws {
    let tokenizer = try Tokenizer(bytePair)
    for id in [-1, tokenizer.vocabularySize, .max, .min] {
      #expect(tokenizer.piece(of: id, special: true) == [])
      #expect(tokenizer.decode([id]) == "")
    }
  }
}
