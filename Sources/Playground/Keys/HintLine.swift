import Cells
import SessionLog

/// The hints, each at its place: for who draws them and for who clicks on them.
struct HintLine {
  struct Item {
    /// From where to before where it stands.
    var columns: Range<Int>
    var key: SafeText
    var text: SafeText
    /// What a click presses.
    var press: Key?
  }

  var items: [Item] = []

  /// - Parameter start: the first column for hints.
  init(
    _ session: SessionState, _ view: ViewState, start: Int, end: Int
  ) {
    let widths = view.widths
    let isNarrow = end < 60
    let gap = isNarrow ? 1 : 2
    var limit = end - 1
    if view.overlay == nil, view.pendingPrefix == nil, !view.asksConsent {
      let key = KeyHints.helpKey(view)
      let text: SafeText = isNarrow ? "" : "keys"
      let width = widths.of(key) + (isNarrow ? 0 : 5)
      limit -= width
      items.append(
        Item(
          columns: limit..<limit + width, key: key, text: text,
          press: key == "?" ? .plain("?") : Key(.function(1))))
    }
    var column = start
    for hint in KeyHints.hints(
      session, view, width: limit - start - 1, gap: gap, widths: widths)
    {
      let width = widths.of(hint.key) + 1 + widths.of(hint.text)
      items.append(
        Item(
          columns: column..<column + width, key: hint.key, text: hint.text, press: hint.press))
      column += width + gap
    }
  }
}

extension Updater {
  /// A click on the last line: what stands there is pressed.
  mutating func clickHint(at column: Int, cache: inout LayoutCache) {
    let isCovered = view.quitQuestion != nil || view.toast.map { $0.end > view.now } ?? false
    if isCovered {
      view.toast = nil
      return
    }
    if case .history = view.overlay { return }
    if view.typedSearch != nil { return }
    let end = view.size.columns
    let found = FoundLabel(session, view, end: end, cache: &cache)
    let line = HintLine(session, view, start: found?.hintStart ?? 1, end: end)
    if let key = line.items.first(where: { $0.columns.contains(column) })?.press {
      handle(key, cache: &cache)
    }
  }
}
