import SessionLog

/// Says on a terminal how far it is.
final class RerunProgress: SessionPrinter {
  private var isDrawn = false
  /// Answers that are there, and all that are wanted.
  private var done = 0
  var wanted = 0

  func note(_ line: String) {
    guard FileHandleOutput.error.isTerminal else { return }
    FileHandleOutput.error.redraw(line: line)
    isDrawn = true
  }

  /// Takes the line away.
  func clear() {
    if isDrawn { FileHandleOutput.error.redraw(line: "") }
    isDrawn = false
  }

  func show(_ event: SessionEvent, _ state: SessionState) -> Bool {
    guard wanted > 0, case .done = event.body else { return true }
    done += 1
    note("\(done) of \(RerunVerdict.count(wanted, "answer"))")
    return true
  }
}
