import Cells
import SessionLog

/// All about one pane, over the panes.
extension Painter {
  mutating func paintDetails(from wanted: Int) {
    guard let pane = session.pane(view.chosen) ?? session.panes.first else { return }
    let columns = min(frame.size.columns, DetailsText.columns)
    let details = DetailsText(pane, of: session, view: view, columns: frame.size.columns)
    let name = pane.shownName.elidingMiddle(
      to: max(4, columns - 10), widths: view.widths, sign: glyphs.ellipsis)
    let inner = paintBox(
      " \(SafeText(String(pane.number))) \(name) ", columns: columns,
      content: details.lines.count)
    let first = DetailsText.first(wanted, lines: details.lines.count, rows: inner.rows)
    for (index, line) in details.lines.dropFirst(first).prefix(inner.rows).enumerated() {
      let row = inner.row + index
      switch line {
      case .heading(let text): draw(text, inner.column, row, .textStrong, clip: inner)
      case .entry(let name, let text, let role, let indent):
        draw(name, inner.column, row, .textDim, clip: inner)
        draw(text, inner.column + indent, row, role, clip: inner)
      case .plain(let text, let role): draw(text, inner.column, row, role, clip: inner)
      case .blank: break
      }
    }
    if details.lines.count - first > inner.rows { paintMore(below: inner) }
    frame.caret = Point(column: inner.endColumn + 1, row: inner.endRow)
  }
}
