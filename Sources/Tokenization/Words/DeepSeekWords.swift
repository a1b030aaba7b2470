/// DeepSeek V3's last pattern, one word at a time:
///
///     [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|
///      ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
///
/// What it does not match, such as controls, stays together up to where it matches again.
struct DeepSeekWords {
  let text: ClassifiedText

  func end(_ start: Int) -> Int {
    var cursor = start
    while let next = text.character(cursor) {
      if let end = match(cursor, next) { return cursor > start ? cursor : end }
      cursor += next.length
    }
    return cursor
  }

  /// The end of the match that begins with a character, or nil if none does.
  private func match(_ start: Int, _ first: ClassifiedText.Character) -> Int? {
    let second = start + first.length
    let next = text.character(second)
    switch first.class {
    case .letter, .mark:
      return text.endOfRun(from: start, isLetter)
    case .punctuation, .symbol:
      if first.codePoint < 0x80, let next, isASCIILetter(next) {
        return text.endOfRun(from: second, isASCIILetter)
      }
      return endOfSymbols(from: start)
    case .blank, .number, .other:
      if let next, isLetter(next), !text.holdsNewline(start) {
        return text.endOfRun(from: second, isLetter)
      }
      guard first.class == .blank else { return nil }
      if let next, isSymbol(next), text.holds(" ", at: start) { return endOfSymbols(from: second) }
      return text.endOfBlanksByLines(from: start)
    }
  }

  private func isLetter(_ character: ClassifiedText.Character) -> Bool {
    character.class == .letter || character.class == .mark
  }

  private func isSymbol(_ character: ClassifiedText.Character) -> Bool {
    character.class == .punctuation || character.class == .symbol
  }

  private func isASCIILetter(_ character: ClassifiedText.Character) -> Bool {
    character.codePoint < 0x80 && character.class == .letter
  }

  private func endOfSymbols(from start: Int) -> Int {
    text.endOfNewlines(from: text.endOfRun(from: start, isSymbol))
  }
}
