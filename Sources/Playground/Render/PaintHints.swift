import Cells
import SessionLog

/// The hint line: a question, a toast, or the keys that do something now.
extension Painter {
  mutating func paintHints(cache: inout LayoutCache) {
    let area = layout.hints
    let start = 1
    if let search = view.typedSearch { return paintSearchLine(search, cache: &cache) }
    if let question = quitSentence {
      draw(fitting(question, area.columns - 2), start, area.row, .stateWarn)
      return
    }
    if let toast = view.toast, toast.end > view.now, !isSearching {
      draw(fitting(SafeText(toast.text.firstLine), area.columns - 2), start, area.row, .text)
      return
    }
    var first = paintFound(cache: &cache)
    if case .history(let search) = view.overlay { first = paintQuery(search) }
    for hint in HintLine(session, view, start: first, end: area.endColumn).items {
      let column = draw(hint.key, hint.columns.lowerBound, area.row, .hintKey)
      if !hint.text.isEmpty { draw(" \(hint.text)", column, area.row, .hintText) }
    }
  }

  /// What is being typed stands on this line.
  private var isSearching: Bool { if case .history = view.overlay { true } else { false } }

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
