/// A pattern that cuts a text into words: one step of a `PreTokenizer`.
///
/// Each is a regular expression of the models' authors written out by hand: one pass, which reads
/// each code point a fixed number of times. They follow llama.cpp where its reading of an
/// expression and the authors' differ, as ids are to be equal to its.
enum WordPattern {
  /// GPT-2's: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
  case gpt2
  /// Llama 3's, see `Llama3Words`.
  case llama3(Llama3Words.Kind)
  /// GPT-4o's and Tekken's, see `CasedWords`.
  case cased(digits: Int, contractions: Bool)
  /// DeepSeek V3's last, see `DeepSeekWords`.
  case deepSeek3
  /// What matches an expression stands alone, as does what is between matches.
  case isolated(Isolation)
  /// `\s+$`: the blanks at the end stand alone.
  case blanksAtEnd

  /// The end of the word of `text` that begins at `start`, which must be less than the number of
  /// bytes.
  func end(_ start: Int, in text: ClassifiedText) -> Int {
    switch self {
    case .gpt2: GPT2Words(text: text).end(start)
    case .llama3(let kind): Llama3Words(text: text, kind: kind).end(start)
    case .cased(let digits, let contractions):
      CasedWords(text: text, digits: digits, contractions: contractions).end(start)
    case .deepSeek3: DeepSeekWords(text: text).end(start)
    case .isolated(let isolation): isolation.end(start, in: text)
    case .blanksAtEnd: Self.startOfBlanksAtEnd(start, in: text)
    }
  }

  /// Where the blanks at the end of the text begin, or the end if there are none behind `start`.
  private static func startOfBlanksAtEnd(_ start: Int, in text: ClassifiedText) -> Int {
    var cursor = start
    var blanks: Int?
    while let next = text.character(cursor) {
      if next.class != .blank { blanks = nil } else if blanks == nil { blanks = cursor }
      cursor += next.length
    }
    guard let blanks, blanks > start else { return cursor }
    return blanks
  }
}

/// `WordPattern.gpt2`, one word at a time.
struct GPT2Words {
  let text: ClassifiedText

  func end(_ start: Int) -> Int {
    if let end = text.endOfContraction(from: start, ignoringCase: false) { return end }
    let word = text.holds(" ", at: start) ? start + 1 : start
    switch text.character(word)?.class {
    case .letter: return text.endOfRun(.letter, from: word)
    case .number: return text.endOfRun(.number, from: word)
    case .blank, nil: return text.endOfBlanks(from: start)
    default: return text.endOfSymbols(from: word)
    }
  }
}
