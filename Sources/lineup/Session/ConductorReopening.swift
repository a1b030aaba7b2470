import Playground
import Prompts
import SessionLog

/// A session is gone on with in another process, or left.
extension Conductor {
  /// Opens the panes that a session had when it was left, with their models, settings and what it
  /// takes to go on with their last answers.
  func open(again state: SessionState, _ tokens: AnswerTokens) {
    let models = RecordedModels(.ofUser)
    for pane in state.panes {
      let used = pane.turns.last { $0.question.use != nil }?.question.use
      let named = pane.settings.last { $0.name == "prompt" }?.value
      var prompt = used.flatMap { try? PromptTemplate(json: $0.prompt) }
      // One that was chosen and not used yet has to be there still.
      if case .string(let name) = named, prompt?.name != name {
        prompt = try? template(.string(name))
      }
      let settings = PaneSettings(recorded: pane.settings, prompt: prompt)
      var place = pane.model.place
      if case .file(let found) = models.find(pane.model) { place = .file(found) }
      let argument = ModelArgument(name: pane.name, place: place)
      var runtime = PaneRuntime(
        number: pane.number, argument: argument.named(besides: names()), settings: settings)
      runtime.remember(tokens.answers[pane.number] ?? [], of: pane)
      show(runtime)
    }
  }

  /// Opens a pane that a session has and this process does not, with the model it had.
  func open(again pane: PaneState, _ settings: PaneSettings) {
    let isNamed = pane.model.path != nil || pane.model.endpoint != nil
    guard isNamed, !known.contains(where: { $0.number == pane.number }) else {
      return
    }
    let argument = ModelArgument(name: pane.name, place: pane.model.place)
      .named(besides: names())
    show(PaneRuntime(number: pane.number, argument: argument, settings: settings))
  }

  /// Brings panes of a session back that is gone on with, in this order, with what was said in them
  /// and nothing that could answer.
  func showAgain(_ numbers: [Int]) {
    for number in numbers {
      guard let pane = state.closedPanes.first(where: { $0.number == number }) else { continue }
      emit(
        .pane(
          PaneEvent(
            pane: pane.number, action: .open, name: pane.name, model: pane.model,
            contextSize: pane.contextSize)))
    }
  }

  /// Lets all go, but for models that the session which takes its place uses too.
  func retire(keeping paths: Set<String>) {
    var seen: Set<String> = []
    for index in panes.indices {
      let path = panes[index].argument.path
      // The first sequence is a part of what the model was promised.
      if let generator = panes[index].local, !seen.insert(path).inserted {
        library.memory.releaseSequence(
          of: generator.engine.model, contextSize: generator.contextSize)
      }
      panes[index].generator = nil
      panes[index].run += 1
    }
    for path in Set(panes.map(\.argument.path)).subtracting(paths) { library.unload(path) }
    panes = []
  }
}
