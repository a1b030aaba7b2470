import Testing

@testable import Tokenization

@Suite struct SpecialTokenTests {
  private let control = 3
  private let userDefined = 4
  private let unknown = 2

  @Test func `control tokens are found only where they are asked for`() throws {
    let tokenizer = try Tokenizer(
      TinyVocabulary.bytePair(
        merges: [], special: [("<|x|>", control), ("<u>", unknown), ("<tag>", userDefined)]))
    #expect(
      tokenizer.pieces("a<|x|><u><tag>", parseSpecial: true) == ["a", "<|x|>", "<u>", "<tag>"])
    let plain = tokenizer.pieces("a<|x|><u><tag>")
    #expect(plain == ["a", "<", "|", "x", "|", ">", "<", "u", ">", "<tag>"])
  }

  @Test func `the longest is taken first wherever it stands, then the leftmost`() throws {
    let special = ["ab", "bcd", "cdef", "ff"].map { ($0, userDefined) }
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: [], special: special))
    // "cdef" leaves "ab"; "bcd" has lost its end.
    #expect(tokenizer.pieces("abcdef") == ["ab", "cdef"])
    #expect(tokenizer.pieces("abcdff") == ["a", "bcd", "ff"])
    #expect(tokenizer.pieces("ababfff") == ["ab", "ab", "ff", "f"])
  }

  @Test func `what a longer match leaves of a run is shared out among the shorter ones`() throws {
    let special = (2...5).map { (String(repeating: "\n", count: $0), userDefined) }
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: [], special: special))
    let lengths = { (count: Int) in
      tokenizer.encode(
        String(repeating: "\n", count: count), addSpecial: false, parseSpecial: false
      )
      .map { tokenizer.piece(of: $0).count }
    }
    #expect(lengths(13) == [5, 5, 3])
    #expect(lengths(6) == [5, 1])
    #expect(lengths(9) == [5, 4])
  }

  @Test func `matching agrees with looking for one token after the other`() throws {
    var random = SeededGenerator(state: 4)
    for _ in 0..<200 {
      var texts: Set<String> = []
      for _ in 0..<6 {
        let length = Int.random(in: 1...5, using: &random)
        texts.insert((0..<length).map { _ in ["a", "b"].randomElement(using: &random)! }.joined())
      }
      let tokens = texts.sorted()
      let text = (0..<25).map { _ in ["a", "b", "c"].randomElement(using: &random)! }.joined()
      let pieces = PieceList(tokens)
      let matcher = try SpecialTokenMatcher(Array(tokens.indices), in: pieces)
      let bytes = Array(text.utf8)
      let matches = bytes.withUnsafeBytes { matcher.matches(in: $0) }
      #expect(
        matches.map { String(decoding: bytes[$0.range], as: UTF8.self) }.allSatisfy(texts.contains))
      #expect(matches.map(\.range) == partition(bytes, tokens.map { Array($0.utf8) }))
    }
  }

  /// Takes all matches of the longest length, from the left, then those of the next in what is left.
  private func partition(_ text: [UInt8], _ tokens: [[UInt8]]) -> [Range<Int>] {
    var taken = Array(repeating: false, count: text.count)
    var matches: [Range<Int>] = []
    for length in Set(tokens.map(\.count)).sorted(by: >) where length <= text.count {
      for start in 0...text.count - length {
        let range = start..<start + length
        guard tokens.contains(Array(text[range])), !taken[range].contains(true) else { continue }
        for i in range { taken[i] = true }
        matches.append(range)
      }
    }
    return matches.sorted { $0.lowerBound < $1.lowerBound }
  }

  @Test(.timeLimit(.minutes(5)))
  func `131,072 newlines are shared out in no time`() throws {
    let special = (1...31).map { (String(repeating: "\n", count: $0), userDefined) }
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: [], special: special))
    let text = String(repeating: "\n", count: 131_072)
    let ids = tokenizer.encode(text, addSpecial: false, parseSpecial: false)
    #expect(ids.map { tokenizer.piece(of: $0).count } == Array(repeating: 31, count: 4228) + [4])
  }

  @Test func `Phi-3's special tokens take the blanks behind them, but for three`() throws {
    let special = ["<|user|>", "<|end|>", "<s>", "<|endoftext|>"].map { ($0, control) }
    var data = TinyVocabulary.bytePair(merges: [], special: special)
    let text = "<s> a<|user|> \n\u{A0}b<|end|>\t<|endoftext|> <|user|>  "
    let kept = ["<s>", "Ġ", "a", "<|user|>", "Ġ", "Ċ", "Â", "ł", "b", "<|end|>", "ĉ"]
    #expect(
      try Tokenizer(data).pieces(text, parseSpecial: true)
        == kept + ["<|endoftext|>", "Ġ", "<|user|>", "Ġ", "Ġ"])
    for name in ["Phi-3 mini", "my phi3"] {
      data.name = name
      #expect(
        try Tokenizer(data).pieces(text, parseSpecial: true) == [
          "<s>", "Ġ", "a", "<|user|>", "Â", "ł", "b", "<|end|>", "<|endoftext|>", "Ġ", "<|user|>",
        ])
    }
    data.name = "Phi 3.5"
    #expect(try Tokenizer(data).pieces(text, parseSpecial: true).contains("ĉ"))
  }

  @Test func `tokens that end a generation are known by id and by text`() throws {
    let names = ["<|im_end|>", "<|endoftext|>", "<reponame>", "</s>", "<x>", "<|im_start|>"]
    var data = TinyVocabulary.bytePair(merges: [], special: names.map { ($0, control) })
    data.eosID = 4
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.endOfGenerationIDs == [0, 1, 2, 3, 4])
    #expect(tokenizer.isEndOfGeneration(4))
    #expect(!tokenizer.isEndOfGeneration(5))
    #expect(!tokenizer.isEndOfGeneration(-1))
  }

  @Test func `a token that looks like an end is a control token whatever its type`() throws {
    let tokenizer = try Tokenizer(
      TinyVocabulary.bytePair(merges: [], special: [("</s>", userDefined)]))
    #expect(tokenizer.pieces("</s>") == ["<", "/", "s", ">"])
    #expect(tokenizer.pieces("</s>", parseSpecial: true) == ["</s>"])
  }

  @Test func `where calls and returns are marked, the end of a part ends nothing`() throws {
    let names = ["<|end|>", "<|return|>", "<|call|>"]
    var data = TinyVocabulary.bytePair(merges: [], special: names.map { ($0, control) })
    data.eosID = 1
    let tokenizer = try Tokenizer(data)
    #expect(tokenizer.endOfGenerationIDs == [1, 2])
    #expect(tokenizer.pieces("<|end|>") == ["<|end|>"])
  }
}
