/// Llama 3's pattern and its relatives, one word at a time:
///
///     (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|
///      ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
struct Llama3Words {
  /// In what one of the family differs.
  struct Kind {
    /// The most digits in a word.
    var digits: Int
    /// Qwen 3.5: whether marks count as letters, `[\p{L}\p{M}]+`.
    var marksAreLetters = false
    /// Whether line ends stay with the symbols before them.
    var newlinesAfterSymbols = true
  }

  let text: ClassifiedText
  let kind: Kind

  func end(_ start: Int) -> Int {
    if let end = text.endOfContraction(from: start, ignoringCase: true) { return end }
    guard let first = text.character(start) else { return text.bytes.count }
    if isLetter(first) { return text.endOfRun(from: start, isLetter) }
    if first.class == .number {
      return text.endOfRun(from: start, limit: kind.digits) { $0.class == .number }
    }
    let second = start + first.length
    let next = text.character(second)
    if let next, isLetter(next), !text.holdsNewline(start) {
      return text.endOfRun(from: second, isLetter)
    }
    if isSymbol(first) { return endOfSymbols(from: start) }
    if let next, isSymbol(next), text.holds(" ", at: start) { return endOfSymbols(from: second) }
    return text.endOfBlanksByLines(from: start)
  }

  private func isLetter(_ character: ClassifiedText.Character) -> Bool {
    character.class == .letter || (kind.marksAreLetters && character.class == .mark)
  }

  private func isSymbol(_ character: ClassifiedText.Character) -> Bool {
    character.class.isNeitherWordNorBlank && !isLetter(character)
  }

  private func endOfSymbols(from start: Int) -> Int {
    let end = text.endOfRun(from: start, isSymbol)
    return kind.newlinesAfterSymbols ? text.endOfNewlines(from: end) : end
  }
}
