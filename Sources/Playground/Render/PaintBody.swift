import Cells
import SessionLog

/// What a pane does not show.
struct HiddenLines: Equatable {
  /// Lines below, as far as they are counted.
  var count = 0
  /// Text came since the pane was scrolled away from its end.
  var isNew = false

  /// `↓ 34 more, new text`; nil where nothing is hidden.
  func text(_ glyphs: Glyphs) -> String? {
    guard count > 0 else { return nil }
    let number = count < PaneBody.countLimit ? "\(count)" : "\(count)+"
    return "\(glyphs.down) \(number) more" + (isNew ? ", new text" : "")
  }
}

/// A pane's conversation.
extension Painter {
  /// Draws what fits and returns what is hidden below.
  mutating func paintBody(
    _ pane: PaneState, _ place: PanePlace, cache: inout LayoutCache
  ) -> HiddenLines {
    let area = place.body
    guard !area.isEmpty else { return HiddenLines() }
    let matches = cache.matches(in: pane, view)
    var body = PaneBody(pane, place, view: view)
    let first = body.first(for: view.scrolled[pane.number], height: area.rows, &cache)
    for (index, line) in body.lines(from: first, count: area.rows, &cache).enumerated() {
      guard let line else { continue }
      let row = area.row + index
      var column = area.column
      if !line.segment.gutter.isEmpty {
        let isPicked = view.picked[pane.number] == line.segment.turn
        column = draw(
          line.segment.gutter, column, row, isPicked ? .hintKey : line.segment.role,
          isPicked ? .reverse : [], clip: area)
      }
      let start = column
      column = frame.draw(
        line.text, at: Point(column: column, row: row), role: line.segment.role, clip: area)
      if line.segment.isOpen, line.isLast { draw(glyphs.caret, column, row, .stateRun, clip: area) }
      highlight(
        matches.inPart(line.segment.part, ofTurn: line.segment.turn), in: line.text, pane,
        column: start, row: row, clip: area)
    }
    let end = body.moved(first, by: area.rows, &cache)
    let left = view.left[pane.number]
    return HiddenLines(
      count: body.count(from: end, &cache), isNew: left != nil && left != pane.textEnd)
  }

  /// Marks what was looked for; what was gone to last stands out from the rest.
  private mutating func highlight(
    _ matches: ArraySlice<SearchMatch>, in line: WrappedLine, _ pane: PaneState, column: Int,
    row: Int, clip: Rect
  ) {
    guard !matches.isEmpty, let source = line.source else { return }
    let first = matches.startIndex + matches.partition { $0.range.upperBound > source.lowerBound }
    for match in matches[first...] {
      if match.range.lowerBound >= source.upperBound { break }
      let isCurrent = view.search?.current == .init(pane: pane.number, match: match)
      for cells in line.columns(of: match.range, widths: view.widths) {
        let rect = Rect(column: column + cells.lowerBound, row: row, columns: cells.count, rows: 1)
          .intersection(clip)
        frame.set(isCurrent ? .selection : .match, in: rect)
      }
    }
  }
}

extension PaneState {
  /// How far its text has come.
  var textEnd: TextEnd? {
    turns.last.map { TextEnd(turn: $0.number, count: $0.shownAnswer.utf8.count) }
  }
}
