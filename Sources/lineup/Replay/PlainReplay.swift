import Cells
import Glibc
import Playground
import SessionLog

/// A saved session as text: prompts, answers line by line, and what each took.
struct PlainReplay {
  private let path: String
  /// Nil writes all at once.
  private let speed: Double?
  private let idleLimit: Double?

  init(_ path: String, speed: Double?, idleLimit: Double?) {
    self.path = path
    self.speed = speed
    self.idleLimit = idleLimit
  }

  func run() throws {
    do throws(SessionFileError) {
      var panes: Set<Int> = []
      let count = try SessionReader(path)
      while let event = try count.next() {
        if case .pane(let pane) = event.body, pane.action == .open { panes.insert(pane.pane) }
      }
      let reader = try SessionReader(path)
      let printer = AnswerPrinter(paneCount: panes.count, figures: .standard)
      var state = SessionState()
      while let event = try reader.next() {
        wait(for: event, state)
        state.apply(event)
        guard show(event, state, printer) else { return }
      }
      for sentence in reader.report.sentences { complain(sentence) }
    } catch {
      throw Failure("\(error)")
    }
  }

  private func wait(for event: SessionEvent, _ state: SessionState) {
    guard let speed else { return }
    let silence = min(max(0, event.t - state.t), idleLimit ?? .infinity)
    // Days are no wait but a mistake in the file.
    let seconds = min(silence / speed, 86_400)
    if seconds > 0 { usleep(UInt32(min(seconds * 1e6, 4e9))) }
  }

  /// - Returns: false where nobody reads any more.
  private func show(
    _ event: SessionEvent, _ state: SessionState, _ printer: AnswerPrinter
  ) -> Bool {
    let output = FileHandleOutput.standard
    switch event.body {
    case .prompt(let prompt):
      let to = prompt.panes.compactMap { state.pane($0)?.name }
      let whom = to.count == state.panes.count ? "" : " to \(to.joined(separator: ", "))"
      let name = prompt.question.use?.name.map { " (\($0))" } ?? ""
      return output.write(
        SafeText("\n[\(clock(event.t))] prompt\(whom)\(name): ").string
          + SafeText(prompt.text).string + "\n")
    case .resumed(let wall, _, _):
      return output.write(SafeText("\n[\(clock(event.t))] opened again, \(wall)\n").string)
    default: return printer.show(event, state)
    }
  }

  private func clock(_ t: Double) -> String { ReplayView.clock(t) }
}
