import Cells
import SessionLog

/// The search line, in place of the hints while it has the keyboard, and what was found before
/// them afterwards.
extension Painter {
  /// ` /query▏            3/17 in pane 2, 40 in all  Enter keep  Esc cancel`
  mutating func paintSearchLine(_ search: Search, cache: inout LayoutCache) {
    let area = layout.hints
    let counts = SearchCount(session, view, cache: &cache).forms
    let keys = ["Enter keep  Esc cancel", ""]
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
}

/// What was looked for and how much of it was found, before the hints.
struct FoundLabel {
  var query: SafeText
  var count: SafeText
  /// Where the hints begin.
  var hintStart: Int

  static let start = 1

  /// Nil where nothing is looked for, or there is no room to say so.
  init?(_ session: SessionState, _ view: ViewState, end: Int, cache: inout LayoutCache) {
    guard view.mode == .panes, view.overlay == nil, let search = view.search, !search.isTyping
    else { return nil }
    let widths = view.widths
    query = SafeText(search.query.firstLine).elidingEnd(
      to: 20, widths: widths, sign: view.glyphs.ellipsis)
    let before = Self.start + 1 + widths.of(query) + 1
    let counts = SearchCount(session, view, cache: &cache).forms.map { SafeText($0) }
    guard let count = counts.first(where: { before + widths.of($0) <= (end - 7) * 2 / 3 }) else {
      return nil
    }
    self.count = count
    hintStart = before + widths.of(count) + 2
  }
}

extension Painter {
  /// `/query 3/17 in pane 2, 40 in all`; returns the column for hints.
  mutating func paintFound(cache: inout LayoutCache) -> Int {
    let area = layout.hints
    guard let label = FoundLabel(session, view, end: area.endColumn, cache: &cache) else {
      return FoundLabel.start
    }
    var column = draw("/", FoundLabel.start, area.row, .hintKey)
    column = draw(label.query, column, area.row, .text)
    draw(" \(label.count)", column, area.row, .hintText)
    return label.hintStart
  }
}
