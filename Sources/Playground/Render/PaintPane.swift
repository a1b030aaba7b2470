import Cells
import GenerationAPI
import SessionLog

/// A pane's frame: borders, header and lower border of a box, or a row's one line.
extension Painter {
  mutating func paint(_ pane: PaneState, at place: PanePlace, cache: inout LayoutCache) {
    switch place.style {
    case .box: paintBox(pane, place)
    case .row: paintRowHeader(pane, place)
    case .bare: break
    case .strip: return paintStrip(pane, place)
    }
    let hidden = paintBody(pane, place, cache: &cache)
    if place.hasBottomBorder {
      paintFoot(pane, place.rect, hidden: hidden.text(glyphs))
    } else if let more = hidden.text(glyphs) {
      let text = SafeText(" \(more) ")
      draw(text, place.body.endColumn - width(text), place.body.endRow - 1, .hintKey)
    }
  }

  func isChosen(_ pane: PaneState) -> Bool {
    pane.number == (session.pane(view.chosen) ?? session.panes.first)?.number
  }

  func lineSet(_ pane: PaneState) -> (Glyphs.LineSet, Role) {
    isChosen(pane) ? (glyphs.heavy, .borderChosen) : (glyphs.light, .border)
  }

  // MARK: Box

  private mutating func paintBox(_ pane: PaneState, _ place: PanePlace) {
    let rect = place.rect
    let (lines, role) = lineSet(pane)
    let last = rect.endColumn - 1
    for row in (rect.row + 1)..<rect.endRow {
      draw(lines.vertical, rect.column, row, role)
      draw(lines.vertical, last, row, role)
    }
    drawLine(lines.horizontal, from: rect.column + 1, to: last, row: rect.row, role)
    draw(lines.topLeft, rect.column, rect.row, role)
    draw(lines.topRight, last, rect.row, role)
    if place.hasBottomBorder {
      let row = rect.endRow - 1
      drawLine(lines.horizontal, from: rect.column + 1, to: last, row: row, role)
      draw(lines.bottomLeft, rect.column, row, role)
      draw(lines.bottomRight, last, row, role)
    }
    paintHead(pane, rect)
    paintNumbers(
      pane, column: rect.column + 2, row: rect.row + 1, columns: rect.columns - 4)
  }

  /// `╭─ 1 ✓ SmolLM2-135M-Instruct ──────────────── Q4_1 134.5M ─╮`
  private mutating func paintHead(_ pane: PaneState, _ rect: Rect) {
    let row = rect.row
    var column = rect.column + 2
    let end = rect.endColumn - 2
    column = draw(" ", column, row, .background)
    column = drawNumberAndState(pane, column, row)
    let left = column + 1
    // At least one cell of border between name and facts.
    func room(_ facts: SafeText) -> Int {
      end - left - 1 - (facts.isEmpty ? 1 : width(facts) + 2 + 1)
    }
    let wanted = min(view.widths.of(pane.shownName), 24)
    let facts = pane.facts.first { room($0) >= wanted } ?? ""
    column = draw(
      pane.shownName.elidingMiddle(
        to: max(0, room(facts)), widths: view.widths, sign: glyphs.ellipsis), left, row, .title)
    draw(" ", column, row, .background)
    if !facts.isEmpty {
      draw(" \(facts) ", end - width(facts) - 2, row, .status)
    }
  }

  /// The number, reversed where the pane is chosen, its mark, and the state's sign.
  private mutating func drawNumberAndState(_ pane: PaneState, _ column: Int, _ row: Int) -> Int {
    var column = draw(
      SafeText("\(pane.number)"), column, row, .title, isChosen(pane) ? .reverse : [])
    column = draw(" ", column, row, .background)
    if view.marked.contains(pane.number) {
      column = draw(glyphs.marked, column, row, .hintKey)
      column = draw(" ", column, row, .background)
    }
    let mark = pane.stateMark
    column = draw(mark.text(glyphs), column, row, mark.role)
    return draw(" ", column, row, .background) - 1
  }

  /// `╰─ stop  temp 0  seed 7 ──────── shared ×2  92+24 MiB ─╯`
  ///
  /// Where there is more below, that stands at the right instead.
  private mutating func paintFoot(_ pane: PaneState, _ rect: Rect, hidden: String?) {
    let row = rect.endRow - 1
    let start = rect.column + 2
    let end = rect.endColumn - 2
    let left = pane.endPhrase
    let right =
      hidden.map { [$0] }
      ?? (pane.isServer
        ? [pane.serverPlace].compactMap { $0 }
        : [pane.conditionPhrase(glyphs), memoryField(pane)].compactMap { $0 })
    let settings = pane.settingsPhrases(ascii: glyphs.isASCII || view.ambiguousIsWide)
    // How many examples there are is worth more than the memory.
    let besides = pane.promptName == nil ? right : Array(right.prefix(1))
    // What is dropped first stands last.
    let forms: [(left: [String], right: [String])] = [
      ([left].compactMap { $0 } + settings, right),
      ([left].compactMap { $0 } + settings.prefix(1), right),
      ([left].compactMap { $0 } + settings.prefix(pane.promptName == nil ? 0 : 1), besides),
      ([left].compactMap { $0 }, right),
      ([left].compactMap { $0 }, Array(right.prefix(1))),
      ([left].compactMap { $0 }, []),
      ([], []),
    ]
    func text(_ parts: [String]) -> SafeText {
      parts.isEmpty ? "" : SafeText(" " + parts.joined(separator: "  ") + " ")
    }
    let form = forms.first { width(text($0.left)) + width(text($0.right)) + 2 <= end - start }
    guard let form else { return }
    draw(text(form.left), start, row, .status)
    draw(text(form.right), end - width(text(form.right)), row, hidden != nil ? .hintKey : .status)
  }

