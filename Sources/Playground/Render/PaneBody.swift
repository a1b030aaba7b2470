import Cells
import GenerationAPI
import SessionLog

/// A pane's conversation as lines of a width.
struct PaneBody {
  struct Segment {
    var turn: Int
    var part: BodyPart
    var lines: [WrappedLine]
    var role: Role
    /// Stands before each line.
    var gutter: SafeText = ""
    /// A blank line precedes it.
    var hasGap = false
    /// The answer is being written: a caret stands at its end.
    var isOpen = false

    var count: Int { lines.count + (hasGap ? 1 : 0) }
  }

  /// One line to draw; nil lines are blank.
  struct Line {
    var segment: Segment
    var text: WrappedLine
    var isLast: Bool
  }

  private(set) var segments: [Segment] = []
  private(set) var count = 0

  init(
    _ pane: PaneState, width: Int, isCompact: Bool, view: ViewState, cache: inout LayoutCache
  ) {
    let glyphs = view.glyphs
    let gutterWidth = view.widths.of(glyphs.promptBar)
    for (index, turn) in pane.turns.enumerated() {
      if pane.isBase, index > 0, index + 1 == pane.turns.count {
        append(
          Segment(
            turn: pane.turns[index - 1].number, part: .note,
            lines: wrap(ContextNote.afresh, width: width, widths: view.widths), role: .textDim,
            hasGap: !isCompact))
      }
      func key(_ part: BodyPart, _ width: Int) -> LayoutCache.Key {
        LayoutCache.Key(
          pane: pane.number, turn: turn.number, part: part, width: max(1, width),
          widths: view.widths)
      }
      append(
        Segment(
          turn: turn.number, part: .prompt,
          lines: cache.lines(
            of: turn.prompt, from: 0, key: key(.prompt, width - gutterWidth)),
          role: .prompt, gutter: glyphs.promptBar, hasGap: !segments.isEmpty))
      let isRunning = turn.result == nil && pane.activity == .answering
      // A column stays free for the caret.
      let text = turn.shownAnswer
      let answer = cache.lines(
        of: text, from: text.leadingBlankBytes, key: key(.answer, width - 1))
      append(
        Segment(
          turn: turn.number, part: .answer,
          lines: isRunning ? answer : answer.droppingBlankEnd, role: .text,
          hasGap: !isCompact, isOpen: isRunning))
      if let mark = TurnMark.text(of: turn, in: pane, glyphs) {
        append(
          Segment(
            turn: turn.number, part: .author,
            lines: wrap(mark, width: width, widths: view.widths), role: .textDim))
      }
      if index + 1 < pane.turns.count, let mark = ContextNote.mark(of: turn, in: pane, view) {
        append(
          Segment(
            turn: turn.number, part: .note,
            lines: wrap(mark.text, width: width, widths: view.widths), role: mark.role))
      }
    }
    let notes = PaneNote.lines(of: pane, view: view)
    for (index, note) in notes.enumerated() {
      append(
        Segment(
          turn: pane.turns.last?.number ?? 0, part: .note,
          lines: wrap(note.text, width: width, widths: view.widths), role: note.role,
          hasGap: index == 0 && !isCompact && !segments.isEmpty))
    }
  }

  private mutating func append(_ segment: Segment) {
    guard !segment.lines.isEmpty else { return }
    segments.append(segment)
    count += segment.count
  }

  /// Lines from one on, at most so many; nil for a blank one.
  func lines(from first: Int, count: Int) -> [Line?] {
    var lines: [Line?] = []
    var start = 0
    for segment in segments {
      defer { start += segment.count }
      guard start + segment.count > first else { continue }
      if segment.hasGap, start >= first { lines.append(nil) }
      let offset = segment.hasGap ? 1 : 0
      let begin = max(0, first - start - offset)
      for index in begin..<max(begin, segment.lines.count) {
        if lines.count >= count { return lines }
        lines.append(
          Line(
            segment: segment, text: segment.lines[index],
            isLast: index + 1 == segment.lines.count))
      }
      if lines.count >= count { return Array(lines.prefix(count)) }
    }
    return lines
  }

  /// The line in the first row: what was scrolled to, else the last page.
  func first(for anchor: ScrollAnchor?, height: Int) -> Int {
    let last = max(0, count - height)
    guard let anchor else { return last }
    return min(last, index(of: anchor))
  }

  /// The place of a line.
  func anchor(at index: Int) -> ScrollAnchor? {
    var start = 0
    for segment in segments {
      defer { start += segment.count }
      guard index < start + segment.count else { continue }
      if segment.hasGap, index == start {
        return ScrollAnchor(turn: segment.turn, part: segment.part, offset: -1)
      }
      let line = segment.lines[index - start - (segment.hasGap ? 1 : 0)]
      return ScrollAnchor(turn: segment.turn, part: segment.part, offset: line.start)
    }
    return nil
  }

  private func index(of anchor: ScrollAnchor) -> Int {
    var start = 0
    for segment in segments {
      defer { start += segment.count }
      if (segment.turn, segment.part) < (anchor.turn, anchor.part) { continue }
      if segment.turn != anchor.turn || segment.part != anchor.part || anchor.offset < 0 {
        return start
      }
      let line = segment.lines.lastIndex { $0.start <= anchor.offset } ?? 0
      return start + (segment.hasGap ? 1 : 0) + line
    }
    return max(0, count - 1)
  }
}

extension String {
  /// Bytes of blank lines at the start, and of the blank a base model begins its text with.
  fileprivate var leadingBlankBytes: Int {
    var bytes = 0
    var lineStart = 0
    for byte in utf8 {
      guard byte == 0x20 || byte == 0x0A else { break }
      bytes += 1
      if byte == 0x0A { lineStart = bytes }
    }
    return bytes - lineStart == 1 ? bytes : lineStart
  }
}

extension [WrappedLine] {
  /// Without blank lines at the end.
  fileprivate var droppingBlankEnd: [WrappedLine] {
    var lines = self
    while let last = lines.last, last.text.isEmpty { lines.removeLast() }
    return lines
  }
}
