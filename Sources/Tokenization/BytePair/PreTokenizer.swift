/// Cuts text into the words inside which byte-level BPE merges.
///
/// The pattern is GPT-2's,
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// written out by hand: one pass, each code point read at most twice.
struct PreTokenizer {
  /// Whether each digit is cut off first and what stands between digits is then cut on its own, so
  /// that blanks before a digit count as blanks at the end of a text.
  let isolatesDigits: Bool

  /// The way of cutting that a file calls `name`, or nil for one that is not built in.
  init?(named name: String) {
    switch name {
    case "smollm": isolatesDigits = true
    case "gpt-2": isolatesDigits = false
    default: return nil
    }
  }

  /// Calls `body` with the range of each word of `text`, which must be valid UTF-8, in order.
  func forEachWord(in text: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Void) {
    var cursor = 0
    while cursor < text.count {
      let end = endOfWord(in: text, from: cursor)
      body(cursor..<end)
      cursor = end
    }
  }

  /// The end of the word that begins at `start`, which must be less than `text.count`.
  private func endOfWord(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard let first = character(in: text, at: start) else {
      return start + Self.scalar(in: text, at: start).length
    }
    if text[start] == UInt8(ascii: "'"), let end = endOfContraction(in: text, from: start) {
      return end
    }
    var cursor = start
    var run = first
    if text[start] == UInt8(ascii: " "), let next = character(in: text, at: start + 1) {
      cursor = start + 1
      run = next
    }
    guard run.class == .blank else {
      repeat {
        cursor += run.length
        guard let next = character(in: text, at: cursor), next.class == run.class else { break }
        run = next
      } while true
      return cursor
    }
    return endOfBlanks(in: text, from: start)
  }

  /// The end of `'s`, `'re` and the like.
  private func endOfContraction(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard start + 1 < text.count else { return nil }
    switch text[start + 1] {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
      return start + 2
    default:
      guard start + 2 < text.count else { return nil }
      switch (text[start + 1], text[start + 2]) {
      case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
        (UInt8(ascii: "l"), UInt8(ascii: "l")):
        return start + 3
      default:
        return nil
      }
    }
  }

  /// The end of a run of blanks; the last one is left to the word that follows, if one does.
  private func endOfBlanks(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
    var cursor = start
    var last = start
    while let next = character(in: text, at: cursor) {
      guard next.class == .blank else { return last > start ? last : cursor }
      last = cursor
      cursor += next.length
    }
    return cursor
  }

  /// The class and length of the character at `position`; nil where the text ends for the pattern:
  /// at its end, or at a digit if those are isolated.
  private func character(
    in text: UnsafeRawBufferPointer, at position: Int
  ) -> (class: CharacterClass, length: Int)? {
    guard position < text.count else { return nil }
    let (codePoint, length) = Self.scalar(in: text, at: position)
    let characterClass = CharacterClass(codePoint)
    return isolatesDigits && characterClass == .number ? nil : (characterClass, length)
  }

  /// Decodes the code point at `position` of valid UTF-8.
  private static func scalar(
    in text: UnsafeRawBufferPointer, at position: Int
  ) -> (codePoint: UInt32, length: Int) {
    let lead = text[position]
    if lead < 0x80 { return (UInt32(lead), 1) }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var codePoint = UInt32(lead) & (0x7F >> UInt32(length))
    for i in 1..<length { codePoint = codePoint << 6 | UInt32(text[position + i]) & 0x3F }
    return (codePoint, length)
  }
}
