import Cells
import SessionLog

/// The settings of panes: a line each, and below what the selected one does.
extension Painter {
  mutating func paint(_ form: SettingsForm) {
    let fields = SettingField.all
    let title: SafeText = " settings of \(SafeText(paneNumbers(form.panes))) "
    let inner = paintBox(title, columns: Self.settingColumns, content: fields.count + 4)
    let below = min(3, max(0, inner.rows - 3))
    let list = Rect(
      column: inner.column, row: inner.row, columns: inner.columns, rows: inner.rows - below)
    guard list.rows > 0 else { return }
    let names = fields.map { width(SafeText($0.title)) }.max() ?? 0
    let first = max(0, min(form.selected - list.rows / 2, fields.count - list.rows))
    frame.caret = Point(column: list.column, row: list.row)
    for (index, field) in fields.enumerated().dropFirst(first).prefix(list.rows) {
      let row = list.row + index - first
      let isSelected = index == form.selected
      draw(isSelected ? glyphs.composer : " ", list.column, row, .hintKey, clip: list)
      draw(
        SafeText(field.title), list.column + 2, row,
        form.remark(on: field, session) != nil ? .textDim : isSelected ? .textStrong : .text,
        isSelected && form.input == nil ? .reverse : [], clip: list)
      let column = list.column + 2 + names + 2
      if isSelected, let input = form.input {
        paintInput(input, column, row, list)
      } else {
        paintValue(form.values(of: field, session), field, column, row, list)
      }
    }
    if below > 0 {
      paintMeaning(
        of: form,
        Rect(
          column: inner.column, row: list.endRow, columns: inner.columns, rows: below))
    }
  }

  private static let settingColumns = 76

  /// The end of what is typed, where that is long.
  private mutating func paintInput(_ input: String, _ column: Int, _ row: Int, _ list: Rect) {
    let room = max(1, list.endColumn - column - 1)
    let shown = SafeText(input.singleLineEnd).elidingStart(
      to: room, widths: view.widths, sign: glyphs.ellipsis)
    let end = draw(shown, column, row, .selection, clip: list)
    draw(" ", end, row, .selection, clip: list)
    frame.caret = Point(column: min(end, list.endColumn - 1), row: row)
  }

  /// `0.8 │ 0.2` where panes differ, and where the value comes from.
  private mutating func paintValue(
    _ entries: [SettingEntry], _ field: SettingField, _ column: Int, _ row: Int, _ list: Rect
  ) {
    let sources = entries.map(\.source)
    let source = sources.allSatisfy { $0 == sources.first } ? sources.first ?? "" : "various"
    let sourceColumn = list.endColumn - 8
    let bar = " \(glyphs.separator) "
    let values = entries.map { entry in
      let text = field.text(entry.value).beginning
      return text.isEmpty ? "none" : text
    }
    let text =
      values.isEmpty ? Figures.missing(1, ascii: glyphs.isASCII) : values.joined(separator: bar)
    let isOwn = source != "default" && source != "model" && source != "random"
    draw(
      SafeText(text.singleLine).elidingEnd(
        to: max(0, sourceColumn - 1 - column), widths: view.widths, sign: glyphs.ellipsis),
      column, row, isOwn ? .number : .text, clip: list)
    draw(SafeText(source), sourceColumn, row, .textDim, clip: list)
  }

  private mutating func paintMeaning(of form: SettingsForm, _ area: Rect) {
    let sentence: (text: String, role: Role) =
      form.error.map { ($0, .stateError) }
      ?? form.remark(on: form.field, session).map { ($0, .stateWait) }
      ?? (form.field.help, .textDim)
    var row = area.row + 1
    for line in wrap(sentence.text, width: area.columns, widths: view.widths)
    where row < area.endRow {
      draw(line.text, area.column, row, sentence.role, clip: area)
      row += 1
    }
    guard form.field.name == "ctx_size", row < area.endRow, let cost = contextCost(form) else {
      return
    }
    draw(
      SafeText(cost).elidingEnd(to: area.columns, widths: view.widths, sign: glyphs.ellipsis),
      area.column, row, .text, clip: area)
  }

  /// What a context takes in memory: the one that is typed, else the one there is.
  private func contextCost(_ form: SettingsForm) -> String? {
    let panes = form.panes.compactMap { session.pane($0) }
    let costs = panes.compactMap { pane -> Int? in
      guard let perToken = pane.model.kvPerToken else { return nil }
      let typed = form.input.flatMap { Int($0) }
      guard let size = typed ?? pane.contextSize, size >= 0 else { return nil }
      let (bytes, overflows) = size.multipliedReportingOverflow(by: perToken)
      return overflows ? .max : bytes
    }
    guard costs.count == panes.count, !costs.isEmpty else { return nil }
    let sum = costs.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
    let left = session.available.map { "; \(Figures.gibibytes($0)) GiB are free" } ?? ""
    return "takes up to \(Figures.mebibytes(sum)) MiB of keys and values as it fills" + left
  }
}
