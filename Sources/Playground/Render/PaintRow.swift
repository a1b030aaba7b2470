import Cells
import SessionLog

/// A pane's title and numbers in one line.
extension Painter {
  private typealias Part = (text: String, role: Role)

  /// `━2 gemma-3-270m Q4_K_M 268.1M 244M ━━━━━━━━━ ▸  51.3 t/s   88ms    12 tok   1% ━`
  mutating func paintRowHeader(_ pane: PaneState, _ place: PanePlace) {
    let rect = place.rect
    let row = rect.row
    let (lines, role) = lineSet(pane)
    drawLine(lines.horizontal, from: rect.column, to: rect.endColumn, row: row, role)
    let start = rect.column + 1
    let end = rect.endColumn - 1
    let mark = pane.stateMark
    let sign = mark.text(glyphs)
    let isMarked = view.marked.contains(pane.number)
    let head = SafeText("\(pane.number)") + (isMarked ? glyphs.marked : "")
    let name = pane.shownName

    func rightWidth(_ numbers: [Part]) -> Int {
      numbers.reduce(width(sign) + 3) { $0 + width(SafeText($1.text)) }
    }
    /// Cells left for the name, with two of line between both sides.
    func room(_ facts: SafeText, _ numbers: [Part]) -> Int {
      let left = width(head) + 1 + (facts.isEmpty ? 0 : width(facts) + 1) + 1
      return end - start - left - 2 - rightWidth(numbers)
    }
    // Memory goes first, then facts, then figures; the rate stays.
    let forms = numberForms(pane)
    let attempts =
      pane.factsWithMemory.map { ($0, forms[0]) } + forms.dropFirst().map { (SafeText(""), $0) }
    let wanted = min(width(name), 24)
    // The memory may grow, and must not move what stands beside it.
    func growth(_ facts: SafeText) -> Int {
      facts == attempts.first?.0 ? pane.memoryGrowth : 0
    }
    let (facts, numbers) =
      attempts.first { room($0.0, $0.1) - growth($0.0) >= wanted } ?? ("", forms[forms.count - 1])

    var column = draw(head, start, row, .title, isChosen(pane) ? .reverse : [])
    column = draw(" ", column, row, .background)
    let shown = name.elidingMiddle(
      to: max(0, room(facts, numbers) - growth(facts)), widths: view.widths, sign: glyphs.ellipsis)
    column = draw(shown, column, row, .title)
    if !facts.isEmpty { column = draw(" \(facts)", column, row, .status) }
    draw(" ", column, row, .background)
    column = draw(" ", end - rightWidth(numbers), row, .background)
    column = draw(sign, column, row, mark.role)
    column = draw(" ", column, row, .background)
    for (text, role) in numbers { column = draw(SafeText(text), column, row, role) }
    draw(" ", column, row, .background)
  }

  /// The figures, the fullest form first.
  private func numberForms(_ pane: PaneState) -> [[Part]] {
    let costColumns = session.costColumns
    let figures = pane.figures(ascii: glyphs.isASCII, costColumns: costColumns)
    func part(_ field: String) -> Part { (" " + field, figures.role(field)) }
    // A server's context is not known: what it cost stands there. All rows keep in line.
    let last: Part =
      costColumns > 0 && pane.isServer && pane.contextSize == nil
      ? part(figures.cost)
      : part(Figures.padded(figures.context, costColumns, count: width(SafeText(figures.context))))
    let rate: [Part] = [(figures.rate, figures.rateRole), (" t/s", .textDim)]
    let tokens: [Part] = [part(figures.tokens), (" tok", .textDim)]
    return [
      rate + [part(figures.wait)] + tokens + [last], rate + tokens + [last], rate + [last], rate,
    ]
  }
}
