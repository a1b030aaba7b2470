import Cells

/// The list of sessions over the panes, and beside it what the selected one says.
extension Painter {
  mutating func paint(_ list: SessionList) {
    let inner = paintBox(
      " sessions ", columns: min(frame.size.columns, SessionsLayout.columns),
      content: frame.size.rows)
    guard inner.rows > 2 else { return }
    let layout = SessionsLayout(inner, size: frame.size, longestModels: list.longestModels)
    let top = Rect(column: inner.column, row: inner.row, columns: layout.list.columns, rows: 1)
    if case .text(let kind, let text) = list.panel {
      paintTyped(kind, text, in: top)
    } else {
      paintFilter(list.filter, in: top)
      if list.filter.isEmpty, list.choices != nil {
        draw("  type to find one", frame.caret.column, top.row, .textDim, clip: top)
      }
    }
    if let reason = emptyReason(list) {
      var row = layout.list.row
      for line in wrap(reason, width: layout.list.columns - 4, widths: view.widths) {
        draw(line.text, layout.list.column + 2, row, .textDim, clip: layout.list)
        row += 1
      }
    } else {
      paintHeadings(layout, row: inner.row + 1)
      paintRows(list, layout, inside: inner)
    }
    if let preview = layout.preview { paintPreview(list, in: preview) }
    switch list.panel {
    case .actions(let selected): paintActions(list, selected)
    case .formats(let selected): paintFormats(selected)
    case .text, nil: break
    }
  }

  private func emptyReason(_ list: SessionList) -> String? {
    guard let choices = list.choices else { return "reading the sessions" }
    if choices.isEmpty {
      return view.recording == .off
        ? "No session is saved yet, and this one is not saved."
        : "No session is saved yet. This one is, as soon as something is asked."
    }
    guard list.count == 0 else { return nil }
    return switch list.looking {
    case .nothing: "no session is called that"
    case .due, .running: "no session is called that; looking through what was said"
    case .done: "no session is called that, and in none was it said"
    }
  }

  private mutating func paintTyped(_ kind: SessionText, _ text: String, in area: Rect) {
    let start = draw("\(SafeText(kind.label)) \(glyphs.composer) ", area.column, area.row, .prompt)
    let shown = SafeText(text.singleLineEnd).elidingStart(
      to: max(1, area.endColumn - start - 1), widths: view.widths, sign: glyphs.ellipsis)
    let end = draw(shown, start, area.row, .text, clip: area)
    frame.caret = Point(column: min(end, area.endColumn - 1), row: area.row)
  }

  // MARK: Lines

  private mutating func paintHeadings(_ layout: SessionsLayout, row: Int) {
    var column = layout.list.column + SessionsLayout.sign + SessionsLayout.star
    draw("written", column, row, .textDim)
    column += CalendarTime.width + 2
    draw("title", column, row, .textDim, clip: headingRow(layout, row))
    column += layout.title
    if layout.models > 0 {
      draw("models", column + 2, row, .textDim)
      column += layout.models + 2
    }
    if layout.hasNumbers {
      draw("turns", column + 2, row, .textDim)
      draw("length", column + 10, row, .textDim)
    }
  }

  private func headingRow(_ layout: SessionsLayout, _ row: Int) -> Rect {
    Rect(column: layout.list.column, row: row, columns: layout.list.columns, rows: 1)
  }

  /// The sessions whose title fits, a line each; under a heading those in whose text it was found,
  /// with a second line of it.
  private mutating func paintRows(
    _ list: SessionList, _ layout: SessionsLayout, inside inner: Rect
  ) {
    let words = WordFilter(list.words)
    paintList(list.lineCount, selected: list.selectedLine, in: layout.list, inside: inner) {
      painter, index, row, isSelected in
      switch list.line(index) {
      case .heading:
        let text: SafeText =
          list.looking == .running ? "in the text: looking" : "in the text"
        painter.draw(text, layout.list.column + SessionsLayout.sign, row, .textStrong)
      case .session(let number):
        guard let line = list.row(number) else { return }
        painter.paint(line, words, today: list.today, layout, row, isSelected)
      case .finding(let number):
        if let finding = list.row(number)?.finding { painter.paint(finding, layout, row) }
      }
    }
  }

