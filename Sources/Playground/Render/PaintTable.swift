import Cells
import SessionLog

/// The table across panes: over them, or below.
extension Painter {
  /// Over the panes.
  mutating func paintTable() {
    let table = PaneTable(session, view)
    let room = frame.size.columns - 4
    let layout = TableLayout(
      table, columns: room, isASCII: glyphs.isASCII, widths: view.widths)
    let title: SafeText = " table: \(SafeText(table.title)) "
    let note = SafeText(table.note ?? "")
    let columns = max(layout.columns, width(title) + 2, width(note) + 4)
    let inner = paintBox(
      title.elidingEnd(to: max(0, room), widths: view.widths, sign: glyphs.ellipsis),
      columns: min(frame.size.columns, columns + 4), content: table.rows.count + 1)
    guard inner.rows > 0 else { return }
    let hidden = paintTable(table, layout, in: inner, hasKeyboard: true)
    if !note.isEmpty {
      let room = inner.columns - 4 - (hidden ? 9 : 0)
      let text = note.elidingEnd(to: max(0, room), widths: view.widths, sign: glyphs.ellipsis)
      draw(" \(text) ", inner.column, inner.endRow, .status)
    }
    if hidden { paintMore(below: inner) }
    frame.caret = Point(column: inner.endColumn + 1, row: inner.endRow)
  }

  /// Below the panes, under a line that names it.
  mutating func paintDock(_ area: Rect) {
    let hasKeyboard = view.overlay == .table
    let table = PaneTable(session, view)
    let inner = Rect(
      column: area.column + 1, row: area.row + 1, columns: max(0, area.columns - 2),
      rows: max(0, area.rows - 1))
    let layout = TableLayout(
      table, columns: inner.columns, isASCII: glyphs.isASCII, widths: view.widths)
    let lines = hasKeyboard ? glyphs.heavy : glyphs.light
    drawLine(
      lines.horizontal, from: area.column, to: area.endColumn, row: area.row,
      hasKeyboard ? .borderChosen : .border)
    let title = SafeText(" table: \(table.title) ")
    let end = draw(title, area.column + 2, area.row, .title)
    let note = SafeText(table.note ?? "").elidingEnd(
      to: max(0, area.endColumn - end - 8), widths: view.widths, sign: glyphs.ellipsis)
    if !note.isEmpty {
      draw(" \(note) ", area.endColumn - width(note) - 4, area.row, .status)
    }
    _ = paintTable(table, layout, in: inner, hasKeyboard: hasKeyboard)
    if hasKeyboard { frame.caret = Point(column: area.column, row: area.row) }
  }

  /// Draws head and rows, around the chosen pane where not all fit; whether more follow.
  private mutating func paintTable(
    _ table: PaneTable, _ layout: TableLayout, in area: Rect, hasKeyboard: Bool
  ) -> Bool {
    for place in layout.places { paintHead(place, table, area, hasKeyboard) }
    let count = max(0, area.rows - 1)
    let chosen = table.rows.firstIndex { $0.pane == chosenPane } ?? 0
    let first = max(0, min(chosen - count / 2, table.rows.count - count))
    for (index, row) in table.rows.dropFirst(first).prefix(count).enumerated() {
      for place in layout.places { paint(row, place, area, area.row + 1 + index) }
    }
    return first + count < table.rows.count
  }

  private mutating func paintHead(
    _ place: TableLayout.Place, _ table: PaneTable, _ area: Rect, _ hasKeyboard: Bool
  ) {
    let title = SafeText(place.column.title(table.scope))
    let column = area.column + place.start + indent(title, place)
    let isCursor = hasKeyboard && view.table.cursor == place.column
    let shown: SafeText = title.isEmpty && isCursor ? " " : title
    let end = draw(
      shown, column, area.row, isCursor ? .hintKey : .textDim, isCursor ? .reverse : [],
      clip: area)
    guard let sort = view.table.sort, sort.column == place.column else { return }
    let falls = place.column.startsHigh != sort.isReversed
    draw(falls ? glyphs.falling : glyphs.rising, end, area.row, .hintKey, clip: area)
  }

  private mutating func paint(
    _ row: PaneTable.Row, _ place: TableLayout.Place, _ area: Rect, _ line: Int
  ) {
    let start = area.column + place.start
    if place.column == .pane {
      let isChosen = row.pane == chosenPane
      let number = SafeText(String(row.pane))
      let end = draw(number, start, line, .title, isChosen ? .reverse : [], clip: area)
      draw(row.mark.text(glyphs), end + 1, line, row.mark.role, clip: area)
      return
    }
    guard let cell = row.cells[place.column] else { return }
    let text = SafeText(cell.text)
    let shown =
      place.column == .model
      ? text.elidingMiddle(to: place.width, widths: view.widths, sign: glyphs.ellipsis)
      : text.elidingEnd(to: place.width, widths: view.widths, sign: glyphs.ellipsis)
    let end = draw(
      shown, start + indent(shown, place), line, role(of: cell, place.column), clip: area)
    if cell.isBest { draw(glyphs.best, end, line, .stateOK, clip: area) }
  }

  private func role(of cell: PaneTable.Cell, _ column: TableColumn) -> Role {
    if cell.isBest { return .textStrong }
    switch column {
    case .model: return .title
    case .quantisation, .stop, .condition: return .status
    default: return Figures.hasValue(cell.text) ? .number : .textDim
    }
  }

  /// Numbers stand at the right of their column.
  private func indent(_ text: SafeText, _ place: TableLayout.Place) -> Int {
    place.column.isText || place.column == .pane ? 0 : max(0, place.width - width(text))
  }

  private var chosenPane: Int? { (session.pane(view.chosen) ?? session.panes.first)?.number }
}

extension ViewState {
  /// Rows of the table below the panes: a line above it, its head, a row a pane.
  func dockRows(_ session: SessionState) -> Int {
    guard table.isDocked, size.rows >= TableView.dockRows, !session.panes.isEmpty else { return 0 }
    return session.panes.count + 2
  }
}
