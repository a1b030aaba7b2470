/// How byte-level BPE cuts text into words, inside which it merges.
struct PreTokenizer {
  /// The patterns, each of which cuts further what the one before has cut.
  let patterns: [WordPattern]
  /// Whether a word that is a token is not cut any further, whatever the merges make of it.
  var keepsWholeWords = false
  /// Whether a prompt begins with the BOS token if the file does not say.
  var addsBOS = false

  /// The way of cutting that a file calls `name`, or nil for one that is not built in; without a
  /// name the one llama.cpp then takes, whatever the model was trained with.
  init?(named name: String?) {
    switch name {
    case "gpt-2", "phi-2", "mpt", "olmo", "jais", "trillion", "exaone4", "mellum", "gigachat",
      "a.x-4.0", "granite-docling":
      patterns = [.gpt2]
    case "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b",
      "mellum2":
      patterns = [Self.eachNumber, .gpt2]
    case "default", "", nil:
      patterns = [
        .isolated(Isolation(characters: .punctuationAndSigns(backtick: false))), .gpt2,
        .isolated(Isolation(characters: .numbers)), Self.threeDigits,
      ]
    case "falcon":
      patterns = [
        .isolated(Isolation(characters: .punctuationAndSigns(backtick: true))), .gpt2,
        Self.threeDigits,
      ]
    case "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "lfm2", "pixtral", "midm-2.0":
      patterns = [.llama3(.init(digits: 3))]
      keepsWholeWords = true
      addsBOS = true
    case "dbrx", "smaug-bpe":
      patterns = [.llama3(.init(digits: 3))]
    case "minicpm5":
      patterns = [Self.threeNumbers, .llama3(.init(digits: .max))]
      keepsWholeWords = true
    case "qwen2", "deepseek-r1-qwen", "stablelm2", "hunyuan", "megrez", "kormo", "solar-open":
      patterns = [.llama3(.init(digits: 1))]
    case "qwen35":
      patterns = [.llama3(.init(digits: 1, marksAreLetters: true))]
    case "seed-coder":
      patterns = [.llama3(.init(digits: 1, newlinesAfterSymbols: false))]
    case "tekken":
      patterns = [.cased(digits: 1, contractions: false)]
      keepsWholeWords = true
      addsBOS = true
    case "gpt-4o", "llama4", "kanana2", "minimax-m2":
      patterns = [.cased(digits: 3, contractions: true)]
    case "deepseek-llm":
      patterns = [
        Self.newlines,
        .isolated(Isolation(characters: .deepSeekLetters, takesBlank: true)),
        .isolated(Isolation(characters: .deepSeekPunctuation, takesBlank: true)),
        .blanksAtEnd,
        .isolated(Isolation(characters: .deepSeekScripts)),
        .isolated(Isolation(characters: .numbers)),
      ]
    case "deepseek-coder":
      patterns = [
        Self.newlines,
        .isolated(Isolation(characters: .letters, takesBlank: true)),
        .isolated(Isolation(characters: .punctuation, takesBlank: true)),
        .isolated(Isolation(characters: .deepSeekScripts)),
        Self.eachNumber,
      ]
    case "deepseek-v3", "hunyuan-dense", "joyai-llm":
      patterns = [
        Self.threeNumbers, .isolated(Isolation(characters: .hanAndKana)), .deepSeek3,
      ]
    default:
      return nil
    }
  }

  /// `[\r\n]`
  private static let newlines = WordPattern.isolated(
    Isolation(characters: .newlines, count: 1...1))
  /// `\p{N}`
  private static let eachNumber = WordPattern.isolated(
    Isolation(characters: .numbers, count: 1...1))
  /// `\p{N}{1,3}`
  private static let threeNumbers = WordPattern.isolated(
    Isolation(characters: .numbers, count: 1...3))
  /// `[0-9][0-9][0-9]`
  private static let threeDigits = WordPattern.isolated(
    Isolation(characters: .digits, count: 3...3))

  /// Calls `body` with the range of each word of `text`, which must be valid UTF-8, in order.
  func forEachWord(in text: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Void) {
    cut(0..<text.count, of: text, by: patterns[...], body)
  }

  private func cut(
    _ part: Range<Int>, of text: UnsafeRawBufferPointer, by patterns: ArraySlice<WordPattern>,
    _ body: (Range<Int>) -> Void
  ) {
    guard let pattern = patterns.first else { return body(part) }
    let classified = ClassifiedText(
      bytes: UnsafeRawBufferPointer(rebasing: text[..<part.upperBound]))
    var cursor = part.lowerBound
    while cursor < part.upperBound {
      let end = pattern.end(cursor, in: classified)
      cut(cursor..<end, of: text, by: patterns.dropFirst(), body)
      cursor = end
    }
  }
}
