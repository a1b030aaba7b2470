/// GPT-4o's pattern, which also cuts before a capital letter, one word at a time:
///
///     [^\r\n\p{L}\p{N}]?U*L+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
///     [^\r\n\p{L}\p{N}]?U+L*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
///     \p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
///
/// For the authors U is `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]` and L `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`. For
/// llama.cpp, and here, U is every letter but `a` to `z`, and L every letter but `A` to `Z`: it
/// does not cut "ДомДом", and marks are no letters. Tekken has no contractions, and one digit.
struct CasedWords {
  let text: ClassifiedText
  /// The most digits in a word.
  let digits: Int
  let contractions: Bool

  func end(_ start: Int) -> Int {
    guard let first = text.character(start) else { return text.bytes.count }
    if first.class == .letter { return endOfLetters(from: start) }
    if first.class == .number {
      return text.endOfRun(from: start, limit: digits) { $0.class == .number }
    }
    let second = start + first.length
    let next = text.character(second)?.class
    if next == .letter, !text.holdsNewline(start) { return endOfLetters(from: second) }
    if first.class.isNeitherWordNorBlank { return endOfSymbols(from: start) }
    if let next, next.isNeitherWordNorBlank, text.holds(" ", at: start) {
      return endOfSymbols(from: second)
    }
    return text.endOfBlanksByLines(from: start)
  }

  /// `U*L+|U+L*` and a contraction, from a letter on.
  private func endOfLetters(from start: Int) -> Int {
    var cursor = start
    // The end of the last letter so far that is of both kinds: U* gives back what follows it.
    var endOfBoth: Int?
    while let next = text.character(cursor), next.isUpper {
      cursor += next.length
      if next.isLower { endOfBoth = cursor }
    }
    let lower = text.endOfRun(from: cursor) { $0.isLower }
    let end = lower > cursor ? lower : endOfBoth ?? cursor
    guard contractions else { return end }
    return text.endOfContraction(from: end, ignoringCase: true) ?? end
  }

  private func endOfSymbols(from start: Int) -> Int {
    text.endOfNewlines(from: text.endOfSymbols(from: start), slashes: true)
  }
}
