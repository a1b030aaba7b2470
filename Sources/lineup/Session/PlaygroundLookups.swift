import Dispatch
import Playground

/// What is looked up in the background for the viewer.
extension PlaygroundSession {
  /// Models that may be opened.
  func findModels() {
    lookUpModels { finder, tell in finder.find { tell(.models($0, at: Machine.clock())) } }
  }

  /// Asks a server which models it has.
  func listModels(of server: String) {
    lookUpModels { finder, tell in
      let obstacle = finder.servers?.ask(server)
      if obstacle == nil { tell(.models(finder.found(), at: Machine.clock())) }
      tell(.listed(server: server, obstacle: obstacle, at: Machine.clock()))
    }
  }

  private func lookUpModels(
    _ work: @escaping @Sendable (ModelFinder, @escaping @Sendable (AppEvent) -> Void) -> Void
  ) {
    let finder = ModelFinder(
      folder: conductor.folder, further: .ofUser, open: conductor.panes.map(\.argument),
      memory: conductor.library.memory, contextSize: settings.contextSize)
    let question = (try? conductor.endpoints.transport()).map(EndpointQuestion.init)
    lookUp { tell in
      var finder = finder
      finder.servers = EndpointChoices(
        book: .ofUser, catalogue: Catalogue.ofUser, question: question)
      work(finder, tell)
    }
  }

  /// What a model's file says of itself.
  func inspect(_ path: String, contextSize: Int?) {
    lookUp { tell in
      let card = ModelCardReader.card(path, contextSize: contextSize, left: Machine.memoryLeft)
      tell(.details(card, at: Machine.clock()))
    }
  }

  func findThemes() {
    let setup = setup
    lookUp { $0(.themes(setup.themeChoices(), at: Machine.clock())) }
  }

  /// Deletes what is no longer to be kept, and says so.
  func keepFolder() {
    let places = places
    let keep = setup.files.settings.keep
    lookUp(at: .utility) { tell in
      guard let sentence = SessionUpkeep.run(places, keep: keep) else { return }
      tell(.notice(sentence, at: Machine.clock()))
    }
  }

  func findPrompts() {
    let setup = setup
    lookUp { $0(.prompts(setup.promptChoices(), at: Machine.clock())) }
  }

  func lookUp(
    at priority: DispatchQoS.QoSClass = .userInitiated,
    _ work: @escaping @Sendable (_ tell: @escaping @Sendable (AppEvent) -> Void) -> Void
  ) {
    let mailbox = mailbox
    DispatchQueue.global(qos: priority).async { work { mailbox.send(.viewer($0)) } }
  }
}
