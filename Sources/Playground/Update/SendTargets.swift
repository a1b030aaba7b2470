import Cells
import SessionLog

/// Whom a prompt goes to: the marked panes, else all.
struct SendTargets {
  let panes: [PaneState]
  let isMarked: Bool
  private let count: Int
  private let editing: Editing?

  init(_ session: SessionState, _ view: ViewState) {
    let marked = session.panes.filter { view.marked.contains($0.number) }
    editing = view.editing
    isMarked = !marked.isEmpty && editing == nil
    panes =
      if let editing {
        session.panes.filter { pane in
          editing.panes.contains(pane.number) && pane.index(ofTurn: editing.turn) != nil
        }
      } else {
        isMarked ? marked : session.panes
      }
    count = session.panes.count
  }

  /// Panes that still work on a prompt.
  var running: [PaneState] { panes.filter(\.isRunning) }

  /// Panes that take a prompt: at once, or when they are done.
  var ready: [PaneState] {
    panes.filter { if case .failed = $0.activity { false } else { true } }
  }

  /// Why nothing can be sent now; nil where it can.
  var obstacle: String? {
    if editing != nil, panes.isEmpty { return "that prompt is gone: ^C leaves it" }
    if panes.isEmpty { return "no pane is open" }
    if editing != nil, !running.isEmpty {
      return paneNumbers(running.map(\.number)) + (running.count == 1 ? " is" : " are")
        + " still at work: ^C stops, or Enter again when done"
    }
    return ready.isEmpty ? "no model here could be opened: Esc r tries again" : nil
  }

  /// "to all 2", "to gemma-3-270m", "to 1 3 ● marked".
  func label(_ glyphs: Glyphs, columns: Int, widths: DisplayWidth) -> SafeText {
    if editing != nil {
      return SafeText("instead of the prompt in \(paneNumbers(panes.map(\.number)))")
    }
    if panes.isEmpty { return "to nobody" }
    if isMarked {
      let numbers = panes.map { String($0.number) }.joined(separator: " ")
      return "to \(numbers) \(glyphs.marked) marked"
    }
    guard count == 1 else { return "to all \(count)" }
    return
      "to \(panes[0].shownName.elidingMiddle(to: max(4, columns), widths: widths, sign: glyphs.ellipsis))"
  }

  /// "all", "2 of 3": for a line that has other things to say.
  var shortLabel: SafeText {
    if editing != nil { return "edit" }
    if panes.isEmpty { return "nobody" }
    return isMarked ? "\(panes.count) of \(count)" : count == 1 ? "1" : "all \(count)"
  }
}
