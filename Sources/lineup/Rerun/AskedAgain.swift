import GenerationAPI
import SessionLog

/// A pane's conversation, to be asked once more under other conditions.
struct AskedAgain {
  struct Asked: Equatable {
    let turn: Int
    let variant: Int
    let question: Question
    /// Nil where none was recorded, as for an answer of another program.
    let seed: UInt64?
    let settings: [SettingEntry]
    let text: String
    /// Whether the answer came to its own end.
    let isWhole: Bool
  }

  let pane: Int
  let name: String
  let model: ModelFacts
  let turns: [Asked]

  /// Nil for a pane in which nothing was answered.
  init?(_ pane: PaneState) {
    self.pane = pane.number
    name = pane.name
    model = pane.model
    turns = pane.turns.compactMap { turn in
      guard let variant = turn.variant, let result = variant.result, !turn.isRefused else {
        return nil
      }
      return Asked(
        turn: turn.number, variant: variant.number, question: turn.question, seed: variant.seed,
        settings: variant.settings, text: variant.text,
        isWhole: result.reason == .stop || result.reason == .length)
    }
    if turns.isEmpty { return nil }
  }

  /// All panes of a session in which something was answered.
  static func all(_ state: SessionState) -> [AskedAgain] {
    (state.panes + state.closedPanes).sorted { $0.number < $1.number }.compactMap(AskedAgain.init)
  }

  /// Whether another model would be asked the same in the same way: with what somebody chose, for
  /// what the model brought does not count.
  func asksTheSame(as other: AskedAgain) -> Bool {
    func chosen(_ asked: Asked) -> [SettingEntry] {
      asked.settings.filter { !["model", "default", "random"].contains($0.source) }
    }
    return turns.count == other.turns.count
      && zip(turns, other.turns).allSatisfy {
        $0.turn == $1.turn && $0.question == $1.question && chosen($0) == chosen($1)
      }
  }
}
