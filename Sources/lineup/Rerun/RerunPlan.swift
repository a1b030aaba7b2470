import GenerationAPI
import JSON
import SessionLog

/// All answers of a session, as it recorded them: a fold over its events.
struct RerunPlan {
  struct Pane {
    let number: Int
    var name: String
    /// The server that the pane asked, where it did.
    var endpoint: String?
    /// Answers that are there, but not how they came to be: such as those of another program.
    var isForeign = false
  }

  /// In the order in which they were opened.
  private(set) var panes: [Pane] = []
  /// In the order in which they began.
  private(set) var answers: [RecordedAnswer] = []
  private(set) var state = SessionState()
  /// SHA-256 of the models' files, by their paths, where the session came to know them.
  private(set) var sums: [String: String] = [:]
  /// The answer that each pane is giving.
  private var running: [Int: Int] = [:]
  /// Where each of a pane's answers began last.
  private var newest: [Int: [Place: Int]] = [:]

  /// Turns that are kept for answers, all together.
  private var turnCount = 0
  private static let turnLimit = 1_000_000
  private static let tooLong = "the session's conversations are too long to be run again"

  private struct Place: Hashable {
    var turn: Int
    var variant: Int
  }

  mutating func take(_ event: SessionEvent) {
    state.apply(event)
    switch event.body {
    case .pane(let event): take(event)
    case .meta(let meta):
      for (number, sum) in meta.sha256 ?? [:] {
        let pane = state.pane(number) ?? state.closedPanes.first { $0.number == number }
        if let path = pane?.model.path { sums[path] = sum }
      }
    case .start(let start): begin(start)
    case .token(let pane, let token):
      if let index = running[pane] { answers[index].tokens.append(token) }
    case .done(let done): end(done)
    case .resumed: running = [:]
    default: break
    }
  }

  private mutating func take(_ event: PaneEvent) {
    if event.action == .open, let source = event.copies, newest[event.pane] == nil {
      newest[event.pane] = newest[source]
    }
    let isAtWork: Bool
    switch state.pane(event.pane)?.activity {
    case .reading, .answering, .waiting: isAtWork = true
    default: isAtWork = false
    }
    if !isAtWork { running[event.pane] = nil }
    guard let pane = state.pane(event.pane) else { return }
    if let index = panes.firstIndex(where: { $0.number == event.pane }) {
      panes[index].name = pane.name
      panes[index].endpoint = pane.model.endpoint ?? panes[index].endpoint
    } else {
      panes.append(Pane(number: pane.number, name: pane.name, endpoint: pane.model.endpoint))
    }
  }

  private mutating func begin(_ start: StartEvent) {
    running[start.pane] = nil
    guard let pane = state.pane(start.pane), let turn = pane.turn(start.turn),
      let variant = turn.variant, variant.number == start.variant
    else { return }
    let place = Place(turn: start.turn, variant: start.variant)
    var turns = conversation(turn, of: pane)
    var settings = variant.settings
    var continuing: [Int] = []
    var obstacle = turns == nil ? Self.tooLong : nil
    if let count = start.continues, count > 0 {
      obstacle = "the tokens that an answer went on from are not in the session"
      if let before = newest[start.pane]?[place].map({ answers[$0] }) {
        // It goes on from what it was given at first; only how long it may get is said anew.
        turns = before.turns
        settings = before.settings.map { entry in
          entry.name == "predict" ? settings.last { $0.name == "predict" } ?? entry : entry
        }
        let ids = before.allIds
        if ids.count >= count {
          continuing = Array(ids.prefix(count))
          obstacle = before.obstacle
        }
      }
    }
    running[start.pane] = answers.count
    newest[start.pane, default: [:]][place] = answers.count
    answers.append(
      RecordedAnswer(
        pane: start.pane, turn: start.turn, variant: start.variant, model: pane.model,
        app: state.app, kernels: state.machine?.kernels,
        turns: turns ?? [turn], settings: settings, seed: start.seed, rendered: start.rendered,
        continuing: continuing, obstacle: obstacle))
  }

  /// The turns that an answer depends on; nil where a broken file has more of them than there can be.
  private mutating func conversation(_ turn: Turn, of pane: PaneState) -> [Turn]? {
    // A prompt file begins afresh, and a model without a template is given the question alone.
    if turn.question.use != nil || pane.model.format == "plain" { return [turn] }
    guard let index = pane.index(ofTurn: turn.number), turnCount + index < Self.turnLimit else {
      return nil
    }
    turnCount += index + 1
    return Array(pane.turns[...index])
  }

  private mutating func end(_ done: DoneEvent) {
    guard let index = running[done.pane], answers[index].turn == done.turn,
      answers[index].variant == done.variant
    else {
      // It never began here; what was stopped or failed before it began says nothing.
      let isAnswer = done.result.reason == .stop || done.result.reason == .length
      if isAnswer, let index = panes.firstIndex(where: { $0.number == done.pane }) {
        panes[index].isForeign = true
      }
      return
    }
    answers[index].result = done.result
    running[done.pane] = nil
  }
}
