import Cells

/// The list of models: what was typed, then a line each under the heading of its group, and below what
/// the selected one is in full.
extension Painter {
  mutating func paint(_ picker: Picker) {
    let matches = picker.matches
    let title: SafeText =
      switch picker.purpose {
      case .add: " a model for a new pane "
      case .change(let panes): " another model for \(SafeText(paneNumbers(panes))) "
      }
    let all = PickerLine.lines(picker.choices ?? [])
    let lines = PickerLine.lines(matches)
    let hasFoot = frame.size.rows >= Self.footRows && all.contains { $0.isHeading }
    let foot = hasFoot ? Self.foot + 1 : 0
    let inner = paintBox(
      title, columns: Self.columns, content: max(3, lines.count + 2 + foot),
      most: max(3, all.count + 2 + foot))
    guard inner.rows > 0 else { return }
    paintFilter(picker.filter, in: inner)

    let list = Rect(
      column: inner.column, row: inner.row + 2, columns: inner.columns,
      rows: max(0, inner.rows - 2 - foot))
    if matches.isEmpty {
      let text: SafeText =
        picker.choices == nil ? "looking for models" : "no model is called that"
      draw(text, list.column + 2, list.row, .textDim, clip: list)
      return
    }
    paint(lines, matches, picker, in: list, inside: inner)
    if hasFoot, let choice = picker.picked {
      let area = Rect(
        column: list.column + 2, row: inner.endRow - Self.foot, columns: list.columns - 2,
        rows: Self.foot)
      paintPreview([(choice.about.firstLine, .textDim)], in: area)
    }
  }

  private mutating func paint(
    _ lines: [PickerLine], _ matches: [ModelChoice], _ picker: Picker, in list: Rect,
    inside inner: Rect
  ) {
    let remarks = matches.map { picker.remark(on: $0) }
    let rows = zip(matches, remarks).map { cells($0, hasRemark: $1 != nil, list.columns) }
    // Each group is a table of its own.
    var widths: [ModelChoice.Group: [Int]] = [:]
    for (choice, cells) in zip(matches, rows) {
      var group = widths[choice.group] ?? []
      for (column, cell) in cells.enumerated() {
        if column == group.count { group.append(0) }
        group[column] = max(group[column], width(cell))
      }
      widths[choice.group] = group
    }
    let line = lines.firstIndex { $0 == .choice(picker.selected) }
    paintList(lines.count, selected: line, in: list, inside: inner) {
      painter, index, row, isSelected in
      switch lines[index] {
      case .heading(let group):
        let heading = group.heading(isLocalOnly: painter.view.isLocalOnly)
        painter.draw(heading, list.column, row, .heading, clip: list)
      case .choice(let index):
        painter.paint(
          matches[index], remarks[index], rows[index], widths[matches[index].group] ?? [], row,
          isSelected, in: list)
      }
    }
  }

  private mutating func paint(
    _ choice: ModelChoice, _ remark: Picker.Remark?, _ cells: [SafeText], _ widths: [Int],
    _ row: Int, _ isSelected: Bool, in list: Rect
  ) {
    var column = list.column + 2
    for (index, (cell, wide)) in zip(cells, widths).enumerated() {
      let shown = cell.elidingEnd(
        to: max(0, list.endColumn - column), widths: view.widths, sign: glyphs.ellipsis)
      draw(
        shown, column, row, index == 0 && choice.obstacle == nil ? .text : .textDim,
        index == 0 && isSelected ? .reverse : [], clip: list)
      if wide > 0 { column += wide + 2 }
    }
    guard let remark else { return }
    // Columns that only others have a word in are left out.
    let end = widths.prefix(cells.count).reduce(list.column + 2) { $0 + ($1 > 0 ? $1 + 2 : 0) }
    let text = SafeText(remark.text.firstLine).elidingEnd(
      to: max(0, list.endColumn - end), widths: view.widths, sign: glyphs.ellipsis)
    // What can't be changed here is no warning.
    let isDim =
      choice.group == .elsewhere || choice.group != .here && view.isLocalOnly
    draw(
      text, end, row, !remark.isRefusal ? .stateWait : isDim ? .textDim : .stateWarn, clip: list)
  }

  private static let columns = 100
  /// Rows of a screen from which what is selected is told in full, and how many that takes.
  private static let footRows = 18
  private static let foot = 2
  /// Cells from which a model that can't be opened is told with its facts.
  private static let factsColumns = 56

  /// A model's name, and what it is.
  private func cells(_ choice: ModelChoice, hasRemark: Bool, _ columns: Int) -> [SafeText] {
    let name = SafeText(choice.name.singleLine).elidingMiddle(
      to: columns / 2, widths: view.widths, sign: glyphs.ellipsis)
    // Where there is little room, what stands in the way is more than what it is.
    if hasRemark, columns < Self.factsColumns { return [name] }
    return [name] + choice.facts.map { SafeText($0.singleLine) }
  }
}

/// A line of the list of models.
enum PickerLine: Equatable {
  case heading(ModelChoice.Group)
  /// Its index among those that match.
  case choice(Int)

  var isHeading: Bool { if case .heading = self { true } else { false } }

  /// Without headings where all are here.
  static func lines(_ choices: [ModelChoice]) -> [PickerLine] {
    guard choices.contains(where: { $0.group != .here }) else {
      return choices.indices.map { .choice($0) }
    }
    var lines: [PickerLine] = []
    var last: ModelChoice.Group?
    for (index, choice) in choices.enumerated() {
      if choice.group != last { lines.append(.heading(choice.group)) }
      last = choice.group
      lines.append(.choice(index))
    }
    return lines
  }
}

extension ModelChoice.Group {
  fileprivate func heading(isLocalOnly: Bool) -> SafeText {
    switch self {
    case .here: "here"
    case .servers: "servers"
    case .fetched: isLocalOnly ? "not here" : "not here: Enter fetches it"
    case .elsewhere: "not to be opened here"
    }
  }
}
