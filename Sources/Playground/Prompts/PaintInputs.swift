import Cells

/// What variables stand for: a line each, and below what the selected one is.
extension Painter {
  mutating func paint(_ form: InputForm) {
    let count = form.fields.count
    let title: SafeText = " \(count) \(count == 1 ? "value" : "values") to be filled in "
    let inner = paintBox(title, columns: Self.inputColumns, content: count + 3)
    let below = min(3, max(0, inner.rows - 2))
    let list = Rect(
      column: inner.column, row: inner.row, columns: inner.columns, rows: inner.rows - below)
    guard list.rows > 0 else { return }
    frame.caret = Point(column: list.column, row: list.row)
    let names = form.fields.map { width(SafeText($0.variable.name.singleLine)) }.max() ?? 0
    let nameWidth = min(names, max(4, inner.columns / 3))
    let first = max(0, min(form.selected - list.rows / 2, count - list.rows))
    for (index, field) in form.fields.enumerated().dropFirst(first).prefix(list.rows) {
      let row = list.row + index - first
      let isSelected = index == form.selected
      draw(isSelected ? glyphs.composer : " ", list.column, row, .hintKey, clip: list)
      let name = SafeText(field.variable.name.singleLine).elidingMiddle(
        to: nameWidth, widths: view.widths, sign: glyphs.ellipsis)
      draw(name, list.column + 2, row, isSelected ? .textStrong : .text, clip: list)
      paint(
        field, form.size(of: field.path ?? ""), isSelected: isSelected,
        in: Rect(
          column: list.column + 2 + nameWidth + 2, row: row,
          columns: max(0, list.columns - nameWidth - 4), rows: 1))
    }
    guard below > 0 else { return }
    paintMeaning(
      of: form,
      Rect(column: inner.column, row: list.endRow, columns: inner.columns, rows: below))
  }

  private static let inputColumns = 96
  /// In a narrower box sizes of files stand below.
  private static let columnsWithSizes = 56

  /// `@notes.txt            3.2 KiB  812 tok`; the default where nothing is written.
  private mutating func paint(
    _ field: InputForm.Field, _ size: InputFileSize?, isSelected: Bool, in place: Rect
  ) {
    var room = place
    if let size, size.obstacle == nil {
      let text = SafeText(size.shown)
      let needed = width(text)
      if frame.size.columns - 4 >= Self.columnsWithSizes, needed + 8 <= place.columns {
        draw(text, place.endColumn - needed, place.row, .textDim, clip: place)
        room.columns -= needed + 2
      }
    }
    guard room.columns > 1 else { return }
    if field.draft.isEmpty {
      if isSelected { frame.caret = Point(column: room.column, row: room.row) }
      let standard = (field.variable.standard ?? "").singleLine
      draw(fitting(standard, room.columns), room.column, room.row, .textDim, clip: room)
      return
    }
    let role: Role =
      field.draft.isExample ? .textDim : size?.obstacle != nil ? .stateWarn : .text
    guard isSelected else {
      let text = field.draft.shown(before: 0, behind: String.shownBytes).behind
      draw(fitting(text, room.columns), room.column, room.row, role, clip: room)
      return
    }
    let (before, behind) = field.draft.shown(before: room.columns, behind: room.columns)
    let start = SafeText(before).elidingStart(
      to: room.columns - 1, widths: view.widths, sign: glyphs.ellipsis)
    let caret = draw(start, room.column, room.row, role, clip: room)
    frame.caret = Point(column: min(caret, room.endColumn - 1), row: room.row)
    draw(fitting(behind, room.endColumn - caret), caret, room.row, role, clip: room)
  }

  private func fitting(_ text: String, _ columns: Int) -> SafeText {
    SafeText(text).elidingEnd(to: max(0, columns), widths: view.widths, sign: glyphs.ellipsis)
  }

  private mutating func paintMeaning(of form: InputForm, _ area: Rect) {
    let sentence: (text: String, role: Role) =
      if let error = form.error {
        (error, .stateError)
      } else if let size = form.size(of: form.field.path ?? ""),
        size.obstacle != nil || area.columns < Self.columnsWithSizes
      {
        (size.shown, size.obstacle == nil ? .textDim : .stateWarn)
      } else {
        (Self.meaning(of: form.field), .textDim)
      }
    var row = area.rows > 2 ? area.row + 1 : area.row
    for line in wrap(sentence.text, width: area.columns, widths: view.widths)
    where row < area.endRow {
      draw(line.text, area.column, row, sentence.role, clip: area)
      row += 1
    }
  }

  /// "the review; @ and a path: a file's text".
  private static func meaning(of field: InputForm.Field) -> String {
    let description = field.variable.description
    return (description.isEmpty ? "" : description + "; ") + "@ and a path: a file's text"
  }
}

extension Draft {
  /// The text in one line around the caret, where line ends are shown.
  ///
  /// - Parameters:
  ///   - count: characters before the caret that are wanted.
  ///   - behind: and after it; the whole from the beginning where `count` is 0.
  func shown(before count: Int, behind: Int) -> (before: String, behind: String) {
    var before: [Character] = []
    if count > 0 {
      before = Array(lines[row][..<column].suffix(count))
      if row > 0, before.count < count {
        before = Array(lines[row - 1].suffix(count - before.count)) + ["⏎"] + before
      }
    }
    var after = count > 0 ? Array(lines[row][column...].prefix(behind)) : []
    var next = count > 0 ? row + 1 : 0
    while next < lines.count, after.count < behind {
      if next > 0 { after.append("⏎") }
      after += lines[next].prefix(behind - after.count)
      next += 1
    }
    return (String(before), String(after))
  }
}
