import SessionLog

/// What is said once, after the first example that led to another answer.
enum LadderHint: Sendable, Equatable {
  case untold
  /// How many answers the last turns of panes had before.
  case waiting([Int: Int])
  case told
}

extension Updater {
  /// Somebody gave panes an example more, and they are asked again.
  mutating func waitForAnswers(of panes: [Int]) {
    guard view.ladderHint != .told else { return }
    let counts = panes.map { ($0, session.pane($0)?.turns.last?.variants.count ?? 0) }
    view.ladderHint = .waiting(Dictionary(counts) { $1 })
  }

  /// Says what comes next, once one of them has answered.
  mutating func tellOfLadder() {
    guard case .waiting(let counts) = view.ladderHint else { return }
    let hasAnswered = counts.contains { number, count in
      guard let pane = session.pane(number), !pane.isRunning, let turn = pane.turns.last,
        let result = turn.result
      else { return false }
      return turn.variants.count > count && ![.error, .cancelled].contains(result.reason)
    }
    guard hasAnswered else { return }
    view.ladderHint = .told
    let keys = view.keys
    toast(
      "\(keys.key(for: .ladder)) compares more examples side by side; \(keys.key(for: .add)) adds a model"
    )
  }
}
