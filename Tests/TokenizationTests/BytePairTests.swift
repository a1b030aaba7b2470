import Testing

@testable import Tokenization

@Suite struct BytePairTests {
  @Test func `the highest-ranking merge comes first, wherever it is`() throws {
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: ["b c", "a b", "c d"]))
    #expect(tokenizer.pieces("abcd") == ["a", "bc", "d"])
    #expect(tokenizer.pieces("abd") == ["ab", "d"])
  }

  @Test func `of equal merges the leftmost comes first`() throws {
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: ["a a", "aa a"]))
    #expect(tokenizer.pieces("aaaaa") == ["aa", "aaa"])
  }

  @Test func `nothing is merged over the border of words`() throws {
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: ["a Ġ", "Ġ b", "1 2"]))
    #expect(tokenizer.pieces("a b12") == ["a", "Ġb", "1", "2"])
  }

  @Test func `a pair that is listed twice keeps its first rank`() throws {
    var data = TinyVocabulary.bytePair(merges: ["b c", "a b"])
    data.merges?.append("b c".utf8)
    #expect(try Tokenizer(data).pieces("abc") == ["a", "bc"])
  }

  @Test func `where whole words are kept, a word that is a token is not merged`() throws {
    var data = TinyVocabulary.bytePair(merges: ["b c", "a bc", "a b"], special: [("Ġabd", 1)])
    #expect(try Tokenizer(data).pieces(" abd") == ["Ġ", "ab", "d"])
    data.pre = "llama-bpe"
    data.addBOS = false
    #expect(try Tokenizer(data).pieces(" abd abde") == ["Ġabd", "Ġ", "ab", "d", "e"])
  }

  @Test func `a Llama 3 vocabulary adds BOS unless the file says otherwise`() throws {
    var data = TinyVocabulary.bytePair(merges: [], special: [("<s>", 3)])
    data.bosID = 0
    #expect(try Tokenizer(data).encode("", addSpecial: true, parseSpecial: false) == [])
    data.pre = "llama-bpe"
    #expect(try Tokenizer(data).encode("", addSpecial: true, parseSpecial: false) == [0])
  }

  @Test func `a byte without a token is left out`() throws {
    let complete = TinyVocabulary.bytePair(merges: [])
    var data = complete
    data.tokens = PieceList()
    for id in 0..<complete.tokens.count where id != 0x04 { data.tokens.append(complete.tokens[id]) }
    data.types = nil
    #expect(try Tokenizer(data).pieces("a\u{04}b") == ["a", "b"])
  }

  @Test func `bytes that are not UTF-8 are read as U+FFFD, one for each`() throws {
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: []))
    let replacement = tokenizer.encode("\u{FFFD}", addSpecial: false, parseSpecial: false)
    for (bytes, count) in [
      ([0xFF], 1), ([0xE2, 0x82], 2), ([0xC0, 0x80], 2), ([0xED, 0xA0, 0x80], 3),
      ([0xF4, 0x90, 0x80, 0x80], 4), ([0x80], 1), ([0xF0, 0x9F, 0x98], 3),
    ] as [([UInt8], Int)] {
      let ids = tokenizer.encode(bytes, addSpecial: false, parseSpecial: false)
      #expect(ids == Array(repeating: replacement, count: count).flatMap { $0 })
    }
    let mixed = tokenizer.encode([0x61, 0xE2, 0x62], addSpecial: false, parseSpecial: false)
    #expect(tokenizer.decode(mixed) == "a\u{FFFD}b")
  }

  @Test func `merging agrees with the plain way of doing it`() throws {
    var random = SeededGenerator(state: 2)
    for _ in 0..<40 {
      // Merges of merges, over three letters, so that many overlap.
      var tokens = ["a", "b", "c"]
      var merges: [String] = []
      for _ in 0..<20 {
        let left = tokens.randomElement(using: &random)!
        let right = tokens.randomElement(using: &random)!
        guard left.count + right.count <= 6, !tokens.contains(left + right) else { continue }
        tokens.append(left + right)
        merges.append("\(left) \(right)")
      }
      let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: merges))
      for _ in 0..<20 {
        let word = (0..<Int.random(in: 1...30, using: &random)).map { _ in
          ["a", "b", "c"].randomElement(using: &random)!
        }
        #expect(tokenizer.pieces(word.joined()) == merged(word, merges))
      }
    }
  }

  /// Looks through the whole word for its best pair, again and again.
  private func merged(_ word: [String], _ merges: [String]) -> [String] {
    var symbols = word
    while true {
      let ranks = zip(symbols, symbols.dropFirst()).map { merges.firstIndex(of: "\($0) \($1)") }
      guard let best = ranks.compactMap({ $0 }).min(), let at = ranks.firstIndex(of: best) else {
        return symbols
      }
      symbols[at...at + 1] = [symbols[at] + symbols[at + 1]]
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func `a word of 131,072 equal letters is no trouble`() throws {
    let merges = ["a a", "aa aa", "aaaa aaaa"]
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: merges))
    let text = String(repeating: "a", count: 131_072)
    let ids = tokenizer.encode(text, addSpecial: false, parseSpecial: false)
    #expect(ids.count == 131_072 / 8)
    #expect(tokenizer.decode(ids) == text)
  }
}
