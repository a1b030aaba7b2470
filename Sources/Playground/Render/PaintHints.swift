import Cells
import SessionLog

/// The hint line: a question, a toast, or the keys that do something now.
extension Painter {
  mutating func paintHints(cache: inout LayoutCache) {
    let area = layout.hints
    var start = 1
    if let search = view.typedSearch { return paintSearchLine(search, cache: &cache) }
    if let question = quitSentence {
      draw(fitting(question, area.columns - 2), start, area.row, .stateWarn)
      return
    }
    if let toast = view.toast, toast.end > view.now {
      draw(fitting(SafeText(toast.text.firstLine), area.columns - 2), start, area.row, .text)
      return
    }
    let isNarrow = area.columns < 60
    let gap = isNarrow ? 1 : 2
    var column = area.endColumn - 1
    if view.overlay == nil, view.pendingPrefix == nil {
      let key = KeyHints.helpKey(view)
      column -= width(key) + (isNarrow ? 0 : 5)
      let end = draw(key, column, area.row, .hintKey)
      if !isNarrow { draw(" keys", end, area.row, .hintText) }
    }
    if view.mode == .panes, view.overlay == nil, let search = view.search {
      start = paintFound(search, from: start, to: column - 1, cache: &cache)
    }
    let hints = KeyHints.hints(
      session, view, width: column - start - 1, gap: gap, widths: view.widths)
    column = start
    for hint in hints {
      column = draw(hint.key, column, area.row, .hintKey)
      column = draw(" \(hint.text)", column, area.row, .hintText) + gap
    }
  }

  private func fitting(_ text: SafeText, _ columns: Int) -> SafeText {
    text.elidingEnd(to: max(0, columns), widths: view.widths, sign: glyphs.ellipsis)
  }

  private var quitSentence: SafeText? {
    switch view.quitQuestion {
    case nil: nil
    case .again(let end): end > view.now ? "^C again quits" : nil
    case .running:
      "\(session.runningPanes.count) \(session.runningPanes.count == 1 ? "pane is" : "panes are") at work: q again quits, Esc stays"
    }
  }
}
