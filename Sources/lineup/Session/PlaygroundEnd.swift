import Cells
import Glibc

/// How the playground ends.
extension PlaygroundSession {
  /// Stops what runs, waits a moment for it to say so, saves, and gives the terminal back.
  func finish() -> Int32 {
    leaveReplay()
    let stopped = conductor.busyCount
    conductor.stopAll()
    let limit = Machine.clock() + 0.5
    while conductor.isBusy, Machine.clock() < limit {
      _ = mailbox.wake.wait(timeout: 0.05)
      _ = takeMessages()
    }
    keeper.finish(view)
    terminal.close()
    if let obstacle = recorder.obstacle { complain(obstacle) }
    let isSaved = recorder.finish()
    closeOthers()
    terminal.say(farewell(isSaved: isSaved, stopped: stopped))
    return terminal.endSignal.map { 128 + $0 } ?? 0
  }

  /// Why it ended, what was lost, what was saved and where.
  private func farewell(isSaved: Bool, stopped: Int) -> SafeText {
    var lines = ""
    if let number = terminal.endSignal {
      let what =
        stopped == 0 ? "" : "; \(stopped) unfinished \(stopped == 1 ? "answer" : "answers")"
      lines += "lineup: ended by signal \(number) (\(String(cString: strsignal(number))))\(what)\n"
    }
    if hasUnsentDraft {
      let text = view.draft.text
      let shown = text.prefix(1000)
      let rest = shown.endIndex == text.endIndex ? "" : " …"
      lines += "not sent: \(shown)\(rest)\n"
    }
    if let path = recorder.path, let id = recorder.id, isSaved {
      let title = conductor.state.meta.title.map { " \"\($0)\"" } ?? ""
      // Moved elsewhere, it is not found by its id; and who did not mean to end wants to know where.
      let isListed = (try? places.sessions).map { path.hasPrefix($0 + "/") } ?? false
      lines += "saved \(id)\(title): "
      if isListed { lines += "lineup --session \(id) | lineup replay \(id)\n" }
      if !isListed || terminal.endSignal != nil { lines += "\(path)\n" }
    }
    return SafeText(lines)
  }
}
