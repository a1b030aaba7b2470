import Cells

/// The line on which a part of an earlier prompt is typed.
extension Painter {
  /// Returns the column behind it.
  mutating func paintQuery(_ search: HistorySearch) -> Int {
    let area = layout.hints
    let state =
      search.query.isEmpty || search.found != nil
      ? (search.isAtEnd ? "no other: " : "history: ") : "not found: "
    let start = draw(SafeText(state), 1, area.row, .hintText)
    let room = max(1, area.endColumn - start - 2)
    let query = SafeText(search.query).elidingStart(
      to: min(room, max(12, area.columns / 3)), widths: view.widths, sign: glyphs.ellipsis)
    let end = draw(query, start, area.row, .text)
    frame.caret = Point(column: min(end, area.endColumn - 1), row: area.row)
    return end + 2
  }
}

extension ViewState {
  /// The draft, or the earlier prompt that a search has found.
  var shownDraft: Draft {
    if case .history(let search) = overlay, let found = search.found { found } else { draft }
  }
}
