/// How byte-level BPE cuts text into words, inside which it merges.
///
/// Each pattern is a regular expression of the model's authors, written out by hand: one pass, in
/// which each code point is read a fixed number of times.
struct PreTokenizer {
  enum Pattern {
    /// GPT-2's:
    /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
    ///
    /// With isolated digits, each digit is cut off first, and what stands between digits is then
    /// cut on its own, so that blanks before a digit count as blanks at the end of a text.
    case gpt2(isolatesDigits: Bool)
    /// Llama 3's:
    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|`
    /// ` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
    ///
    /// with another number of digits in a word where `digits` says so.
    case llama3(digits: Int)
  }

  let pattern: Pattern
  /// Whether a word that is a token is not cut any further, whatever the merges make of it.
  var keepsWholeWords = false
  /// Whether a prompt begins with the BOS token if the file does not say.
  var addsBOS = false

  /// The way of cutting that a file calls `name`, or nil for one that is not built in.
  init?(named name: String) {
    switch name {
    case "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b":
      pattern = .gpt2(isolatesDigits: true)
    case "gpt-2", "phi-2", "mpt", "olmo", "trillion", "exaone4", "mellum":
      pattern = .gpt2(isolatesDigits: false)
    case "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "lfm2":
      pattern = .llama3(digits: 3)
      keepsWholeWords = true
      addsBOS = true
    case "qwen2", "deepseek-r1-qwen", "stablelm2", "hunyuan", "megrez":
      pattern = .llama3(digits: 1)
    default:
      return nil
    }
  }

  /// Calls `body` with the range of each word of `text`, which must be valid UTF-8, in order.
  func forEachWord(in text: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Void) {
    var cursor = 0
    while cursor < text.count {
      let end =
        switch pattern {
        case .gpt2(let isolatesDigits):
          GPT2Words(text: ClassifiedText(bytes: text, endsAtNumbers: isolatesDigits)).end(cursor)
        case .llama3(let digits):
          Llama3Words(text: ClassifiedText(bytes: text), digits: digits).end(cursor)
        }
      body(cursor..<end)
      cursor = end
    }
  }
}

/// The characters of valid UTF-8 with their classes.
struct ClassifiedText {
  let bytes: UnsafeRawBufferPointer
  /// Whether numbers look like the end of the text.
  var endsAtNumbers = false

  /// The class and length of the character at `position`, or nil at the end.
  func character(_ position: Int) -> (class: CharacterClass, length: Int)? {
    guard position < bytes.count else { return nil }
    let (codePoint, length) = scalar(position)
    let characterClass = CharacterClass(codePoint)
    return endsAtNumbers && characterClass == .number ? nil : (characterClass, length)
  }

  /// The code point at `position`, which must be less than the number of bytes.
  func scalar(_ position: Int) -> (codePoint: UInt32, length: Int) {
    let lead = bytes[position]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var codePoint = UInt32(lead) & (0x7F >> UInt32(length))
    for i in 1..<length { codePoint = codePoint << 6 | UInt32(bytes[position + i]) & 0x3F }
    return (codePoint, length)
  }

  func holds(_ character: Unicode.Scalar, at position: Int) -> Bool {
    position < bytes.count && UInt32(bytes[position]) == character.value
  }

  func holdsNewline(_ position: Int) -> Bool {
    holds("\n", at: position) || holds("\r", at: position)
  }

  /// The end of the run of characters of one class that begins at `start`.
  func endOfRun(_ characterClass: CharacterClass, from start: Int) -> Int {
    var cursor = start
    while let next = character(cursor), next.class == characterClass { cursor += next.length }
    return cursor
  }

  /// The end of a run of blanks; the last one is left to the word that follows, if one does.
  func endOfBlanks(from start: Int) -> Int {
    var cursor = start
    var last = start
    while let next = character(cursor) {
      guard next.class == .blank else { return last > start ? last : cursor }
      last = cursor
      cursor += next.length
    }
    return cursor
  }

  /// The end of `'s`, `'re` and the like, or nil if there is none at `start`.
  func endOfContraction(from start: Int, ignoringCase: Bool) -> Int? {
    guard holds("'", at: start) else { return nil }
    let caseBit: UInt8 = ignoringCase ? 0x20 : 0
    func letter(_ offset: Int) -> UInt8 {
      start + offset < bytes.count ? bytes[start + offset] | caseBit : 0
    }
    switch (letter(1), letter(2)) {
    case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _),
      (UInt8(ascii: "d"), _):
      return start + 2
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return start + 3
    default:
      return nil
    }
  }
}
