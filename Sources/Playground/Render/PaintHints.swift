import Cells
import SessionLog

/// The hint line: a question, a toast, or the keys that do something now.
extension Painter {
  mutating func paintHints() {
    let area = layout.hints
    let start = 1
    if let question = quitSentence {
      draw(fitting(question, area.columns - 2), start, area.row, .stateWarn)
      return
    }
    if let toast = view.toast, toast.end > view.now {
      draw(fitting(SafeText(toast.text.firstLine), area.columns - 2), start, area.row, .text)
      return
    }
    let help = KeyHints.helpHint(session, view)
    let helpWidth = width("\(help.key) \(help.text)")
    let helpStart = area.endColumn - 1 - helpWidth
    let gap = area.columns >= 60 ? 2 : 1
    var column = start
    let hints = KeyHints.hints(session, view, width: helpStart - start - 1, gap: gap, widths: view.widths)
    for hint in hints {
      column = draw(hint.key, column, area.row, .hintKey)
      column = draw(" \(hint.text)", column, area.row, .hintText) + gap
    }
    let end = draw(help.key, helpStart, area.row, .hintKey)
    draw(" \(help.text)", end, area.row, .hintText)
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
