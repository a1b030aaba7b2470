import Cells
import Playground
import SessionLog

/// The terminal is left to other programs, and taken back.
extension PlaygroundSession {
  func suspend() {
    conductor.willWait()
    terminal.suspend()
    conductor.didWait(continued: true)
    terminal.redraw()
    isDirty = true
  }

  /// Runs another program on the terminal; answers go on meanwhile.
  private func run(_ words: [String], input: [UInt8]? = nil) -> Int? {
    conductor.willWait()
    let status = terminal.run(words, input: input) {
      conductor.didWait(continued: false)
      _ = takeMessages()
      conductor.sampleIfDue()
      keeper.writeIfDue(view, now: Machine.clock())
      conductor.willWait()
    }
    conductor.didWait(continued: false)
    terminal.redraw()
    handle(.sessionChanged(at: Machine.clock()))
    return status
  }

  /// A pager may pass on what a terminal obeys, so it gets what could be drawn here.
  func page(_ text: String) {
    let pager = ExternalPrograms.pager(environment)
    let status = run(pager.words, input: Array(SafeText(text).string.utf8))
    let complaint = ExternalPrograms.complaint(pager.name, status: status, variable: "PAGER")
    if let complaint { notice(complaint) }
  }

  func editDraft(_ text: String) {
    do {
      let file = try EditorFile(
        text, folder: ExternalPrograms.temporaryFolder(environment),
        random: { UInt32.random(in: 0...UInt32.max) })
      let editor = ExternalPrograms.editor(environment, file: file.path)
      let status = run(editor.words)
      let complaint = ExternalPrograms.complaint(
        editor.name, status: status, variable: "VISUAL or EDITOR")
      if let complaint {
        file.remove()
        throw Failure(complaint + "; the draft is as it was")
      }
      handle(.edited(try file.result(), at: Machine.clock()))
    } catch {
      notice((error as? Failure)?.sentence ?? "\(error)")
    }
  }
}
