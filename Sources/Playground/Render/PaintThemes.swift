import Cells

/// The list of themes: beside what it changes, not over all of it.
extension Painter {
  mutating func paint(_ picker: ThemePicker) {
    let matches = picker.matches
    let names = (picker.choices ?? []).map { width(SafeText($0.theme.name)) }
    let nameWidth = min(24, max(8, names.max() ?? 0))
    // Two for the sign, two for the gap, four for the border.
    let columns = min(frame.size.columns, nameWidth + 44 + 8)
    let lastRow = (layout.separator ?? layout.composer).row
    let rows = max(0, min(lastRow - 1, max(3, picker.choices?.count ?? 0) + 5))
    let inner = paintPanel(
      " colours ",
      Rect(
        column: frame.size.columns - columns, row: lastRow - rows, columns: columns, rows: rows))
    guard inner.rows > 0 else { return }
    paintFilter(picker.filter, in: inner)

    let hasSamples = inner.rows >= 7
    let list = Rect(
      column: inner.column, row: inner.row + 1, columns: inner.columns,
      rows: max(0, inner.rows - (hasSamples ? 3 : 1)))
    if hasSamples { paintSamples(inner) }
    guard !matches.isEmpty else {
      let text: SafeText = picker.choices == nil ? "looking for themes" : "no theme is called that"
      draw(text, list.column + 2, list.row, .textDim, clip: list)
      return
    }
    paintList(matches.count, selected: picker.selected, in: list, inside: inner) {
      painter, index, row, isSelected in
      let choice = matches[index]
      let widths = painter.view.widths
      let name = SafeText(choice.theme.name).elidingMiddle(
        to: nameWidth, widths: widths, sign: painter.glyphs.ellipsis)
      painter.draw(name, list.column + 2, row, isSelected ? .selection : .text, clip: list)
      let column = list.column + 2 + nameWidth + 2
      let about = SafeText((choice.problem ?? choice.about).firstLine).elidingEnd(
        to: max(0, list.endColumn - column), widths: widths, sign: painter.glyphs.ellipsis)
      painter.draw(about, column, row, choice.problem == nil ? .textDim : .stateWarn, clip: list)
    }
  }

  /// What a session shows, where there may be none yet.
  private mutating func paintSamples(_ inner: Rect) {
    let samples: [(SafeText, Role)] = [
      ("run", .stateRun), ("ok", .stateOK), ("wait", .stateWait), ("warn", .stateWarn),
      ("error", .stateError), ("51.3", .number), ("code", .code), ("match", .match),
      ("title", .title), ("dim", .textDim), ("key", .hintKey),
    ]
    var column = inner.column + 2
    for (text, role) in samples where column + width(text) <= inner.endColumn {
      column = draw(text, column, inner.endRow - 1, role, clip: inner) + 1
    }
  }

  /// A box that leaves the rest of the screen as it is; what is inside of it.
  private mutating func paintPanel(_ title: SafeText, _ area: Rect) -> Rect {
    guard area.rows > 2, area.columns > 4 else {
      return Rect(column: 0, row: 0, columns: 0, rows: 0)
    }
    frame.fill(area, role: .background)
    paintBorder(title, area)
    return Rect(
      column: area.column + 2, row: area.row + 1, columns: area.columns - 4, rows: area.rows - 2)
  }
}
