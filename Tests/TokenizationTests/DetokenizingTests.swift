import Testing

@testable import Tokenization

@Suite struct DetokenizingTests {
  /// A tokenizer whose tokens 3 to 258 are the 256 bytes.
  private func bytes(addSpacePrefix: Bool = false) throws -> Tokenizer {
    var data = TinyVocabulary.sentencePiece([])
    data.addSpacePrefix = addSpacePrefix
    return try Tokenizer(data)
  }

  private func feed(_ bytes: [UInt8]) throws -> [String] {
    var detokenizer = StreamingDetokenizer(try self.bytes())
    return bytes.map { detokenizer.feed(Int($0) + 3) } + [detokenizer.finish()]
  }

  @Test func `a character appears with the token that completes it`() throws {
    #expect(try feed(Array("aé€😀".utf8)) == ["a", "", "é", "", "", "€", "", "", "", "😀", ""])
  }

  @Test func `what cannot be completed any more is replaced at once`() throws {
    #expect(try feed([0xFF, 0x61]) == ["\u{FFFD}", "a", ""])
    #expect(try feed([0x80]) == ["\u{FFFD}", ""])
    #expect(try feed([0xE2, 0x82, 0x61]) == ["", "", "\u{FFFD}a", ""])
    #expect(try feed([0xE0, 0x80]) == ["", "\u{FFFD}\u{FFFD}", ""])
    #expect(try feed([0xF0, 0x9F, 0xC3, 0xA9]) == ["", "", "\u{FFFD}", "é", ""])
    #expect(try feed([0xED, 0xA0]) == ["", "\u{FFFD}\u{FFFD}", ""])
    #expect(try feed([0xC0]) == ["\u{FFFD}", ""])
    #expect(try feed([0xF5]) == ["\u{FFFD}", ""])
  }

  @Test func `an incomplete end is replaced when the text is finished`() throws {
    #expect(try feed([0x61, 0xF0, 0x9F, 0x98]) == ["a", "", "", "", "\u{FFFD}"])
    #expect(try feed([]) == [""])
  }

  @Test func `bytes in any pieces give the text that they give whole`() {
    var random = SeededGenerator(state: 5)
    let samples: [[UInt8]] =
      [
        [0x80], [0xBF], [0xC0], [0xC3], [0xE0], [0xE2, 0x82], [0xED], [0xA0], [0xF0, 0x9F], [0xF4],
        [0x90], [0xFF], Array("a".utf8), Array("é".utf8), Array("€".utf8), Array("😀".utf8),
      ]
    for _ in 0..<2000 {
      let bytes = (0..<8).flatMap { _ in samples.randomElement(using: &random)! }
      var assembler = UTF8Assembler()
      var text = ""
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Int.random(in: 0...min(4, rest.count), using: &random)
        text += assembler.feed(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      text += assembler.finish()
      #expect(Array(text.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8))
    }
  }

  @Test func `control tokens are shown by name, and only if asked for`() throws {
    let tokenizer = try bytes()
    #expect(tokenizer.decode([1, 0x61 + 3, 0, 2]) == "a")
    #expect(tokenizer.decode([1, 0x61 + 3, 0, 2], special: true) == "<s>a<unk></s>")
  }

  @Test func `the blank that encoding put before the text is taken away`() throws {
    var data = TinyVocabulary.sentencePiece([("▁", -1), ("a", -1), ("▁a", -1)])
    let tokenizer = try Tokenizer(data)
    for text in ["a", " a", "", " ", "  a  ", "x"] {
      for addSpecial in [false, true] {
        let ids = tokenizer.encode(text, addSpecial: addSpecial, parseSpecial: false)
        #expect(tokenizer.decode(ids) == text)
      }
    }
    data.addSpacePrefix = false
    let ids = try Tokenizer(data).encode(" a", addSpecial: true, parseSpecial: false)
    #expect(try Tokenizer(data).decode(ids) == " a")
  }

  @Test func `where tokens continue a text, a leading blank is text`() throws {
    let tokenizer = try Tokenizer(TinyVocabulary.sentencePiece([("▁", -1), ("a", -1), ("▁a", -1)]))
    var detokenizer = StreamingDetokenizer(tokenizer, continuesText: true)
    #expect(detokenizer.feed(5) == " a")
  }

  @Test func `text of a byte-level piece is that of its bytes`() throws {
    let tokenizer = try Tokenizer(TinyVocabulary.bytePair(merges: ["Ġ a", "Ã ©"]))
    #expect(tokenizer.decode([256, 257]) == " aé")
  }
}
