/// The characters of valid UTF-8 with their classes.
///
/// Patterns look ahead no further than to the end of `bytes`, which may be that of a part of a text.
struct ClassifiedText {
  let bytes: UnsafeRawBufferPointer

  struct Character {
    var codePoint: UInt32
    /// In bytes.
    var length: Int
    var `class`: CharacterClass

    /// Whether it is `\p{L}` but none of `a` to `z`.
    var isUpper: Bool { self.class == .letter && !(0x61...0x7A).contains(codePoint) }
    /// Whether it is `\p{L}` but none of `A` to `Z`.
    var isLower: Bool { self.class == .letter && !(0x41...0x5A).contains(codePoint) }
  }

  /// The character that begins at `position`, or nil at the end.
  func character(_ position: Int) -> Character? {
    guard position < bytes.count else { return nil }
    let lead = bytes[position]
    if lead < 0x80 {
      let codePoint = UInt32(lead)
      return Character(codePoint: codePoint, length: 1, class: CharacterClass(codePoint))
    }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var codePoint = UInt32(lead) & (0x7F >> UInt32(length))
    for i in 1..<length { codePoint = codePoint << 6 | UInt32(bytes[position + i]) & 0x3F }
    return Character(codePoint: codePoint, length: length, class: CharacterClass(codePoint))
  }

  func holds(_ character: Unicode.Scalar, at position: Int) -> Bool {
    position < bytes.count && UInt32(bytes[position]) == character.value
  }

  func holdsNewline(_ position: Int) -> Bool {
    holds("\n", at: position) || holds("\r", at: position)
  }

  /// The end of the run of at most `limit` characters from `start` on that are as asked for.
  func endOfRun(
    from start: Int, limit: Int = .max, _ isPart: (Character) -> Bool
  ) -> Int {
    var cursor = start
    var count = 0
    while count < limit, let next = character(cursor), isPart(next) {
      cursor += next.length
      count += 1
    }
    return cursor
  }

  func endOfRun(_ characterClass: CharacterClass, from start: Int) -> Int {
    endOfRun(from: start) { $0.class == characterClass }
  }

  /// The end of `[^\s\p{L}\p{N}]*`.
  func endOfSymbols(from start: Int) -> Int {
    endOfRun(from: start) { $0.class.isNeitherWordNorBlank }
  }

  /// The end of `[\r\n]*`, with slashes `[\r\n/]*`.
  func endOfNewlines(from start: Int, slashes: Bool = false) -> Int {
    var cursor = start
    while holdsNewline(cursor) || (slashes && holds("/", at: cursor)) { cursor += 1 }
    return cursor
  }

  /// The end of the blank that begins at `start` as `\s*[\r\n]+|\s+(?!\S)|\s+` has it: of the last
  /// line that ends in the run, else of the run, which leaves its last one to what follows.
  func endOfBlanksByLines(from start: Int) -> Int {
    var cursor = start
    var last = start
    var endOfLine: Int?
    while let next = character(cursor), next.class == .blank {
      if holdsNewline(cursor) { endOfLine = cursor + 1 }
      last = cursor
      cursor += next.length
    }
    return endOfLine ?? (cursor < bytes.count && last > start ? last : cursor)
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
