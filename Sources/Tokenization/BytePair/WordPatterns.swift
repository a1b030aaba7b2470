/// `PreTokenizer.Pattern.gpt2`, one word at a time.
struct GPT2Words {
  let text: ClassifiedText

  /// The end of the word that begins at `start`, which must be less than the number of bytes.
  func end(_ start: Int) -> Int {
    guard let first = text.character(start) else { return start + text.scalar(start).length }
    if let end = text.endOfContraction(from: start, ignoringCase: false) { return end }
    if text.holds(" ", at: start), let next = text.character(start + 1), next.class != .blank {
      return text.endOfRun(next.class, from: start + 1)
    }
    guard first.class == .blank else { return text.endOfRun(first.class, from: start) }
    return text.endOfBlanks(from: start)
  }
}

/// `PreTokenizer.Pattern.llama3`, one word at a time.
struct Llama3Words {
  let text: ClassifiedText
  /// The most digits in a word.
  let digits: Int

  /// The end of the word that begins at `start`, which must be less than the number of bytes.
  func end(_ start: Int) -> Int {
    if let end = text.endOfContraction(from: start, ignoringCase: true) { return end }
    guard let first = text.character(start) else { return text.bytes.count }
    switch first.class {
    case .letter:
      return text.endOfRun(.letter, from: start)
    case .number:
      return endOfDigits(from: start)
    case .blank, .other:
      let next = text.character(start + first.length)
      if next?.class == .letter, !text.holdsNewline(start) {
        return text.endOfRun(.letter, from: start + first.length)
      }
      if first.class == .other { return endOfOthers(from: start) }
      if next?.class == .other, text.holds(" ", at: start) { return endOfOthers(from: start + 1) }
      return endOfLines(from: start) ?? text.endOfBlanks(from: start)
    }
  }

  private func endOfDigits(from start: Int) -> Int {
    var cursor = start
    for _ in 0..<digits {
      guard let next = text.character(cursor), next.class == .number else { break }
      cursor += next.length
    }
    return cursor
  }

  /// The end of a run of characters of no class and the line ends after it.
  private func endOfOthers(from start: Int) -> Int {
    var cursor = text.endOfRun(.other, from: start)
    while text.holdsNewline(cursor) { cursor += 1 }
    return cursor
  }

  /// The end of the last line that ends in a run of blanks, if one does.
  private func endOfLines(from start: Int) -> Int? {
    var cursor = start
    var end: Int?
    while let next = text.character(cursor), next.class == .blank {
      if text.holdsNewline(cursor) { end = cursor + 1 }
      cursor += next.length
    }
    return end
  }
}
