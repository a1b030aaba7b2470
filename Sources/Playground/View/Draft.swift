/// The prompt being written: its lines and the caret.
public struct Draft: Sendable, Equatable {
  /// Lines of grapheme clusters; at least one.
  private(set) var lines: [[Character]] = [[]]
  /// The caret's line.
  private(set) var row = 0
  /// Clusters before the caret in its line.
  private(set) var column = 0
  /// UTF-8 bytes, newlines included.
  public private(set) var byteCount = 0
  /// An example that nobody has touched: typing replaces it.
  public private(set) var isExample = false

  /// The most bytes a draft holds.
  public static let byteLimit = 1 << 20

  public init(_ text: String = "", isExample: Bool = false) {
    insert(text)
    self.isExample = isExample
  }

  public var isEmpty: Bool { lines.count == 1 && lines[0].isEmpty }
  /// Nothing that the user wrote: an example counts as nothing, but can be sent.
  var isUntouched: Bool { isEmpty || isExample }
  public var text: String { lines.map { String($0) }.joined(separator: "\n") }
  /// Nothing but blanks.
  var isBlank: Bool { lines.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
  var characterBeforeCaret: Character? { column > 0 ? lines[row][column - 1] : nil }
  var line: [Character] { lines[row] }

  /// Takes an example for one's own, as any key but a letter does.
  mutating func adopt() { isExample = false }

  /// Inserts text at the caret and says whether all of it fitted. Line ends become newlines,
  /// other control characters but the tab their visible marks: what is seen is what is sent.
  @discardableResult
  mutating func insert(_ text: String) -> Bool {
    if isExample { self = Draft() }
    var fits = true
    var added: [[Character]] = [[]]
    for character in text {
      if character == "\n" || character == "\r\n" || character == "\r" {
        if byteCount + 1 > Self.byteLimit {
          fits = false
          break
        }
        added.append([])
        byteCount += 1
        continue
      }
      for piece in Self.pieces(of: Self.visible(character)) where fits {
        if byteCount + piece.utf8.count > Self.byteLimit {
          fits = false
        } else {
          added[added.count - 1].append(piece)
          byteCount += piece.utf8.count
        }
      }
      if !fits { break }
    }
    splice(added)
    return fits
  }

  /// Joins new lines with what stands before and behind the caret. Letters that form one cluster
  /// with their neighbour, as Hangul's do, are merged with it.
  private mutating func splice(_ added: [[Character]]) {
    let rest = Array(lines[row][column...])
    lines[row].removeSubrange(column...)
    for (index, line) in added.enumerated() {
      if index > 0 {
        row += 1
        lines.insert([], at: row)
      }
      append(line)
    }
    column = lines[row].count
    append(rest)
    column = min(column, lines[row].count)
  }

  private mutating func append(_ characters: [Character]) {
    guard let first = characters.first else { return }
    if let last = lines[row].last {
      let joined = String(last) + String(first)
      if joined.count == 1, joined.unicodeScalars.count <= Self.scalarLimit {
        lines[row][lines[row].count - 1] = Character(joined)
        lines[row] += characters.dropFirst()
        return
      }
    }
    lines[row] += characters
  }

  /// The most scalars of one character; what a longer one has more is the next.
  private static let scalarLimit = 32

  private static func pieces(of character: Character) -> [Character] {
    let text = String(character)
    let scalars = text.unicodeScalars
    guard text.utf8.count > scalarLimit, scalars.count > scalarLimit else { return [character] }
    var pieces: [Character] = []
    var start = text.startIndex
    while start < text.endIndex {
      let end =
        scalars.index(start, offsetBy: scalarLimit, limitedBy: text.endIndex) ?? text.endIndex
      // A part of a cluster need not be one by itself; a part of a text, without a copy, would
      // look for its cluster's beginning each time.
      pieces += Array(String(scalars[start..<end]))
      start = end
    }
    return pieces
  }

  private static func visible(_ character: Character) -> Character {
    guard let scalar = character.unicodeScalars.first, character != "\t" else { return character }
    switch scalar.value {
    case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value).map { Character($0) } ?? "?"
    case 0x7F: return "\u{2421}"
    case 0x80..<0xA0: return "\u{FFFD}"
    default: return character
    }
  }

