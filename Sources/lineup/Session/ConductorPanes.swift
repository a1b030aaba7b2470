import Dispatch
import GenerationAPI
import Inference
import Prompts
import SessionLog

/// Panes come, get their models, and go.
extension Conductor {
  /// Opens a pane and starts loading its model.
  ///
  /// - Returns: its number.
  @discardableResult
  func open(_ argument: ModelArgument, _ settings: PaneSettings) -> Int {
    let argument = argument.named(besides: known.map(\.argument.name))
    let pane = PaneRuntime(number: nextNumber, argument: argument, settings: settings)
    show(pane)
    return pane.number
  }

  /// Gives panes another model; what runs there stops, what was said stays.
  func change(_ numbers: [Int], to argument: ModelArgument, _ settings: PaneSettings) {
    for number in numbers {
      guard let index = panes.firstIndex(where: { $0.number == number }) else { continue }
      if panes[index].argument.path == argument.path {
        // It has that model already, or could not open it.
        if panes[index].failure != nil { openModel(index) }
        continue
      }
      stop([number])
      release(index)
      let others = known.filter { $0.number != number }
      let argument = argument.named(besides: others.map(\.argument.name))
      panes[index].argument = argument
      panes[index].settings = settings
      emit(
        .pane(
          PaneEvent(
            pane: number, action: .model, name: argument.name,
            model: ModelFacts(path: argument.path), contextSize: settings.contextSize)))
      openModel(index)
    }
  }

  /// Looks in the background for models that may be opened.
  func findModels(in folder: String?, contextSize: Int?) {
    let mailbox = mailbox
    let finder = ModelFinder(
      folder: folder, open: panes.map(\.argument), memory: library.memory,
      contextSize: contextSize)
    DispatchQueue.global(qos: .userInitiated).async { finder.find { mailbox.send(.models($0)) } }
  }

  /// Reads in the background what a model's file says of itself.
  func inspect(_ path: String, contextSize: Int?) {
    let mailbox = mailbox
    DispatchQueue.global(qos: .userInitiated).async {
      mailbox.send(
        .card(
          ModelCardReader.card(path, contextSize: contextSize, left: Machine.memoryLeft)))
    }
  }

  /// Opens a pane beside another, with its model, settings and conversation so far.
  ///
  /// - Returns: its number; nil where the other is not open.
  func clone(_ number: Int) -> Int? {
    guard let source = panes.first(where: { $0.number == number }),
      let place = state.panes.firstIndex(where: { $0.number == number })
    else { return nil }
    let argument = source.argument.named(besides: known.map(\.argument.name))
    var pane = PaneRuntime(number: nextNumber, argument: argument, settings: source.settings)
    let last = state.panes[place].turns.last { $0.result != nil }
    pane.turn = last?.number ?? 0
    pane.variant = last?.variants.last?.number ?? 1
    show(pane, place: place + 2, copies: number)
    return pane.number
  }

  /// Closes panes; what runs there stops. A model that no pane uses any more is let go.
  func close(_ numbers: [Int]) {
    stop(numbers)
    for number in numbers {
      guard let index = panes.firstIndex(where: { $0.number == number }),
        let place = state.panes.firstIndex(where: { $0.number == number })
      else { continue }
      release(index)
      closed.append((panes.remove(at: index), place + 1))
      emit(.pane(PaneEvent(pane: number, action: .close)))
    }
  }

  /// Lets a pane's sequence go, and its model where no other pane uses it.
  private func release(_ index: Int) {
    let path = panes[index].argument.path
    if panes.count(where: { $0.argument.path == path }) == 1 {
      library.unload(path)
    } else if let generator = panes[index].generator {
      library.memory.releaseSequence(
        of: generator.engine.model, contextSize: generator.contextSize)
    }
    panes[index].generator = nil
    panes[index].cancellation = nil
    // What is still said of it comes too late.
    panes[index].run += 1
  }

  /// Opens panes that were closed, where they stood.
  func reopen(_ numbers: [Int]) {
    for number in numbers.reversed() {
      guard let index = closed.lastIndex(where: { $0.pane.number == number }) else { continue }
      let (pane, place) = closed.remove(at: index)
      show(pane, place: place)
    }
  }

  /// Moves a pane on the screen by so many places.
  func move(_ number: Int, by step: Int) {
    guard let place = state.panes.firstIndex(where: { $0.number == number }) else { return }
    let target = min(max(place + step, 0), state.panes.count - 1)
    guard target != place else { return }
    emit(.pane(PaneEvent(pane: number, action: .move, place: target + 1)))
  }

  /// All panes there are or were.
  private var known: [PaneRuntime] { panes + closed.map(\.pane) }

  private var nextNumber: Int { (known.map(\.number).max() ?? 0) + 1 }

  private func show(_ pane: PaneRuntime, place: Int? = nil, copies: Int? = nil) {
    panes.append(pane)
    emit(
      .pane(
        PaneEvent(
          pane: pane.number, action: .open, name: pane.argument.name,
          model: ModelFacts(path: pane.argument.path), contextSize: pane.settings.contextSize,
          place: place, copies: copies)))
    openModel(panes.count - 1)
  }

  func openModel(_ index: Int) {
    let pane = panes[index]
    panes[index].failure = nil
    library.load(pane.argument.path, contextSize: pane.settings.contextSize)
    switch library.entries[pane.argument.path] {
    case .loading(let done, let total): emit(.load(pane: pane.number, done: done, total: total))
    case .ready(let engine, let seconds): become(index, engine, seconds)
    case .failed, nil: break
    }
  }

  func become(_ index: Int, _ engine: Engine, _ seconds: Double) {
    let pane = panes[index]
    let model = engine.model
    guard let format = pane.settings.isRaw ? .plain : ChatFormat(template: model.chatTemplate)
    else {
      return fail(
        index, "its chat template is not ChatML, which is all that is known; --raw goes without")
    }
    panes[index].format = format
    panes[index].settings.adopt(model, isBase: format == .plain)
    let settings = panes[index].settings
    let sharesWeights = panes.contains {
      $0.number != pane.number && $0.argument.path == pane.argument.path && $0.generator != nil
    }
    do {
      let generator = try engine.makeGenerator(contextSize: settings.contextSize)
      if sharesWeights {
        try library.memory.admitSequence(of: model, contextSize: generator.contextSize)
      }
      panes[index].generator = generator
    } catch {
      return fail(index, "\(error)")
    }
    panes[index].failure = nil
    var facts = ModelFacts(path: pane.argument.path)
    facts.title = model.title
    facts.architecture = model.configuration.architecture
    facts.quantisation = model.quantisation
    facts.parameters = model.parameters
    facts.fileBytes = model.fileBytes
    facts.weightBytes = model.weightBytes
    facts.weightsHeld = "repacked"
    facts.sharesWeights = sharesWeights
    facts.format = format.name
    facts.loadSeconds = seconds
    emit(
      .pane(
        PaneEvent(
          pane: pane.number, action: .model, model: facts, contextSize: settings.contextSize)))
    emit(.settings(pane: pane.number, settings: settings.entries))
    if pane.waiting != nil {
      panes[index].waiting = nil
      // A wait for the model is no part of the time to the first token.
      begin(index, Machine.clock())
    }
  }

  func fail(_ index: Int, _ reason: String) {
    panes[index].failure = reason
    let pane = panes[index]
    emit(.pane(PaneEvent(pane: pane.number, action: .model, error: reason)))
    guard pane.waiting != nil else { return }
    panes[index].waiting = nil
    end(
      index,
      GenerateResult(reason: .error, text: "", metrics: GenerateMetrics(), error: reason))
  }
}
