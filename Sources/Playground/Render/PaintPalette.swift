import Cells

/// How many commands are listed at a time.
enum PaletteRows {
  /// At most.
  static func count(_ size: Size) -> Int { min(12, max(1, size.rows - 6)) }

  /// Of so many that fit what was typed; one says why there is none.
  static func shown(_ fitting: Int, _ size: Size) -> Int { min(count(size), max(1, fitting)) }
}

/// Commands by name, at the lower edge: what was typed, then a line each.
extension Painter {
  mutating func paint(_ palette: Palette) {
    let list = PaletteList(palette, session, view)
    let inner = paintBottomBox(
      " commands ", content: PaletteRows.shown(list.count, frame.size) + 1,
      most: PaletteRows.count(frame.size) + 1)
    guard inner.rows > 0 else { return }
    let prompt = draw(": ", inner.column, inner.row, .prompt, clip: inner)
    let shown = SafeText(palette.filter).elidingStart(
      to: max(1, inner.endColumn - prompt - 1), widths: view.widths, sign: glyphs.ellipsis)
    let typed = draw(shown, prompt, inner.row, .text, clip: inner)
    frame.caret = Point(column: min(typed, inner.endColumn - 1), row: inner.row)
    let area = Rect(
      column: inner.column, row: inner.row + 1, columns: inner.columns, rows: inner.rows - 1)
    if let call = list.call {
      paint(call, palette, typed: typed, inner, area)
    } else if list.entries.isEmpty {
      let near = Nearness.question(list.near).map { "; \($0)" } ?? ""
      draw(
        SafeText("no command is called that\(near)"), area.column + 2, area.row, .textDim,
        clip: area)
    } else {
      paint(list.entries, palette, area)
    }
    if list.count - first(palette, list.count, area) > area.rows { paintMore(below: inner) }
  }

  private func first(_ palette: Palette, _ count: Int, _ area: Rect) -> Int {
    max(0, min(palette.selected - area.rows / 2, count - area.rows))
  }

  private mutating func paint(_ entries: [PaletteList.Entry], _ palette: Palette, _ area: Rect) {
    func name(_ entry: PaletteList.Entry) -> SafeText {
      SafeText(entry.argument.isEmpty ? entry.name : "\(entry.name) \(entry.argument)")
    }
    let first = first(palette, entries.count, area)
    let isNarrow = area.columns < 60
    let names = isNarrow ? 18 : 21
    let keys = isNarrow ? 0 : 10
    for (index, entry) in entries.enumerated().dropFirst(first).prefix(area.rows) {
      let row = area.row + index - first
      let isSelected = index == palette.selected
      let works = entry.obstacle == nil
      if isSelected { draw(glyphs.composer, area.column, row, .hintKey, clip: area) }
      let title = name(entry).elidingEnd(
        to: names, widths: view.widths, sign: glyphs.ellipsis)
      draw(
        title, area.column + 2, row, works ? .text : .textDim, isSelected ? .reverse : [],
        clip: area)
      var column = area.column + 2 + names + 1
      if keys > 0 {
        let key = SafeText(entry.key).elidingEnd(
          to: keys - 1, widths: view.widths, sign: glyphs.ellipsis)
        draw(key, column, row, works ? .hintKey : .textDim, clip: area)
        column += keys
      }
      let text = SafeText((entry.obstacle ?? entry.help).firstLine).elidingEnd(
        to: max(0, area.endColumn - column), widths: view.widths, sign: glyphs.ellipsis)
      draw(text, column, row, works ? .hintText : .textDim, clip: area)
    }
  }

  private mutating func paint(
    _ call: PaletteList.Call, _ palette: Palette, typed: Int, _ inner: Rect, _ area: Rect
  ) {
    if call.argument.isEmpty {
      draw(SafeText(call.command.argument), typed, inner.row, .textDim, clip: inner)
    }
    let first = first(palette, call.completions.count, area)
    for (index, text) in call.completions.enumerated().dropFirst(first).prefix(area.rows) {
      let row = area.row + index - first
      // Only a selection that Enter would take is shown as one.
      let isSelected =
        index == palette.selected && (palette.hasMoved || !call.argument.isEmpty)
      if isSelected { draw(glyphs.composer, area.column, row, .hintKey, clip: area) }
      let shown = SafeText(text.firstLine).elidingEnd(
        to: max(0, area.columns - 2), widths: view.widths, sign: glyphs.ellipsis)
      draw(shown, area.column + 2, row, .text, isSelected ? .reverse : [], clip: area)
    }
    if call.completions.isEmpty {
      let reason = call.command.obstacle(session, view)
      draw(
        SafeText(reason ?? call.command.help), area.column + 2, area.row,
        reason == nil ? .hintText : .textDim, clip: area)
    }
  }
}
