import GenerationAPI
import Inference
import Jinja
import Playground
import Prompts
import SessionLog
import Tokenization

/// Panes come, get their models, and go.
extension Conductor {
  /// Opens a pane and starts loading its model.
  ///
  /// - Parameter replaced: panes that are about to be closed for it: their names are free.
  /// - Returns: its number.
  @discardableResult
  func open(
    _ argument: ModelArgument, _ settings: PaneSettings, replacing replaced: [Int] = []
  ) -> Int {
    let argument = argument.named(besides: names(without: replaced))
    let pane = PaneRuntime(number: nextNumber, argument: argument, settings: settings)
    show(pane)
    return pane.number
  }

  /// Opens a layout's panes.
  ///
  /// - Parameters:
  ///   - base: settings of panes that the layout says nothing about.
  ///   - replaced: panes that are about to be closed for it: their names are free.
  /// - Returns: their numbers.
  @discardableResult
  func open(
    _ layout: SavedLayout, _ base: PaneSettings, replacing replaced: [Int] = []
  ) -> [Int] {
    if layout.runMode != state.runMode { setMode(layout.runMode) }
    return layout.panes.map { pane in
      var settings = base
      for field in pane.settings {
        if field.key == "prompt" {
          if let prompt = try? template(field.value) { settings.take(prompt, source: "user") }
        } else {
          _ = settings.set(field.key, field.value, source: "user")
        }
      }
      let place = pane.endpoint.map { ModelPlace.endpoint($0) } ?? .file(pane.path)
      let named = ModelArgument(name: pane.name, place: place)
      let name = pane.name.isEmpty ? place.name : named.stem
      return open(ModelArgument(name: name, place: place), settings, replacing: replaced)
    }
  }

  /// Gives panes another model; what runs there stops; what was said stays, and so do settings that
  /// somebody chose.
  ///
  /// - Parameter contextSize: for a model that would not fit with the usual one.
  func change(_ numbers: [Int], to argument: ModelArgument, contextSize: Int? = nil) {
    for number in numbers {
      guard let index = panes.firstIndex(where: { $0.number == number }) else { continue }
      if panes[index].argument.place == argument.place {
        // It has that model already, or could not open it.
        if panes[index].failure != nil { openModel(index) }
        continue
      }
      stop([number])
      release(index)
      let argument = argument.named(besides: names(without: [number]))
      panes[index].argument = argument
      panes[index].settings.forgetModel()
      if let contextSize { panes[index].settings.contextSize = contextSize }
      emit(
        .pane(
          PaneEvent(
            pane: number, action: .model, name: argument.name,
            model: argument.place.facts,
            contextSize: panes[index].settings.contextSize)))
      openModel(index)
    }
    schedule()
  }

  /// Opens a pane beside another, with its model, settings and conversation so far.
  ///
  /// - Returns: its number; nil where the other is not open.
  func clone(_ number: Int) -> Int? {
    guard let source = panes.first(where: { $0.number == number }),
      let place = state.panes.firstIndex(where: { $0.number == number })
    else { return nil }
    let argument = source.argument.named(besides: names())
    var pane = PaneRuntime(number: nextNumber, argument: argument, settings: source.settings)
    pane.remember(source)
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
    schedule()
  }

  /// Lets a pane's sequence go, and its model where no other pane uses it.
  private func release(_ index: Int) {
    let path = panes[index].argument.path
    if panes[index].argument.endpoint != nil {
      // What still runs is charged for.
      if panes[index].current != nil, let cost = state.pane(panes[index].number)?.runningCost {
        endpoints.note(cost, of: panes[index].argument)
      }
    } else if panes.count(where: { $0.argument.path == path }) == 1 {
      library.unload(path)
      library.stopFetching(path)
    } else if let generator = panes[index].local {
      library.memory.releaseSequence(
        of: generator.engine.model, contextSize: generator.contextSize)
    }
    panes[index].generator = nil
    panes[index].access = nil
    panes[index].current = nil
    // What is still said of it comes too late.
    panes[index].run += 1
  }

