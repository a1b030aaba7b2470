import Cells
import Prompts

/// The list of prompt files, and what the selected one says beside it or below.
extension Painter {
  mutating func paint(_ picker: PromptPicker) {
    let matches = picker.matches
    let columns = min(frame.size.columns, 120)
    let isWide = columns >= 72
    let inner = paintBox(
      " a prompt for \(SafeText(paneNumbers(picker.panes))) ", columns: columns,
      content: max(12, min(26, (picker.choices?.count ?? 0) + 2)))
    guard inner.rows > 2 else { return }
    paintFilter(picker.filter, in: inner)
    let names = (picker.choices ?? []).map { width(SafeText($0.name)) }
    let nameWidth = min(isWide ? 26 : inner.columns - 2, max(8, names.max() ?? 0))
    let listRows = isWide ? inner.rows - 2 : max(1, (inner.rows - 2) / 2)
    let list = Rect(
      column: inner.column, row: inner.row + 2, columns: isWide ? nameWidth + 2 : inner.columns,
      rows: listRows)
    guard !matches.isEmpty else {
      draw("no prompt is called that", list.column + 2, list.row, .textDim, clip: inner)
      return
    }
    paintList(matches.count, selected: picker.selected, in: list, inside: inner) {
      painter, index, row, isSelected in
      let choice = matches[index]
      let name = SafeText(choice.name).elidingMiddle(
        to: nameWidth, widths: painter.view.widths, sign: painter.glyphs.ellipsis)
      let role: Role = choice.problem == nil ? .text : .stateWarn
      painter.draw(name, list.column + 2, row, isSelected ? .selection : role, clip: list)
    }
    let preview =
      isWide
      ? Rect(
        column: list.endColumn + 2, row: list.row, columns: inner.endColumn - list.endColumn - 2,
        rows: list.rows)
      : Rect(
        column: inner.column + 2, row: list.endRow + 1, columns: inner.columns - 2,
        rows: max(0, inner.endRow - list.endRow - 1))
    if let choice = picker.picked { paintPreview(PromptPreview.lines(of: choice), in: preview) }
  }

  /// Wraps texts, each of its own role, as far as there is room.
  mutating func paintPreview(_ lines: [(text: String, role: Role)], in area: Rect) {
    guard area.columns >= 8 else { return }
    var row = area.row
    for (text, role) in lines {
      for line in wrap(text, width: area.columns, widths: view.widths) {
        guard row < area.endRow else { return }
        frame.draw(line, at: Point(column: area.column, row: row), role: role, clip: area)
        row += 1
      }
    }
  }
}

/// What a list says of a prompt file.
enum PromptPreview {
  /// The longest part of a text that is shown.
  private static let limit = 2000

  static func lines(of choice: PromptChoice) -> [(text: String, role: Role)] {
    if choice == PromptPicker.none {
      return [("what you type is sent as it is", .textDim)]
    }
    var lines: [(String, Role)] = []
    if let problem = choice.problem { lines.append((problem, .stateWarn)) }
    guard let template = choice.template else { return lines }
    func add(_ text: String, _ role: Role) {
      lines.append((String(text.unicodeScalars.prefix(limit)), role))
    }
    if !template.description.isEmpty { add(template.description, .textStrong) }
    let shots = template.shots.count(of: template.examples.count)
    let facts = [
      template.mode.rawValue,
      template.examples.isEmpty
        ? "no examples" : "\(shots) of \(template.examples.count) examples",
      template.expect.map { "expects \($0.summary)" },
      template.sampling.given.map { "\($0.name) \($0.value.write())" }.joined(separator: "  "),
      choice.isOwn ? "yours" : nil,
    ]
    add(facts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "  "), .textDim)
    if let system = template.system {
      add("", .text)
      add(system, .textDim)
    }
    add("", .text)
    add(template.user, .prompt)
    for example in template.examples.prefix(8) {
      add("", .text)
      let values = template.variables.compactMap { example.values[$0.name] }
      add(values.joined(separator: "  "), .textDim)
      add(example.output, .text)
    }
    return lines
  }
}