  private mutating func paint(
    _ line: SessionList.Row, _ words: WordFilter, today: CalendarTime, _ layout: SessionsLayout,
    _ row: Int,
    _ isSelected: Bool
  ) {
    let choice = line.choice
    let list = layout.list
    var column = list.column + SessionsLayout.sign
    if choice.star { draw(glyphs.star, column, row, .marked, clip: list) }
    column += SessionsLayout.star
    draw(SafeText(choice.date?.words(today: today) ?? ""), column, row, .textDim, clip: list)
    column += CalendarTime.width + 2

    let state: (text: SafeText, role: Role)? =
      choice.isThis
      ? ("this one", .stateOK) : choice.isElsewhere ? ("open elsewhere", .stateWait) : nil
    // In the place of the models, where those have one.
    let beside = layout.models > 0 ? nil : state
    let room = max(4, layout.title - (beside.map { width($0.text) + 1 } ?? 0))
    let name = SessionTitle.eliding(
      choice.name, to: room, widths: view.widths, sign: glyphs.ellipsis)
    let role: Role =
      choice.problem != nil ? .stateWarn : choice.turns == 0 ? .textDim : .text
    let end = draw(
      name, column, row, isSelected ? .selection : role, isSelected ? .reverse : [], clip: list)
    paintMatches(of: words, in: name, column, row, clip: list)
    if let beside { draw(beside.text, end + 1, row, beside.role, clip: list) }
    column += layout.title
    if let problem = choice.problem {
      let start = end + 2
      let reason =
        problem.hasPrefix(choice.path) ? problem.dropFirst(choice.path.count) : problem[...]
      let text = SafeText(String(reason).firstLine.trimmed).elidingEnd(
        to: max(0, list.endColumn - start), widths: view.widths, sign: glyphs.ellipsis)
      draw(text, start, row, .textDim, clip: list)
      return
    }
    if layout.models > 0 {
      draw(
        state?.text ?? modelNames(choice.models, layout.models), column + 2, row,
        state?.role ?? .textDim, clip: list)
      column += layout.models + 2
    }
    guard layout.hasNumbers else { return }
    let turns = SafeText(Figures.padded(String(choice.turns), 5))
    draw(turns, column + 2, row, .number, clip: list)
    let length = SafeText(Figures.padded(SessionLength.text(choice.seconds), 7))
    draw(length, column + 9, row, .textDim, clip: list)
  }

  /// What was typed, where it stands in a title.
  private mutating func paintMatches(
    of words: WordFilter, in name: SafeText, _ column: Int, _ row: Int, clip: Rect
  ) {
    let characters = Array(name.string)
    for range in words.ranges(in: characters) {
      let start = width(SafeText(String(characters[..<range.lowerBound])))
      draw(SafeText(String(characters[range])), column + start, row, .match, clip: clip)
    }
  }

  /// "SmolLM2-135M, gemma-3-270m", or the first and how many more.
  private func modelNames(_ models: [String], _ room: Int) -> SafeText {
    let all = SafeText(models.map(\.singleLine).prefix(8).joined(separator: ", "))
    guard width(all) > room, let first = models.first else { return all }
    let more = models.count > 1 ? SafeText(" +\(models.count - 1)") : ""
    return SafeText(first.singleLine).elidingMiddle(
      to: max(1, room - width(more)), widths: view.widths, sign: glyphs.ellipsis) + more
  }

  /// How often it was found, and where first.
  private mutating func paint(_ finding: SessionFinding, _ layout: SessionsLayout, _ row: Int) {
    let list = layout.list
    let column = list.column + SessionsLayout.sign + SessionsLayout.star
    let count = "\(finding.count) \(finding.count == 1 ? "hit" : "hits")"
    draw(SafeText(count), column, row, .number, clip: list)
    let start = column + CalendarTime.width + 2
    let parts = SnippetParts(finding, room: list.endColumn - start, widths: view.widths)
    var next = start
    if parts.isCut { next = draw(glyphs.ellipsis, next, row, .textDim, clip: list) }
    for part in parts.parts {
      next = draw(part.text, next, row, part.isHit ? .match : .textDim, clip: list)
    }
  }
}

/// A snippet in parts: what was found, and what stands around it.
struct SnippetParts {
  var parts: [(text: SafeText, isHit: Bool)] = []
  /// Its beginning is left out, so that the first hit is seen.
  var isCut = false

  init(_ finding: SessionFinding, room: Int, widths: DisplayWidth) {
    var characters = Array(finding.snippet.firstLine)
    var ranges = finding.ranges.map { $0.clamped(to: 0..<characters.count) }
      .filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    if let first = ranges.first,
      widths.of(SafeText(String(characters[..<first.upperBound]))) > room
    {
      let cut = max(0, first.lowerBound - room / 4)
      characters.removeFirst(cut)
      ranges = ranges.map { $0.lowerBound - cut..<$0.upperBound - cut }
      isCut = cut > 0
    }
    var index = 0
    for range in ranges where range.lowerBound >= index {
      add(characters[index..<range.lowerBound], isHit: false)
      add(characters[range], isHit: true)
      index = range.upperBound
    }
    add(characters[index...], isHit: false)
  }

  private mutating func add(_ characters: ArraySlice<Character>, isHit: Bool) {
    if !characters.isEmpty { parts.append((SafeText(String(characters)), isHit)) }
  }
}
