import Cells
import SessionLog

/// A pane's conversation.
extension Painter {
  /// Draws what fits and returns how many lines are hidden below.
  mutating func paintBody(
    _ pane: PaneState, _ place: PanePlace, cache: inout LayoutCache
  ) -> Int {
    let area = place.body
    guard !area.isEmpty else { return 0 }
    let body = PaneBody(
      pane, width: area.columns, isCompact: place.isCompact, view: view, cache: &cache)
    let first = body.first(for: view.scrolled[pane.number], height: area.rows)
    for (index, line) in body.lines(from: first, count: area.rows).enumerated() {
      guard let line else { continue }
      let row = area.row + index
      var column = area.column
      if !line.segment.gutter.isEmpty {
        column = draw(line.segment.gutter, column, row, line.segment.role, clip: area)
      }
      column = draw(line.text.text, column, row, line.segment.role, clip: area)
      if line.segment.isOpen, line.isLast { draw(glyphs.caret, column, row, .stateRun, clip: area) }
    }
    return max(0, body.count - first - area.rows)
  }
}
