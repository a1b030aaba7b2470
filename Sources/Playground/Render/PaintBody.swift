import Cells
import SessionLog

/// A pane's conversation.
extension Painter {
  mutating func paintBody(_ pane: PaneState, _ place: PanePlace, cache: inout LayoutCache) {
    let area = place.body
    guard !area.isEmpty else { return }
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
    let hidden = body.count - first - area.rows
    if hidden > 0 { paintMore(hidden, place) }
  }

  /// Says that there is more below, in the lower border or over the last line.
  private mutating func paintMore(_ lines: Int, _ place: PanePlace) {
    let text: SafeText = " \(glyphs.more) "
    let row = place.hasBottomBorder ? place.rect.endRow - 1 : place.body.endRow - 1
    let column = place.rect.column + max(0, (place.rect.columns - width(text)) / 2)
    draw(text, column, row, .hintKey)
  }
}
