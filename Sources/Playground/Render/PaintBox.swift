import Cells

/// Boxes over the panes.
extension Painter {
  /// Draws a box over the middle of the screen, as wide as `columns` and as high as its content
  /// where there is room; what is inside of it.
  ///
  /// - Parameter most: the rows its content may come to have: its top stays where it is meanwhile.
  mutating func paintBox(
    _ title: SafeText, columns wanted: Int, content: Int, most: Int? = nil
  ) -> Rect {
    let area = Rect.box(in: frame.size, columns: wanted, content: content, most: most)
    // Beside a box as wide as the screen, no slivers of what is under it.
    let isWide = frame.size.columns - area.columns < Self.sliver
    frame.fill(
      isWide
        ? Rect(column: 0, row: area.row, columns: frame.size.columns, rows: area.rows) : area,
      role: .background)
    let room = max(0, area.columns - 4)
    paintBorder(
      title.elidingEnd(to: room, widths: view.widths, sign: glyphs.ellipsis), area)
    return area.insideBox
  }

  /// Columns beside a box, on both sides together, that would show nothing to read.
  private static let sliver = 12

  /// Draws a box of the screen's width at its lower edge, above the hints, and leaves the rest as it
  /// is; what is inside of it.
  ///
  /// - Parameter most: the rows its content may come to have: its top stays where it is meanwhile.
  mutating func paintBottomBox(_ title: SafeText, content: Int, most: Int? = nil) -> Rect {
    let limit = max(3, frame.size.rows - 2)
    let rows = min(content + 2, limit)
    let room = max(rows, min((most ?? content) + 2, limit))
    let area = Rect(
      column: 0, row: max(1, frame.size.rows - 1 - room), columns: frame.size.columns, rows: rows)
    frame.fill(area, role: .background)
    paintBorder(title, area)
    return Rect(
      column: area.column + 2, row: area.row + 1, columns: max(0, area.columns - 4),
      rows: max(0, rows - 2))
  }

  /// A box has the keyboard, as a chosen pane has.
  mutating func paintBorder(_ title: SafeText, _ area: Rect, _ role: Role = .borderChosen) {
    let lines = glyphs.light
    let last = area.endColumn - 1
    for row in [area.row, area.endRow - 1] {
      drawLine(lines.horizontal, from: area.column, to: area.endColumn, row: row, role)
    }
    for row in area.row..<area.endRow {
      draw(lines.vertical, area.column, row, role)
      draw(lines.vertical, last, row, role)
    }
    draw(lines.topLeft, area.column, area.row, role)
    draw(lines.topRight, last, area.row, role)
    draw(lines.bottomLeft, area.column, area.endRow - 1, role)
    draw(lines.bottomRight, last, area.endRow - 1, role)
    draw(title, area.column + 2, area.row, .title)
  }

  /// Draws what was typed in a box's first row, with the caret behind it.
  mutating func paintFilter(_ text: String, in inner: Rect) {
    let prompt = draw("\(glyphs.composer) ", inner.column, inner.row, .prompt, clip: inner)
    let typed = draw(SafeText(text), prompt, inner.row, .text, clip: inner)
    frame.caret = Point(column: min(typed, inner.endColumn - 1), row: inner.row)
  }

  /// Draws those lines of a list that there is room for, the selected one among them: a sign before
  /// it, and at the box's lower edge that there are more.
  ///
  /// - Parameter line: draws one, from its index and row on.
  mutating func paintList(
    _ count: Int, selected: Int?, in list: Rect, inside inner: Rect,
    _ line: (inout Painter, _ index: Int, _ row: Int, _ isSelected: Bool) -> Void
  ) {
    guard list.rows > 0 else { return }
    let first = Self.firstLine(of: count, selected: selected, rows: list.rows)
    for index in first..<min(count, first + list.rows) {
      let row = list.row + index - first
      let isSelected = index == selected
      draw(isSelected ? glyphs.composer : " ", list.column, row, .hintKey, clip: list)
      line(&self, index, row, isSelected)
    }
    if count - first > list.rows { paintMore(below: inner) }
  }

  /// The first line of a list that is shown.
  static func firstLine(of count: Int, selected: Int?, rows: Int) -> Int {
    max(0, min((selected ?? 0) - rows / 2, count - rows))
  }

  /// Says at a box's lower edge that there is more below.
  mutating func paintMore(below inner: Rect) {
    let text: SafeText = " \(glyphs.more) "
    draw(text, inner.endColumn - width(text), inner.endRow, .hintKey)
  }
}

extension Rect {
  /// Where a box over the middle of a screen stands, border included.
  static func box(in size: Size, columns wanted: Int, content: Int, most: Int? = nil) -> Rect {
    let ground = max(1, size.rows - 2)
    let columns = min(size.columns, wanted)
    let rows = min(ground, content + 2)
    let room = max(rows, min(ground, (most ?? content) + 2))
    return Rect(
      column: (size.columns - columns) / 2, row: 1 + (ground - room) / 2, columns: columns,
      rows: rows)
  }

  /// What is inside of a box.
  var insideBox: Rect {
    Rect(column: column + 2, row: row + 1, columns: columns - 4, rows: max(0, rows - 2))
  }
}
