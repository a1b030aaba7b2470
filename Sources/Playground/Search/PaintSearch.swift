import Cells
import SessionLog

/// The search line, in place of the hints while it has the keyboard, and what was found before
/// them afterwards.
extension Painter {
  /// ` /query▏            3/17 in pane 2, 40 in all  Enter keep  Esc leave`
  mutating func paintSearchLine(_ search: Search, cache: inout LayoutCache) {
    let area = layout.hints
    let counts = SearchCount(session, view, cache: &cache).forms
    let keys = ["Enter keep  Esc leave", ""]
    let query = SafeText(search.query)
    let forms: [SafeText] =
      search.pattern == nil
      ? keys.map { SafeText($0) }
      : counts.flatMap { count in
        keys.map { SafeText([count, $0].filter { !$0.isEmpty }.joined(separator: "  ")) }
      }.sorted { width($0) > width($1) }
    let wanted = min(width(query), max(12, area.columns / 3))
    let right = forms.first { 2 + wanted + 3 + width($0) + 1 <= area.columns } ?? ""
    var column = draw("/", 1, area.row, .hintKey)
    let room = max(1, area.columns - column - 2 - (right.isEmpty ? 0 : width(right) + 3))
    let shown = query.elidingStart(to: room, widths: view.widths, sign: glyphs.ellipsis)
    column = draw(shown, column, area.row, .text)
    frame.caret = Point(column: min(column, max(0, area.columns - 1)), row: area.row)
    let isMissing = search.pattern != nil && counts.first == "nothing found"
    draw(
      right, area.endColumn - width(right) - 1, area.row, isMissing ? .stateWarn : .hintText)
  }

  /// `/query 3/17 in pane 2, 40 in all`; returns the column behind it.
  mutating func paintFound(
    _ search: Search, from column: Int, to end: Int, cache: inout LayoutCache
  ) -> Int {
    let query = SafeText(search.query.firstLine).elidingEnd(
      to: 20, widths: view.widths, sign: glyphs.ellipsis)
    let counts = SearchCount(session, view, cache: &cache).forms
    let row = layout.hints.row
    guard
      let count = counts.first(where: {
        width(query) + 2 + width(SafeText($0)) <= (end - column) * 2 / 3
      })
    else { return column }
    var column = draw("/", column, row, .hintKey)
    column = draw(query, column, row, .text)
    return draw(SafeText(" " + count), column, row, .hintText) + 2
  }
}
