import Cells
import SessionLog

/// Whom a prompt goes to: the marked panes, else all.
struct SendTargets {
  let panes: [PaneState]
  let isMarked: Bool
  private let count: Int

  init(_ session: SessionState, _ view: ViewState) {
    let marked = session.panes.filter { view.marked.contains($0.number) }
    isMarked = !marked.isEmpty
    panes = isMarked ? marked : session.panes
    count = session.panes.count
  }

  /// Panes that still work on a prompt.
  var running: [PaneState] { panes.filter(\.isRunning) }

  /// Panes that can take a prompt now.
  var ready: [PaneState] {
    panes.filter { pane in
      if case .failed = pane.activity { return false }
      return !pane.isRunning
    }
  }

  /// Why nothing can be sent now; nil where it can.
  var obstacle: String? {
    if panes.isEmpty { return "no pane is open" }
    if !running.isEmpty {
      return paneNumbers(running.map(\.number)) + (running.count == 1 ? " is" : " are")
        + " still at work: ^C stops, or Enter again when done"
    }
    return ready.isEmpty ? "no model here could be opened: Esc r tries again" : nil
  }

  /// "to all 2", "to gemma-3-270m", "to 1 3 ● marked".
  func label(_ glyphs: Glyphs, columns: Int, widths: DisplayWidth) -> SafeText {
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
    if panes.isEmpty { return "nobody" }
    return isMarked ? "\(panes.count) of \(count)" : count == 1 ? "1" : "all \(count)"
  }
}
