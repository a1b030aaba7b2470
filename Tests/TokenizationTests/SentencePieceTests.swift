import Testing

@testable import Tokenization

@Suite struct SentencePieceTests {
  private let pieces: [(text: String, score: Float)] = [
    ("▁", -1), ("a", -1), ("b", -1), ("c", -1), ("d", -1), ("ab", -3), ("bc", -2), ("cd", -4),
    ("▁a", -5), ("aa", -2), ("é", -6),
  ]

  @Test func `the neighbours whose piece has the highest score merge first`() throws {
    var data = TinyVocabulary.sentencePiece(pieces)
    data.addSpacePrefix = false
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.pieces("abcd") == ["a", "bc", "d"])
    #expect(tokenizer.pieces("abd cd") == ["ab", "d", "▁", "cd"])
  }

  @Test func `of equal scores the leftmost merges first`() throws {
    var data = TinyVocabulary.sentencePiece(pieces + [("dd", -2), ("da", -2)])
    data.addSpacePrefix = false
    #expect(try Tokenizer(data).pieces("dda") == ["dd", "a"])
    #expect(try Tokenizer(data).pieces("aaa") == ["aa", "a"])
    data.scores = nil
    #expect(try Tokenizer(data).pieces("abc") == ["ab", "c"])
  }

  @Test func `zero and minus zero are the same score`() throws {
    var data = TinyVocabulary.sentencePiece([
      ("a", -1), ("ab", -0.0), ("b", -1), ("bc", 0), ("c", -1),
    ])
    data.addSpacePrefix = false
    #expect(try Tokenizer(data).pieces("abc") == ["ab", "c"])
  }

  @Test func `pieces may hold blanks, also between words`() throws {
    var data = TinyVocabulary.sentencePiece(
      pieces + [("b▁", -1), ("b▁c", -1), ("▁▁", -1), ("d▁▁", -1), ("▁▁a", -1)])
    data.addSpacePrefix = false
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.pieces("ab cd  a b") == ["a", "b▁c", "d▁▁", "a", "▁", "b"])
    #expect(tokenizer.pieces("c b") == ["c", "▁", "b"])
  }

  @Test func `a character without a piece becomes its bytes`() throws {
    var data = TinyVocabulary.sentencePiece(pieces)
    data.addSpacePrefix = false
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.pieces("aéx€") == ["a", "é", "<0x78>", "<0xE2>", "<0x82>", "<0xAC>"])
  }

  @Test func `broken UTF-8 is kept byte by byte`() throws {
    var data = TinyVocabulary.sentencePiece(pieces)
    data.addSpacePrefix = false
    let tokenizer = try Tokenizer(data)
    for bytes in [[0xFF, 0x61, 0xC3], [0xE2, 0x61, 0x62, 0x63], [0x80], [0xF0, 0x9F]] as [[UInt8]] {
      let ids = tokenizer.encode(bytes, addSpecial: false, parseSpecial: false)
      #expect(ids.flatMap { tokenizer.piece(of: $0) } == bytes)
    }
  }

  @Test func `without byte tokens the unknown token stands in`() throws {
    var data = VocabularyData(model: "llama", tokens: PieceList(["<unk>", "<s>", "</s>", "a"]))
    data.types = [2, 3, 3, 1]
    data.addSpacePrefix = false
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.encode("ax", addSpecial: false, parseSpecial: false) == [3, 0])
  }

  @Test func `text begins with BOS and a blank unless the file says otherwise`() throws {
    var data = TinyVocabulary.sentencePiece(pieces)
    let tokenizer = try Tokenizer(data)
    let ids = tokenizer.encode("ab", addSpecial: true, parseSpecial: false)
    #expect(ids.first == 1)
    #expect(tokenizer.pieces("ab") == ["▁", "ab"])
    #expect(tokenizer.encode("", addSpecial: true, parseSpecial: false) == [1])
    #expect(tokenizer.encode("", addSpecial: false, parseSpecial: false) == [])

    data.addBOS = false
    data.addEOS = true
    data.addSpacePrefix = false
    let plain = try Tokenizer(data)
    #expect(plain.encode("", addSpecial: true, parseSpecial: false) == [2])
    #expect(plain.pieces("ab") == ["ab"])
  }

  @Test func `each text after a special token begins with a blank`() throws {
    let tokenizer = try Tokenizer(TinyVocabulary.sentencePiece(pieces))
    #expect(tokenizer.pieces("b<s>b", parseSpecial: true) == ["▁", "b", "<s>", "▁", "b"])
  }

  @Test func `merging agrees with the plain way of doing it`() throws {
    var random = SeededGenerator(state: 3)
    let letters = ["a", "b", "▁"]
    for _ in 0..<40 {
      var scores = ["a": Float(-1), "b": -1, "▁": -1]
      for _ in 0..<20 {
        let length = Int.random(in: 2...5, using: &random)
        let text = (0..<length).map { _ in letters.randomElement(using: &random)! }.joined()
        scores[text] = Float(Int.random(in: -4 ... -1, using: &random))
      }
      var data = TinyVocabulary.sentencePiece(scores.sorted { $0.key < $1.key }.map { ($0, $1) })
      data.addSpacePrefix = false
      let tokenizer = try Tokenizer(data)
      for _ in 0..<20 {
        let text = (0..<Int.random(in: 1...30, using: &random)).map { _ in
          letters.randomElement(using: &random)!
        }
        let plain = text.map { $0 == "▁" ? " " : $0 }.joined()
        #expect(tokenizer.pieces(plain) == merged(text, scores))
      }
    }
  }

  /// Looks through the whole text for its best pair, again and again.
  private func merged(_ text: [String], _ scores: [String: Float]) -> [String] {
    var symbols = text
    while true {
      let pairs = zip(symbols, symbols.dropFirst()).map { scores[$0 + $1] }
      guard let best = pairs.compactMap({ $0 }).max(), let at = pairs.firstIndex(of: best) else {
        return symbols
      }
      symbols[at...at + 1] = [symbols[at] + symbols[at + 1]]
    }
  }
}
