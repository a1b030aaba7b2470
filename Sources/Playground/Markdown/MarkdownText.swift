import Cells

/// An answer laid out as Markdown in lines of a width, which can grow at its end without being
/// laid out anew.
///
/// Every line of the source stands for itself, line breaks stay where they are, and what stands
/// above a line never depends on what follows it. Only a table is taken as a whole, with its
/// beginning: the line above its `|---|`. So a token that arrives costs the line it ends, or its
/// table, which is closed after `Table.byteLimit`.
struct MarkdownText: Sendable {
  let width: Int
  let look: MarkdownLook
  private(set) var lines: [WrappedLine] = []
  /// UTF-8 code units that were laid out so far, those that were laid out again included.
  private(set) var work = 0

  private var source = ""
  private var offset = 0
  private var isOpen = false
  /// What can still change, and all after it.
  private var pending = Pending()

  private struct Pending {
    var start = 0
    var lines = 0
    var state = State()
  }

  /// What a line's meaning depends on besides its own text.
  struct State: Sendable {
    var fence: Fence?
    var highlighter = CodeHighlighter(nil)
    /// Blocks of code so far.
    var blocks = 0
    var isInList = false
    /// Four blanks may begin code.
    var isAfterBlank = true
    /// In the midst of a long line.
    var isInsideLine = false
    /// How many bytes of it stand before.
    var lineOffset = 0
    /// How it goes on, where that is not as it is written.
    var margin: Margin?
  }

  /// What the lines of a paragraph have in common.
  struct Margin: Sendable {
    /// Stands before each.
    var indent: WrappedLine
    var style: TextStyle
  }

  /// A longer line is laid out in pieces, so that a line without an end costs no more than its
  /// length.
  static let lineLimit = 4096

  init(width: Int, look: MarkdownLook) {
    self.width = max(1, width)
    self.look = look
  }

  /// Lays out a text from an offset in UTF-8 code units on. While it is open, emphasis and code
  /// that have no end yet are shown as if it had come.
  mutating func update(_ text: String, from offset: Int = 0, isOpen: Bool = false) {
    if offset == self.offset, !lines.isEmpty, text.extends(source) {
      if text.utf8.count == source.utf8.count, isOpen == self.isOpen { return }
    } else {
      pending = Pending(start: offset)
    }
    lines.removeSubrange(min(pending.lines, lines.count)...)
    var state = pending.state
    var position = pending.start
    source = text
    self.offset = offset
    self.isOpen = isOpen
    work += text.utf8.count - position
    let bytes = Array(text.utf8.dropFirst(position))
    let base = position
    var isSettled = true
    while true {
      if isSettled { pending = Pending(start: position, lines: lines.count, state: state) }
      let before = state
      var block = MarkdownBlock(
        bytes: bytes, start: position - base, base: base, width: width, look: look,
        isOpen: isOpen)
      let next = block.layOut(&state, into: &lines)
      if block.mayChange { isSettled = false }
      guard let next else {
        if isSettled, let margin = block.margin { settle(before, state, margin) }
        break
      }
      position = base + next
    }
  }

  /// Of a long line that is still written and has no marks, only the last lines can change, the last
  /// but one by what joins its last cluster.
  private mutating func settle(_ before: State, _ after: State, _ margin: Margin) {
    let kept = lines.count - 2
    guard kept > pending.lines, !lines[kept].isInsideCharacter else { return }
    let start = lines[kept].start
    let lineOffset = before.lineOffset + start - pending.start
    // Further on, where the line is cut depends on what stands before.
    guard start > pending.start, lineOffset < Self.lineLimit - 1024 else { return }
    var state = after
    state.isInsideLine = true
    state.lineOffset = lineOffset
    state.margin = margin
    pending = Pending(start: start, lines: kept, state: state)
  }
}

/// What Markdown is drawn with.
struct MarkdownLook: Sendable, Hashable {
  var isASCII = false
  var widths = DisplayWidth()

  private var isPlain: Bool { isASCII || widths.ambiguousIsWide }
  private var glyphs: Glyphs { isASCII ? .ascii : isPlain ? .wide : .narrow }

  /// Nil to leave a list's sign as it is written.
  var bullet: String? { isPlain ? nil : "•" }
  var innerBullet: String? { isPlain ? nil : "◦" }
  var openTask: String { isASCII ? "[ ]" : "☐" }
  var doneTask: String { isASCII ? "[x]" : "☑" }
  var quote: SafeText { isPlain ? ": " : "┃ " }
  var code: SafeText { isPlain ? "| " : "│ " }
  var codeStart: SafeText { isPlain ? "+ " : "╭ " }
  var wrapped: SafeText { isASCII ? "\\ " : "↳ " }
  var rule: SafeText { isPlain ? "-" : "─" }
  var cross: SafeText { isPlain ? "-+-" : "─┼─" }
  var column: SafeText { isPlain ? " | " : " │ " }
}
