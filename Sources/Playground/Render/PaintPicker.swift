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
    let inner = paintBox(
      title, columns: Self.columns, content: max(3, matches.count + 2),
      most: max(3, (picker.choices?.count ?? 0) + 2))
    guard inner.rows > 0 else { return }
    paintFilter(picker.filter, in: inner)

    let list = Rect(
      column: inner.column, row: inner.row + 2, columns: inner.columns,
      rows: max(0, inner.rows - 2))
    if matches.isEmpty {
      let text: SafeText =
        picker.choices == nil ? "looking for models" : "no model is called that"
      draw(text, list.column + 2, list.row, .textDim, clip: list)
      return
    }
    let rows = matches.map { cells($0, list.columns) }
    let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0
    }
    paintList(matches.count, selected: picker.selected, in: list, inside: inner) {
      painter, index, row, isSelected in
      let choice = matches[index]
      var column = list.column + 2
      for (cell, wide) in zip(rows[index], widths) {
        let isName = column == list.column + 2
        painter.draw(
          cell, column, row, isName && choice.obstacle == nil ? .text : .textDim,
          isName && isSelected ? .reverse : [], clip: list)
        column += wide + 2
      }
      guard let obstacle = choice.obstacle else { return }
      let text = SafeText(obstacle.firstLine).elidingEnd(
        to: max(0, list.endColumn - column), widths: painter.view.widths,
        sign: painter.glyphs.ellipsis)
      painter.draw(text, column, row, .stateWarn, clip: list)
    }
  }

  private static let columns = 100

  /// A model's name, and what it is.
  private func cells(_ choice: ModelChoice, _ columns: Int) -> [SafeText] {
    let name = SafeText(choice.name).elidingMiddle(
      to: columns / 2, widths: view.widths, sign: glyphs.ellipsis)
    return [name] + choice.facts.map { SafeText($0) }
  }
}
