import Cells
import SessionLog

/// A pane's title and numbers in one line.
extension Painter {
  /// `━2 gemma-3-270m Q4_K_M 268.1M 244M ━━━━━━━━━ ▸  51.3 t/s   88ms    12 tok   1% ━`
  mutating func paintRowHeader(_ pane: PaneState, _ place: PanePlace) {
    let rect = place.rect
    let row = rect.row
    let (lines, role) = lineSet(pane)
    drawLine(lines.horizontal, from: rect.column, to: rect.endColumn, row: row, role)
    let start = rect.column + 1
    let end = rect.endColumn - 1
    let mark = StateMark(pane.activity)
    let figures = pane.figures(ascii: glyphs.isASCII)
    let head = SafeText(
      "\(pane.number)" + (view.marked.contains(pane.number) ? "\(glyphs.marked)" : ""))
    let name = SafeText(pane.name)
    let wanted = min(width(name), 24)
    let numberForms: [[(String, Role)]] = [
      [
        (figures.rate, .textStrong), (" t/s", .textDim), (" " + figures.wait, .number),
        (" " + figures.tokens, .number), (" tok", .textDim), (" " + figures.context, .number),
      ],
      [
        (figures.rate, .textStrong), (" t/s", .textDim), (" " + figures.tokens, .number),
        (" tok", .textDim), (" " + figures.context, .number),
      ],
      [(figures.rate, .textStrong), (" t/s", .textDim), (" " + figures.context, .number)],
      [(figures.rate, .textStrong), (" t/s", .textDim)],
    ]
    let sign = mark.text(glyphs)
    func rightWidth(_ parts: [(String, Role)]) -> Int {
      1 + width(sign) + 1 + parts.reduce(0) { $0 + width(SafeText($1.0)) } + 1
    }
    func room(_ facts: SafeText, _ numbers: [(String, Role)]) -> Int {
      end - start - width(head) - 1 - (facts.isEmpty ? 0 : width(facts) + 1) - 1 - 2
        - rightWidth(numbers)
    }
    // Memory goes first, then figures, then facts.
    let facts = pane.factsWithMemory
    let attempts =
      facts.map { ($0, numberForms[0]) } + numberForms.dropFirst().map { (SafeText(""), $0) }
    let (shown, numbers) =
      attempts.first { room($0.0, $0.1) >= wanted } ?? ("", numberForms[numberForms.count - 1])
    var column = draw(head, start, row, .title, isChosen(pane) ? .reverse : [])
    column = draw(" ", column, row, .background)
    column = draw(
      name.elidingMiddle(
        to: max(0, room(shown, numbers)), widths: view.widths, sign: glyphs.ellipsis), column, row,
      .title)
    if !shown.isEmpty { column = draw(" \(shown)", column, row, .status) }
    draw(" ", column, row, .background)
    column = end - rightWidth(numbers)
    column = draw(" ", column, row, .background)
    column = draw(sign, column, row, mark.role)
    column = draw(" ", column, row, .background)
    for (text, role) in numbers { column = draw(SafeText(text), column, row, role) }
    draw(" ", column, row, .background)
  }
}