  /// Opens panes that were closed, where they stood.
  ///
  /// - Parameter replaced: panes that are about to be closed for them: their names are free.
  func reopen(_ numbers: [Int], replacing replaced: [Int] = []) {
    for number in numbers.reversed() {
      guard let index = closed.lastIndex(where: { $0.pane.number == number }) else { continue }
      var (pane, place) = closed.remove(at: index)
      // Another pane may have taken the name meanwhile.
      pane.argument = pane.argument.named(besides: names(without: replaced))
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

  /// Whether one more pane like the first would find memory.
  var hasRoomForAnother: Bool {
    guard let first = panes.first?.local else { return true }
    return library.memory.hasRoomForSequence(
      of: first.engine.model, contextSize: first.contextSize)
  }

  /// All panes there are or were.
  var known: [PaneRuntime] { panes + closed.map(\.pane) }

  /// Names that open panes have, save some of them.
  func names(without numbers: [Int] = []) -> [String] {
    panes.filter { !numbers.contains($0.number) }.map(\.argument.name)
  }

  private var nextNumber: Int {
    let recorded = (state.panes + state.closedPanes).map(\.number)
    return ((known.map(\.number) + recorded).max() ?? 0) + 1
  }

  func show(_ pane: PaneRuntime, place: Int? = nil, copies: Int? = nil) {
    panes.append(pane)
    panes[panes.count - 1].run += firstRun
    emit(
      .pane(
        PaneEvent(
          pane: pane.number, action: .open, name: pane.argument.name,
          model: pane.argument.place.facts, contextSize: pane.settings.contextSize,
          place: place, copies: copies)))
    if pane.settings.prompt != nil {
      // Until its model is there nobody else would know what is to be sent to it.
      emit(.settings(pane: pane.number, settings: pane.settings.entries))
    }
    openModel(panes.count - 1)
  }

  func openModel(_ index: Int) {
    let pane = panes[index]
    panes[index].failure = nil
    if let endpoint = pane.argument.endpoint { return reach(endpoint) }
    guard !pane.argument.path.isEmpty else {
      return fail(index, "its model isn't known here; m gives it one")
    }
    if fetchAgain(pane) { return }
    library.load(pane.argument.path, contextSize: pane.settings.contextSize)
    switch library.entries[pane.argument.path] {
    case .loading(let done, let total):
      emit(
        library.isExpected(pane.argument.path)
          ? .fetch(pane: pane.number, done: done, total: total)
          : .load(pane: pane.number, done: done, total: total))
    case .ready(let engine, let seconds): become(index, engine, seconds)
    case .failed, nil: break
    }
  }

  func become(_ index: Int, _ engine: Engine, _ seconds: Double) {
    let pane = panes[index]
    let sharesWeights = panes.contains {
      $0.number != pane.number && $0.argument.path == pane.argument.path && $0.generator != nil
    }
    if let reason = equip(index, engine, pane.settings, admits: sharesWeights) {
      return fail(index, reason)
    }
    panes[index].failure = nil
    tell(index, engine, seconds: seconds, sharesWeights: sharesWeights)
    learnSum(pane.argument.path)
    schedule()
  }

  /// Says what a model's file is exactly, now or once that was worked out.
  private func learnSum(_ path: String) {
    if let sum = sums.known(path) { note(sum, of: path) } else { sums.want(path) }
  }

  /// Writes down the SHA-256 of a model's file for the panes that have it.
  func note(_ sum: String, of path: String) {
    let numbers = panes.filter { pane in
      pane.argument.path == path && pane.generator != nil
        && state.meta.sha256?[pane.number] != sum
    }.map(\.number)
    guard !numbers.isEmpty else { return }
    var meta = SessionMeta()
    meta.sha256 = Dictionary(uniqueKeysWithValues: numbers.map { ($0, sum) })
    emit(.meta(meta))
  }

  /// Gives a pane a sequence of an engine, as settings want it.
  ///
  /// - Parameter admits: whether its memory has to be asked for.
  /// - Returns: why that can't be done, and then nothing has changed.
  func equip(
    _ index: Int, _ engine: Engine, _ wanted: PaneSettings, admits: Bool
  ) -> String? {
    let model = engine.model
    var settings = wanted
    do {
      let format = wanted.isRaw ? .plain : try model.chatFormat(now: date)
      settings.adopt(model, isBase: format == .plain)
      let generator = try engine.makeGenerator(contextSize: settings.contextSize)
      if admits {
        try library.memory.admitSequence(of: model, contextSize: generator.contextSize)
      }
      panes[index].format = format
      panes[index].settings = settings
      panes[index].generator = generator
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Writes down what a pane has now.
  func tell(_ index: Int, _ engine: Engine, seconds: Double, sharesWeights: Bool) {
    let pane = panes[index]
    let model = engine.model
    var facts = ModelFacts(path: pane.argument.path)
    facts.title = model.title
    facts.architecture = model.configuration.architecture
    facts.quantisation = model.quantisation
    facts.parameters = model.parameters
    facts.fileBytes = model.fileBytes
    facts.weightBytes = model.weightBytes
    facts.weightsHeld = "repacked"
    facts.kvPerToken =
      MemoryPlan(model.configuration, weights: 0, contextSize: 1).kvPerToken
    facts.contextLength = model.configuration.contextLength
    facts.sharesWeights = sharesWeights
    facts.format = pane.format.name
    facts.loadSeconds = seconds
    emit(
      .pane(
        PaneEvent(
          pane: pane.number, action: .model, model: facts,
          contextSize: pane.settings.contextSize)))
    emit(.settings(pane: pane.number, settings: pane.settings.entries))
  }

  func fail(_ index: Int, _ reason: String) {
    panes[index].failure = reason
    let pane = panes[index]
    emit(.pane(PaneEvent(pane: pane.number, action: .model, error: reason)))
    failJobs(index, reason)
    schedule()
  }
}

extension LocalModel {
  /// How conversations are put to it.
  func chatFormat(now: JinjaDate) throws(ChatFormatError) -> ChatFormat {
    try ChatFormat(chatTemplate, tokenizer, now: now)
  }
}

extension ModelHeader {
  /// How conversations are put to the model.
  func chatFormat(now: JinjaDate) throws(ChatFormatError) -> ChatFormat {
    try ChatFormat(chatTemplate, tokenizer, now: now)
  }
}

extension ChatFormat {
  fileprivate init(
    _ template: String?, _ tokenizer: Tokenizer, now: JinjaDate
  ) throws(ChatFormatError) {
    guard let template else {
      self = .plain
      return
    }
    func text(_ id: Int?) -> String {
      id.map { String(decoding: tokenizer.piece(of: $0, special: true), as: UTF8.self) } ?? ""
    }
    self = .template(
      try ChatTemplate(
        template, bos: text(tokenizer.bos), eos: text(tokenizer.eos), addsBOS: tokenizer.addsBOS,
        now: now))
  }
}