  // MARK: Moving

  mutating func place(row newRow: Int, column newColumn: Int) {
    row = min(max(0, newRow), lines.count - 1)
    column = min(max(0, newColumn), lines[row].count)
  }

  mutating func moveLeft() {
    if column > 0 {
      column -= 1
    } else if row > 0 {
      row -= 1
      column = lines[row].count
    }
  }

  mutating func moveRight() {
    if column < lines[row].count {
      column += 1
    } else if row + 1 < lines.count {
      row += 1
      column = 0
    }
  }

  mutating func moveToLineStart() { column = 0 }
  mutating func moveToLineEnd() { column = lines[row].count }

  mutating func moveToEnd() {
    row = lines.count - 1
    column = lines[row].count
  }

  mutating func moveWordBack() {
    if column == 0 { return moveLeft() }
    column = wordStart
  }

  mutating func moveWordForward() {
    if column == lines[row].count { return moveRight() }
    column = wordEnd
  }

  /// Where the word before the caret begins.
  private var wordStart: Int {
    var index = column
    while index > 0, !lines[row][index - 1].isWordPart { index -= 1 }
    while index > 0, lines[row][index - 1].isWordPart { index -= 1 }
    return index
  }

  /// Where the word after the caret ends.
  private var wordEnd: Int {
    var index = column
    while index < lines[row].count, !lines[row][index].isWordPart { index += 1 }
    while index < lines[row].count, lines[row][index].isWordPart { index += 1 }
    return index
  }

  // MARK: Deleting, each returning what it took

  @discardableResult
  mutating func deleteBack() -> String {
    if column > 0 { return remove(from: column - 1, to: column) }
    guard row > 0 else { return "" }
    moveLeft()
    return joinNext()
  }

  @discardableResult
  mutating func deleteForward() -> String {
    column < lines[row].count ? remove(from: column, to: column + 1) : joinNext()
  }

  /// To the line's end, or the newline where there is nothing left.
  mutating func killToLineEnd() -> String {
    column < lines[row].count ? remove(from: column, to: lines[row].count) : joinNext()
  }

  mutating func killToLineStart() -> String {
    column > 0 ? remove(from: 0, to: column) : deleteBack()
  }

  /// Back to the last blank, as the terminal's own line editing does.
  mutating func killWordBack() -> String {
    guard column > 0 else { return deleteBack() }
    var index = column
    while index > 0, lines[row][index - 1].isWhitespace { index -= 1 }
    while index > 0, !lines[row][index - 1].isWhitespace { index -= 1 }
    return remove(from: index, to: column)
  }

  mutating func killWordForward() -> String {
    column < lines[row].count ? remove(from: column, to: wordEnd) : joinNext()
  }

  /// What an editing key does within the text.
  ///
  /// - Parameter killed: what was cut last.
  /// - Returns: what it cut, to be kept; nil where it is no such key.
  mutating func edit(_ action: Action, killed: String) -> String? {
    switch action {
    case .caretLeft: moveLeft()
    case .caretRight: moveRight()
    case .lineStart: moveToLineStart()
    case .lineEnd: moveToLineEnd()
    case .wordBack: moveWordBack()
    case .wordForward: moveWordForward()
    case .deleteBack: deleteBack()
    case .deleteForward: deleteForward()
    case .killToLineEnd: return killToLineEnd()
    case .killToLineStart: return killToLineStart()
    case .killWordBack: return killWordBack()
    case .killWordForward: return killWordForward()
    case .yank: insert(killed)
    default: return nil
    }
    return ""
  }

  private mutating func remove(from start: Int, to end: Int) -> String {
    let removed = String(lines[row][start..<end])
    lines[row].removeSubrange(start..<end)
    column = start
    byteCount -= removed.utf8.count
    return removed
  }

  private mutating func joinNext() -> String {
    guard row + 1 < lines.count else { return "" }
    let next = lines.remove(at: row + 1)
    column = lines[row].count
    append(next)
    column = min(column, lines[row].count)
    byteCount -= 1
    return "\n"
  }
}

extension Character {
  fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
