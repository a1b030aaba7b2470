import Cells

/// Boxes over the panes.
extension Painter {
  /// Draws a box in the middle of an empty screen, as wide as `columns` and as high as its content
  /// where there is room; what is inside of it.
  mutating func paintBox(_ title: SafeText, columns wanted: Int, content: Int) -> Rect {
    let ground = Rect(
      column: 0, row: 1, columns: frame.size.columns, rows: max(1, frame.size.rows - 2))
    frame.fill(ground, role: .background)
    let columns = min(frame.size.columns, wanted)
    let rows = min(ground.rows, content + 2)
    let area = Rect(
      column: (frame.size.columns - columns) / 2, row: ground.row + (ground.rows - rows) / 2,
      columns: columns, rows: rows)
    paintBorder(title, area)
    return Rect(
      column: area.column + 2, row: area.row + 1, columns: columns - 4, rows: max(0, rows - 2))
  }

  /// Draws a box of the screen's width at its lower edge, above the hints, and leaves the rest as it
  /// is; what is inside of it.
  mutating func paintBottomBox(_ title: SafeText, content: Int) -> Rect {
    let rows = min(content + 2, max(3, frame.size.rows - 2))
    let area = Rect(
      column: 0, row: max(1, frame.size.rows - 1 - rows), columns: frame.size.columns, rows: rows)
    frame.fill(area, role: .background)
    paintBorder(title, area)
    return Rect(
      column: area.column + 2, row: area.row + 1, columns: max(0, area.columns - 4),
      rows: max(0, rows - 2))
  }

  private mutating func paintBorder(_ title: SafeText, _ area: Rect) {
    let lines = glyphs.light
    let last = area.endColumn - 1
    for row in [area.row, area.endRow - 1] {
      drawLine(lines.horizontal, from: area.column, to: area.endColumn, row: row, .border)
    }
    for row in area.row..<area.endRow {
      draw(lines.vertical, area.column, row, .border)
      draw(lines.vertical, last, row, .border)
    }
    draw(lines.topLeft, area.column, area.row, .border)
    draw(lines.topRight, last, area.row, .border)
    draw(lines.bottomLeft, area.column, area.endRow - 1, .border)
    draw(lines.bottomRight, last, area.endRow - 1, .border)
    draw(title, area.column + 2, area.row, .title)
  }

  /// Says at a box's lower edge that there is more below.
  mutating func paintMore(below inner: Rect) {
    let text: SafeText = " \(glyphs.more) "
    draw(text, inner.endColumn - width(text), inner.endRow, .hintKey)
  }
}
