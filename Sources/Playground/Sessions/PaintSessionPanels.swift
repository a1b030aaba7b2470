import Cells
import SessionLog

/// What stands beside the list of sessions, and over it.
extension Painter {
  mutating func paintPreview(_ list: SessionList, in area: Rect) {
    for row in area.row..<area.endRow { draw(glyphs.light.vertical, area.column - 2, row, .border) }
    guard let choice = list.picked else { return }
    paintPreview(
      SessionText.lines(
        of: choice, list.previews.preview(of: choice), separator: glyphs.separator.string),
      in: area)
  }

  // MARK: Menus

  mutating func paintActions(_ list: SessionList, _ selected: Int) {
    let entries = view.keys.sessionMenu.map { action, key, help in
      (
        key: key?.letter?.label ?? key?.label ?? "", title: action.title,
        help: action == .star && list.picked?.star == true ? "take its star away" : help,
        obstacle: action.obstacle(to: list.picked, inReplay: view.replay != nil)
      )
    }
    let name = SafeText(list.picked?.name ?? "").elidingEnd(
      to: Self.menuColumns - 8, widths: view.widths, sign: glyphs.ellipsis)
    paintMenu(" \(name) ", entries, selected, keyWidth: 3)
  }

  mutating func paintFormats(_ selected: Int) {
    let entries = SessionFormat.all.map {
      (key: "", title: $0.name, help: $0.about, obstacle: String?.none)
    }
    paintMenu(" export as ", entries, selected, keyWidth: 0)
  }

  static let menuColumns = 64

  private mutating func paintMenu(
    _ title: SafeText,
    _ entries: [(key: String, title: String, help: String, obstacle: String?)], _ selected: Int,
    keyWidth: Int
  ) {
    let caret = frame.caret
    let inner = paintBox(title, columns: Self.menuColumns, content: entries.count)
    let titles = entries.map { width(SafeText($0.title)) }.max() ?? 0
    paintList(entries.count, selected: selected, in: inner, inside: inner) {
      painter, index, row, isSelected in
      let entry = entries[index]
      var column = inner.column + 2
      let works = entry.obstacle == nil
      painter.draw(SafeText(entry.key), column, row, works ? .hintKey : .textDim, clip: inner)
      column += keyWidth
      painter.draw(
        SafeText(entry.title), column, row, works ? .text : .textDim, isSelected ? .reverse : [],
        clip: inner)
      column += titles + 2
      let help = SafeText(entry.obstacle ?? entry.help).elidingEnd(
        to: max(0, inner.endColumn - column), widths: painter.view.widths,
        sign: painter.glyphs.ellipsis)
      painter.draw(help, column, row, works ? .hintText : .textDim, clip: inner)
      if isSelected { painter.frame.caret = Point(column: inner.column, row: row) }
    }
    if entries.isEmpty { frame.caret = caret }
  }
}

extension KeyHints {
  /// What keys do in the list of sessions, from the table.
  static func sessionHints(
    _ list: SessionList, _ view: ViewState
  ) -> [(key: SafeText, text: SafeText, rank: Int)] {
    switch list.panel {
    case .actions: return [("Enter", "do it", 0), ("a-z", "at once", 2), ("Esc", "back", 1)]
    case .formats: return [("Enter", "write it", 0), ("Esc", "cancel", 1)]
    case .text: return [("Enter", "keep it", 0), ("Esc", "cancel", 1)]
    case nil: break
    }
    let bound = view.keys.bindings.compactMap {
      binding -> (key: SafeText, text: SafeText, rank: Int)? in
      guard binding.scope == .sessions, let hint = binding.hint, !binding.keys.isEmpty else {
        return nil
      }
      let obstacle: String? =
        switch binding.action {
        case .session(let action):
          action.obstacle(to: list.picked, inReplay: view.replay != nil)
        default: list.picked == nil ? "" : nil
        }
      return obstacle == nil ? (SafeText(binding.label), SafeText(hint.text), hint.rank) : nil
    }
    return bound + [("Esc", "close", 2)]
  }
}

extension SessionText {
  /// What is said of a session beside the list.
  static func lines(
    of choice: SessionChoice, _ preview: SessionPreview?, separator: String
  ) -> [(text: String, role: Role)] {
    var lines: [(String, Role)] = [(choice.name, .textStrong)]
    let date = choice.date?.full
    let facts = [choice.id, date, Figures.bytes(choice.bytes)].compactMap { $0 }
    lines.append((facts.joined(separator: " \(separator) "), .textDim))
    if !choice.tags.isEmpty {
      lines.append((choice.tags.map { "#\($0)" }.joined(separator: " "), .hintKey))
    }
    if !choice.notes.isEmpty {
      lines.append((String(choice.notes.unicodeScalars.prefix(400)), .text))
    }
    if let problem = choice.problem { return lines + [("", .text), (problem, .stateWarn)] }
    guard let preview else { return lines }
    lines.append(("", .text))
    for pane in preview.panes.prefix(8) {
      let head = ["\(pane.number) \(pane.name.singleLine)"] + pane.facts
      lines.append((head.joined(separator: "  "), pane.isClosed ? .textDim : .text))
      if !pane.chosen.isEmpty {
        lines.append(("  " + pane.chosen.joined(separator: "  "), .textDim))
      }
    }
    func add(_ text: String, _ role: Role) {
      // A few lines of each: the last turn is to be seen as well.
      var kept = text.split(separator: "\n", omittingEmptySubsequences: true).prefix(4)
        .joined(separator: "\n")
      if kept.unicodeScalars.count > 240 { kept = String(kept.unicodeScalars.prefix(240)) + "…" }
      lines.append((kept, role))
    }
    if let first = preview.firstPrompt {
      lines.append(("", .text))
      add(first, .prompt)
    }
    if preview.turn > 1 {
      lines += [("", .text), ("turn \(preview.turn)", .textDim)]
      if let last = preview.lastPrompt { add(last, .prompt) }
    }
    for (pane, text) in preview.answers.sorted(by: { $0.key < $1.key }) {
      lines.append(("", .text))
      let name = preview.panes.first { $0.number == pane }?.name.singleLine ?? ""
      if preview.panes.count > 1 { lines.append(("\(pane) \(name)", .textDim)) }
      add(text, .text)
    }
    return lines
  }
}
