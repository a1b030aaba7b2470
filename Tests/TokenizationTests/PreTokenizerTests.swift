import Testing

@testable import Tokenization

@Suite struct PreTokenizerTests {
  private func words(_ text: String, _ name: String? = "smollm") throws -> [String] {
    let bytes = Array(text.utf8)
    var words: [String] = []
    let preTokenizer = try #require(PreTokenizer(named: name))
    bytes.withUnsafeBytes { buffer in
      preTokenizer.forEachWord(in: buffer) {
        words.append(String(decoding: bytes[$0], as: UTF8.self))
      }
    }
    return words
  }

  @Test func `a word takes the one blank before it`() throws {
    #expect(try words("one two  three") == ["one", " two", " ", " three"])
    #expect(try words("a, b;c") == ["a", ",", " b", ";", "c"])
    #expect(try words("日本語 한국어") == ["日本語", " 한국어"])
  }

  @Test func `English contractions are cut off in lower case only`() throws {
    #expect(try words("I'm they've he'll") == ["I", "'m", " they", "'ve", " he", "'ll"])
    #expect(try words("I'M 'twas x'") == ["I", "'", "M", " '", "twas", " x", "'"])
    #expect(try words("rock'sn'r") == ["rock", "'s", "n", "'", "r"])
  }

  @Test func `blanks leave their last one to what follows and keep it at the end`() throws {
    #expect(try words("\n\n\nx") == ["\n\n", "\n", "x"])
    #expect(try words("x \t\u{3000}\u{A0}y") == ["x", " \t\u{3000}", "\u{A0}", "y"])
    #expect(try words("x   ") == ["x", "   "])
    #expect(try words(" ") == [" "])
  }

  @Test func `smollm cuts every digit off, and blanks end before it`() throws {
    #expect(try words("x 42  7") == ["x", " ", "4", "2", "  ", "7"])
    #expect(try words("a½Ⅷ٣b") == ["a", "½", "Ⅷ", "٣", "b"])
    #expect(try words("'1s '2") == ["'", "1", "s", " '", "2"])
  }

  @Test func `gpt-2 keeps numbers together`() throws {
    #expect(try words("x 42  7", "gpt-2") == ["x", " 42", " ", " 7"])
    #expect(try words("a12½b3", "gpt-2") == ["a", "12½", "b", "3"])
  }

  @Test func `Llama 3 takes any one character before a word, and three digits`() throws {
    #expect(try words("a\tb (c)d", "llama-bpe") == ["a", "\tb", " (", "c", ")d"])
    #expect(try words("x 1234567½ y", "llama-bpe") == ["x", " ", "123", "456", "7½", " y"])
    #expect(try words("I'M 'LL they'Re", "llama-bpe") == ["I", "'M", " '", "LL", " they", "'Re"])
    #expect(try words("a\u{3000}b\u{85}c", "llama-bpe") == ["a", "\u{3000}b", "\u{85}c"])
  }

  @Test func `Llama 3 keeps line ends with what stands before them`() throws {
    #expect(try words("a;\r\n\nb", "llama-bpe") == ["a", ";\r\n\n", "b"])
    #expect(try words("a \n \n  b", "llama-bpe") == ["a", " \n \n", " ", " b"])
    #expect(try words("a !\n  ", "llama-bpe") == ["a", " !\n", "  "])
    #expect(try words("\n\na", "llama-bpe") == ["\n\n", "a"])
  }

  @Test func `Qwen 2 cuts as Llama 3 does, but every digit off`() throws {
    #expect(try words("a\tb 12", "qwen2") == ["a", "\tb", " ", "1", "2"])
  }

  @Test func `without a name words are cut as by default`() throws {
    #expect(
      try words("it's 12345 x!?y", nil) == ["it", "'", "s", " ", "123", "45", " x", "!?", "y"])
    #expect(try words("it's 12345 x!?y", "default") == words("it's 12345 x!?y", nil))
    #expect(try words("it's 12345 x!?y", "") == words("it's 12345 x!?y", nil))
  }

  @Test func `Falcon cuts numbers after every third digit and leaves the rest to the blank`() throws
  {
    #expect(try words("a 12345 `b`", "falcon") == ["a", " ", "123", "45", " ", "`", "b", "`"])
  }

  @Test func `GPT-4o cuts before a capital and keeps contractions and slashes`() throws {
    #expect(try words("fooBarBAZ don't", "gpt-4o") == ["foo", "Bar", "BAZ", " don't"])
    #expect(try words("a/\n/b 1234", "gpt-4o") == ["a", "/\n/", "b", " ", "123", "4"])
  }

  @Test func `Tekken cuts contractions where the capital or the sign begins, and every digit`()
    throws
  {
    #expect(try words("DON'T don't 12", "tekken") == ["DON", "'T", " don", "'t", " ", "1", "2"])
  }

  @Test func `capitals before a letter of another alphabet stay with it, those behind do not`()
    throws
  {
    #expect(try words("ABÉCD", "tekken") == ["ABÉ", "CD"])
    #expect(try words("АБвГ", "tekken") == ["АБвГ"])
  }

  @Test func `DeepSeek's first models cut words around letters outside ASCII`() throws {
    #expect(try words("naïve 漢字x", "deepseek-llm") == ["na", "ï", "ve", " ", "漢字", "x"])
    #expect(try words("a\nb, c  ", "deepseek-llm") == ["a", "\n", "b", ",", " c", "  "])
    #expect(try words("a\nb, 12", "deepseek-coder") == ["a", "\n", "b", ",", " ", "1", "2"])
  }

  @Test func `DeepSeek V3 leaves controls together up to a word`() throws {
    #expect(try words("\u{1}\u{2}a #b", "deepseek-v3") == ["\u{1}", "\u{2}a", " #", "b"])
    #expect(try words("x#y かなA1234", "deepseek-v3") == ["x", "#y", " ", "かな", "A", "123", "4"])
  }

  @Test func `code points that Unicode 15 does not know are no letters`() throws {
    // U+1C89 and U+A7CB are letters since Unicode 16.
    #expect(try words("a\u{1C89}b\u{A7CB}") == ["a", "\u{1C89}", "b", "\u{A7CB}"])
  }

  @Test func `words joined are the text`() throws {
    var random = SeededGenerator(state: 1)
    let units = [
      "a", "é", "世", " ", "\n", "\u{3000}", "7", "'", "s", "ll", ".", "😀", "\u{200D}", "²",
    ]
    let names = [
      "smollm", "gpt-2", "llama-bpe", "qwen2", "default", "falcon", "minicpm5", "qwen35",
      "seed-coder", "tekken", "gpt-4o", "deepseek-llm", "deepseek-coder", "deepseek-v3",
    ]
    for name in names {
      for _ in 0..<300 {
        let text = (0..<12).map { _ in units.randomElement(using: &random)! }.joined()
        let words = try words(text, name)
        #expect(words.joined() == text)
        #expect(!words.contains(""))
      }
    }
  }
}
