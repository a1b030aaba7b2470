import Cells

/// The list of models: what was typed, then a line each.
extension Painter {
  mutating func paint(_ picker: Picker) {
    let matches = picker.matches
    let title: SafeText =
      switch picker.purpose {
      case .add: " a model for a new pane "
      case .change(let panes): " another model for \(SafeText(paneNumbers(panes))) "
      }
    let inner = paintBox(title, columns: Self.columns, content: max(3, matches.count + 2))
    guard inner.rows > 0 else { return }
    let prompt = draw("\(glyphs.composer) ", inner.column, inner.row, .prompt, clip: inner)
    let typed = draw(SafeText(picker.filter), prompt, inner.row, .text, clip: inner)
    frame.caret = Point(column: min(typed, inner.endColumn - 1), row: inner.row)

    let list = Rect(
      column: inner.column, row: inner.row + 2, columns: inner.columns,
      rows: max(0, inner.rows - 2))
    if matches.isEmpty {
      let text: SafeText =
        picker.choices == nil ? "looking for models" : "no model is called that"
      draw(text, list.column + 2, list.row, .textDim, clip: list)
      return
    }
    let first = max(0, min(picker.selected - list.rows / 2, matches.count - list.rows))
    let nameWidth = min(
      list.columns / 2, matches.map { width(SafeText($0.name)) }.max() ?? 0)
    for (index, choice) in matches.enumerated().dropFirst(first).prefix(list.rows) {
      let row = list.row + index - first
      let isSelected = index == picker.selected
      let dim: Role = choice.obstacle == nil ? .text : .textDim
      draw(isSelected ? glyphs.composer : " ", list.column, row, .hintKey, clip: list)
      let name = SafeText(choice.name).elidingMiddle(
        to: nameWidth, widths: view.widths, sign: glyphs.ellipsis)
      draw(name, list.column + 2, row, dim, isSelected ? .reverse : [], clip: list)
      let facts = choice.obstacle.map { SafeText($0) } ?? SafeText(choice.facts)
      draw(facts, list.column + 4 + nameWidth, row, .textDim, clip: list)
    }
    if matches.count - first > list.rows { paintMore(below: inner) }
  }

  private static let columns = 100
}