  /// The memory in a field that is as wide before an answer as after it.
  private func memoryField(_ pane: PaneState) -> String? {
    // Nothing stands beside it before the first answer.
    let growth = pane.readout.condition == nil ? 0 : pane.memoryGrowth
    return pane.memoryPhrase.map { String(repeating: " ", count: growth) + $0 }
  }

  // MARK: Numbers

  /// What the numbers line shows in a width: sparkline cells, whether figures have names, whether
  /// the context has a bar.
  private struct NumbersForm {
    /// Cells without context and cost.
    var columns: Int
    var spark = 0
    var isNamed = false
    var hasBar = false
    var showsWait = true

    static let all = [
      NumbersForm(columns: 42, spark: 8, isNamed: true, hasBar: true),
      NumbersForm(columns: 38, spark: 4, isNamed: true, hasBar: true),
      NumbersForm(columns: 38, spark: 4, isNamed: true), NumbersForm(columns: 31, spark: 4),
      NumbersForm(columns: 26),
    ]
    /// Where a cost needs the room.
    static let shortest = NumbersForm(columns: 19, showsWait: false)

    var contextColumns: Int { hasBar ? 14 : 5 }
  }

  /// `⣀⣤⣶⣿   212 t/s  ttft   31ms     19 tok  ctx ⣿⣀⣀⣀  2%`, and `  ~$0.0132` behind it; where
  /// there is no room for both, that stands in the context's place for servers, whose is not known.
  private mutating func paintNumbers(_ pane: PaneState, column: Int, row: Int, columns: Int) {
    let costColumns = session.costColumns
    let figures = pane.figures(ascii: glyphs.isASCII, costColumns: costColumns)
    let clip = Rect(column: column, row: row, columns: max(0, columns), rows: 1)
    let hasBoth = costColumns > 0 && columns >= 56 + 2 + costColumns
    let hasCost = hasBoth || pane.isServer && costColumns > 0 && pane.contextSize == nil
    func rest(_ form: NumbersForm) -> Int {
      let cost = hasCost ? costColumns + (form.isNamed ? 2 : 1) : 0
      if hasBoth { return form.contextColumns + cost }
      return hasCost ? max(cost, form.contextColumns) : form.contextColumns
    }
    let form =
      NumbersForm.all.first { $0.columns + rest($0) <= columns }
      ?? (hasCost ? NumbersForm.shortest : NumbersForm(columns: 26))
    var column = column
    func add(_ text: String, _ role: Role, _ painter: inout Painter) {
      column = painter.draw(SafeText(text), column, row, role, clip: clip)
    }
    if form.spark > 0 {
      let line = Meters.sparkline(
        pane.readout.history, highest: highestRate, cells: form.spark, isASCII: glyphs.isASCII)
      column = draw(line, column, row, .meterLow, clip: clip) + 1
    }
    add(figures.rate, figures.rateRole, &self)
    add(" t/s" + (form.isNamed ? "  ttft " : " "), .textDim, &self)
    if form.showsWait { add(figures.wait, figures.role(figures.wait), &self) }
    add((form.isNamed ? "  " : " ") + figures.tokens, figures.role(figures.tokens), &self)
    add(" tok", .textDim, &self)
    if !hasCost || hasBoth {
      add(form.hasBar ? "  ctx " : " ", .textDim, &self)
      if form.hasBar {
        let bar = Meters.bar(
          pane.readout.contextTokens, of: pane.contextSize ?? 0, cells: 4, isASCII: glyphs.isASCII)
        column = draw(bar, column, row, contextRole(pane), clip: clip)
      }
      add(figures.context, figures.role(figures.context), &self)
    }
    guard hasCost else { return }
    let indent = hasBoth ? 2 : max(form.isNamed ? 2 : 1, form.contextColumns - costColumns)
    add(String(repeating: " ", count: indent) + figures.cost, figures.role(figures.cost), &self)
  }

  /// Stands out once the context is four fifths full.
  private func contextRole(_ pane: PaneState) -> Role {
    guard let size = pane.contextSize, size > 0 else { return .meterLow }
    return pane.readout.contextTokens >= size / 5 * 4 ? .meterHigh : .meterLow
  }

  /// All sparklines share one scale.
  private var highestRate: Double {
    session.panes.flatMap(\.readout.history).max() ?? 0
  }
}
