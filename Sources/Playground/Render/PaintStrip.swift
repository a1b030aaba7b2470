import Cells
import SessionLog

/// A pane in a single line.
extension Painter {
  /// ` 4 ⊘ gemma-3-270m t1.2    50.9 t/s   90ms    12 tok  …stopped by you`
  mutating func paintStrip(_ pane: PaneState, _ place: PanePlace) {
    let rect = place.rect
    let row = rect.row
    let mark = pane.stateMark
    let costColumns = session.costColumns
    let figures = pane.figures(ascii: glyphs.isASCII, costColumns: costColumns)
    var column = draw(SafeText("\(pane.number)"), rect.column + 1, row, .title)
    column = draw(view.marked.contains(pane.number) ? glyphs.marked : " ", column, row, .hintKey)
    column = draw(mark.text(glyphs), column, row, mark.role) + 1
    let nameWidth =
      rect.columns >= 110 ? 34 : rect.columns >= 72 ? 20 : max(8, rect.columns / 3 - 2)
    let facts = pane.facts.last { !$0.isEmpty } ?? ""
    let name = pane.shownName
    let full = width(name) + 1 + width(facts) <= nameWidth && !facts.isEmpty
    let shown = name.elidingMiddle(to: nameWidth, widths: view.widths, sign: glyphs.ellipsis)
    let after = draw(shown, column, row, .title)
    if full { draw(" \(facts)", after, row, .status) }
    column += nameWidth + 1
    column = draw(SafeText(figures.rate), column, row, figures.rateRole)
    column = draw(" t/s", column, row, .textDim)
    if rect.columns >= 72 {
      column = draw(SafeText(" " + figures.wait), column, row, figures.role(figures.wait))
      column = draw(SafeText(" " + figures.tokens), column, row, figures.role(figures.tokens))
      column = draw(" tok", column, row, .textDim)
    }
    if rect.columns >= 100, costColumns > 0 {
      column = draw(SafeText("  " + figures.cost), column, row, figures.role(figures.cost))
    }
    column += 2
    let room = max(0, rect.endColumn - 1 - column)
    if let note = PaneNote.strip(of: pane) {
      let text = note.text.elidingEnd(to: room, widths: view.widths, sign: glyphs.ellipsis)
      draw(text, column, row, note.role)
    } else {
      draw(lastWords(of: pane, room: room), column, row, .text)
    }
  }

  /// The end of an answer in one line, from a word's start where one fits.
  private func lastWords(of pane: PaneState, room: Int) -> SafeText {
    let answer = pane.turns.last?.answer ?? ""
    // More characters than cells: marks and line breaks take none.
    let tail = String(answer.unicodeScalars.suffix(8 * (room + 40)))
    let end = tail.suffix(room + 40)
    let words = SafeText(String(end.map { $0.isNewline || $0 == "\t" ? " " : $0 })).string
      .split(separator: " ")
    var used = 0
    var first = words.count
    while first > 0 {
      let next = width(SafeText(String(words[first - 1]))) + (first == words.count ? 0 : 1)
      guard used + next <= room else { break }
      used += next
      first -= 1
    }
    let isWhole = first == 0 && end.utf8.count == answer.utf8.count
    if isWhole { return SafeText(words.joined(separator: " ")) }
    while first < words.count, used + width(glyphs.ellipsis) > room {
      used -= width(SafeText(String(words[first]))) + 1
      first += 1
    }
    guard first < words.count else {
      return SafeText(words.last.map(String.init) ?? "").elidingStart(
        to: room, widths: view.widths, sign: glyphs.ellipsis)
    }
    return glyphs.ellipsis + SafeText(words[first...].joined(separator: " "))
  }
}
