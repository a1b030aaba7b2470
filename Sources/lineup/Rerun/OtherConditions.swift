import GenerationAPI
import Inference
import Playground
import Prompts
import SessionLog

/// Asks a session's questions once more, of another model or with other settings, in panes beside those
/// that answered them.
struct OtherConditions {
  /// A conversation with the pane that has it once more.
  struct Pair {
    let original: AskedAgain
    let pane: Int
    let model: ModelArgument
  }

  let changes: [SettingChange]
  let prompts: [String: PromptTemplate]

  /// What is asked: of each other model once what several panes were asked alike; without one, of each
  /// pane's own model.
  ///
  /// - Throws: `Failure` where there is nothing to ask.
  static func wanted(
    _ state: SessionState, _ others: [ModelArgument], _ models: RecordedModels
  ) throws(Failure) -> [(AskedAgain, ModelArgument)] {
    let asked = AskedAgain.all(state)
    if asked.isEmpty { throw Failure("nothing was answered in this session") }
    var wanted: [(AskedAgain, ModelArgument)] = []
    if others.isEmpty {
      for pane in asked {
        if case .endpoint = pane.model.place {
          wanted.append((pane, ModelArgument(name: pane.name, place: pane.model.place)))
          continue
        }
        switch models.find(pane.model) {
        case .file(let path): wanted.append((pane, ModelArgument(name: pane.name, path: path)))
        case .absent(let reason): complain("\(pane.name) is left out: \(reason)")
        }
      }
      if wanted.isEmpty { throw Failure("no model of this session can be asked again") }
    }
    for model in others {
      var taken: [AskedAgain] = []
      for pane in asked where !taken.contains(where: pane.asksTheSame) {
        taken.append(pane)
        wanted.append((pane, model))
      }
    }
    let panes = state.panes.count + state.closedPanes.count + wanted.count
    guard panes <= SessionState.paneLimit else {
      throw Failure(
        "the session would have \(panes) panes; there are at most \(SessionState.paneLimit)")
    }
    return wanted
  }

  /// What a new pane's name says of the changes.
  private var suffix: String {
    let words = changes.map {
      $0.text.count > 24 ? $0.text.prefix(23) + "…" : $0.text[...]
    }
    return words.isEmpty ? "" : " " + words.joined(separator: " ")
  }

  /// Opens the panes and waits until they have answered, or somebody has had enough.
  func ask(_ wanted: [(AskedAgain, ModelArgument)], in session: HeadlessSession) -> [Pair] {
    let conductor = session.conductor
    var questions: [Int: ArraySlice<AskedAgain.Asked>] = [:]
    let pairs = wanted.map { original, model in
      let named = ModelArgument(name: model.name + suffix, place: model.place)
        .named(besides: conductor.state.panes.map(\.name))
      let settings = original.turns.first.map { self.settings($0, original, model) }
      let pane = conductor.open(named, settings ?? PaneSettings())
      questions[pane] = original.turns[...]
      return Pair(original: original, pane: pane, model: model)
    }
    while conductor.isLoading, !session.isInterrupted { session.step() }
    while !session.isInterrupted {
      for pair in pairs {
        guard let pane = conductor.panes.first(where: { $0.number == pair.pane }), !pane.isBusy,
          pane.failure == nil, let question = questions[pair.pane]?.popFirst()
        else { continue }
        ask(question, pair, conductor)
      }
      guard conductor.isBusy else { break }
      session.step()
    }
    conductor.stopAll()
    while conductor.isBusy { session.step() }
    return pairs
  }

  private func ask(_ asked: AskedAgain.Asked, _ pair: Pair, _ conductor: Conductor) {
    if let reason = conductor.set(pair.pane, settings(asked, pair.original, pair.model)) {
      complain(reason)
    }
    let isSeedChanged = changes.contains { $0.name == "seed" }
    conductor.send(
      asked.question.text, inputs: asked.question.use?.inputs ?? [:], to: [pair.pane],
      turn: asked.turn, seed: isSeedChanged ? nil : asked.seed)
  }

  /// The settings with which a question is asked again.
  private func settings(
    _ asked: AskedAgain.Asked, _ original: AskedAgain, _ model: ModelArgument
  ) -> PaneSettings {
    var settings = PaneSettings(recorded: asked.settings, answering: asked.question)
    if original.model.place.name != model.place.name { settings.forgetModel() }
    settings.take(changes, prompts: prompts)
    return settings
  }
}
