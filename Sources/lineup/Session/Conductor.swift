import Dispatch
import GenerationAPI
import Inference
import Playground
import Prompts
import SessionLog

/// Runs a session: the one sequencer of its events. Belongs to the main thread.
///
/// What workers report becomes events; each is written, applied to the state, and handed on.
final class Conductor {
  private(set) var state = SessionState()
  /// Takes every event, in order, before anyone sees its effect.
  private let record: (SessionEvent) -> Void
  /// Sees every event once it has had its effect.
  private let observe: (SessionEvent, SessionState) -> Void
  private let library: ModelLibrary
  private let mailbox: Mailbox<WorkerMessage>
  private let origin: Double
  private var panes: [PaneRuntime] = []
  /// Those that were closed, and the places they had.
  private var closed: [(pane: PaneRuntime, place: Int)] = []
  private var lastSample: Double?
  /// When the last wait began or ended.
  private var lastMark = Machine.clock()
  /// The longest time between two such marks lately.
  private var longestSpan = (seconds: 0.0, end: 0.0)
  private var slept = Machine.secondsAsleep
  private var storeChanges: [SessionWriter.Change] = []
  private var found: [ModelChoice]?

  /// Seconds between samples of rates and memory.
  private static let sampleInterval = 1.0

  init(
    library: ModelLibrary, mailbox: Mailbox<WorkerMessage>, header: SessionHeader,
    origin: Double, record: @escaping (SessionEvent) -> Void,
    observe: @escaping (SessionEvent, SessionState) -> Void = { _, _ in }
  ) {
    self.library = library
    self.mailbox = mailbox
    self.origin = origin
    self.record = record
    self.observe = observe
    emit(.session(header), at: 0)
  }

  /// One open pane, as the program sees it.
  private struct PaneRuntime {
    let number: Int
    var argument: ModelArgument
    var settings: PaneSettings
    var format = ChatFormat.plain
    var generator: LocalGenerator?
    var cancellation: Cancellation?
    /// Why the model can't be used.
    var failure: String?
    /// A turn that waits for its model.
    var waiting: (turn: Int, sentAt: Double)?
    /// Tells this pane's generations apart.
    var run = 0
    var turn = 0
    var variant = 1
    var pendingStart: (rendered: String, seed: UInt64)?
    /// Seconds for which nothing moved since the prompt.
    var pausedSeconds = 0.0

    var isBusy: Bool { cancellation != nil || waiting != nil }
  }

  // MARK: What the user does

  /// Opens a pane and starts loading its model.
  ///
  /// - Returns: its number.
  @discardableResult
  func open(_ argument: ModelArgument, _ settings: PaneSettings) -> Int {
    var argument = argument
    let names = panes.map(\.argument.name)
    if names.contains(argument.name) { argument.name = argument.repeated(besides: names) }
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
      release(index, of: panes[index].argument.path)
      var argument = argument
      let names = panes.filter { $0.number != number }.map(\.argument.name)
      if names.contains(argument.name) { argument.name = argument.repeated(besides: names) }
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
  func findModels(in folder: String?) {
    let mailbox = mailbox
    let memory = library.memory
    let open = panes.map(\.argument)
    DispatchQueue.global(qos: .userInitiated).async {
      mailbox.send(.models(ModelFinder.choices(folder: folder, open: open, memory: memory)))
    }
  }

  /// Opens a pane beside another, with its model, settings and conversation so far.
  ///
  /// - Returns: its number; nil where the other is not open.
  func clone(_ number: Int) -> Int? {
    guard let source = panes.first(where: { $0.number == number }),
      let place = state.panes.firstIndex(where: { $0.number == number })
    else { return nil }
    var argument = source.argument
    argument.name = argument.repeated(besides: (panes + closed.map(\.pane)).map(\.argument.name))
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
      release(index, of: panes[index].argument.path)
      closed.append((panes.remove(at: index), place + 1))
      emit(.pane(PaneEvent(pane: number, action: .close)))
    }
  }

  /// Lets a pane's sequence go, and its model where no other pane uses it.
  private func release(_ index: Int, of path: String) {
    let isLast = panes.count { $0.argument.path == path } == 1
    if isLast {
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

  private var nextNumber: Int {
    ((panes + closed.map(\.pane)).map(\.number).max() ?? 0) + 1
  }

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

  private func openModel(_ index: Int) {
    let pane = panes[index]
    panes[index].failure = nil
    library.load(pane.argument.path, contextSize: pane.settings.contextSize)
    switch library.entries[pane.argument.path] {
    case .loading(let done, let total): emit(.load(pane: pane.number, done: done, total: total))
    case .ready(let engine, let seconds): become(index, engine, seconds)
    case .failed, nil: break
    }
  }

  /// Sends a prompt to panes; those whose model is still loading answer once it is there, those
  /// that are still at the last prompt are left out.
  func send(_ text: String, to asked: [Int]) {
    let numbers = panes.filter { asked.contains($0.number) && !$0.isBusy }.map(\.number)
    guard !numbers.isEmpty else { return }
    let turn = state.turn + 1
    if turn == 1, let line = text.split(whereSeparator: \.isNewline).first {
      emit(.meta(SessionMeta(title: Self.title(line))))
    }
    emit(.prompt(PromptEvent(turn: turn, panes: numbers, text: text)))
    let sentAt = Machine.clock()
    for index in panes.indices where numbers.contains(panes[index].number) {
      panes[index].turn = turn
      panes[index].variant = 1
      begin(index, sentAt)
    }
  }

  /// The first of a prompt's characters; by scalars, too, since a character has no end of them.
  private static func title(_ line: Substring) -> String {
    String(String(line.unicodeScalars.prefix(240)).prefix(60))
  }

  /// Answers the last prompt of these panes once more; opens a model again that failed.
  func retry(_ numbers: [Int]) {
    for index in panes.indices where numbers.contains(panes[index].number) {
      let pane = panes[index]
      if pane.generator == nil {
        openModel(index)
        continue
      }
      guard pane.turn > 0, !pane.isBusy,
        let turn = state.pane(pane.number)?.turns.first(where: { $0.number == pane.turn })
      else { continue }
      panes[index].variant += 1
      emit(.prompt(PromptEvent(turn: pane.turn, panes: [pane.number], text: turn.prompt)))
      begin(index, Machine.clock())
    }
  }

  func stop(_ numbers: [Int]) {
    for index in panes.indices where numbers.contains(panes[index].number) {
      panes[index].cancellation?.cancel()
      if panes[index].waiting != nil {
        panes[index].waiting = nil
        end(index, GenerateResult(reason: .cancelled, text: "", metrics: GenerateMetrics()))
      }
    }
  }

  func stopAll() { stop(panes.map(\.number)) }

  /// Whether anything generates, or waits to.
  var isBusy: Bool { panes.contains(where: \.isBusy) }

  /// How many panes generate, or wait to.
  var busyCount: Int { panes.count(where: \.isBusy) }

  /// Whether a pane's model is still on its way.
  var isLoading: Bool { panes.contains { $0.generator == nil && $0.failure == nil } }

  /// Panes that can take a prompt.
  var numbers: [Int] { panes.map(\.number) }

  // MARK: What workers say

  /// Takes all messages; returns whether there were any.
  func takeMessages() -> Bool {
    let messages = mailbox.take()
    for message in messages { take(message) }
    return !messages.isEmpty
  }

  /// What the session file had to say since the last call.
  func takeStoreChanges() -> [SessionWriter.Change] {
    defer { storeChanges = [] }
    return storeChanges
  }

  /// The models that `findModels` found, once.
  func takeModels() -> [ModelChoice]? {
    defer { found = nil }
    return found
  }

  private func take(_ message: WorkerMessage) {
    switch message {
    case .loading(let path, let done, let total):
      library.note(path, .loading(done: done, total: total))
      for pane in panes where pane.argument.path == path {
        emit(.load(pane: pane.number, done: done, total: total))
      }
    case .loaded(let path, let engine, let seconds):
      library.note(path, .ready(engine, seconds: seconds))
      for index in panes.indices where panes[index].argument.path == path {
        become(index, engine, seconds)
      }
      // Closed before it was there.
      if !panes.contains(where: { $0.argument.path == path }) { library.unload(path) }
    case .notLoaded(let path, let reason):
      library.note(path, .failed(reason))
      for index in panes.indices where panes[index].argument.path == path { fail(index, reason) }
    case .generation(let number, let run, let generation):
      guard let index = panes.firstIndex(where: { $0.number == number && $0.run == run }) else {
        return
      }
      take(generation, index)
    case .models(let choices): found = choices
    case .store(let change): storeChanges.append(change)
    }
  }

  private func become(_ index: Int, _ engine: Engine, _ seconds: Double) {
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
    let sharesWeights = panes[..<index].contains {
      $0.argument.path == pane.argument.path && $0.generator != nil
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

  private func fail(_ index: Int, _ reason: String) {
    panes[index].failure = reason
    let pane = panes[index]
    emit(.pane(PaneEvent(pane: pane.number, action: .model, error: reason)))
    guard pane.waiting != nil else { return }
    panes[index].waiting = nil
    end(
      index,
      GenerateResult(reason: .error, text: "", metrics: GenerateMetrics(), error: reason))
  }

  private func begin(_ index: Int, _ sentAt: Double) {
    let pane = panes[index]
    guard let generator = pane.generator else {
      panes[index].waiting = (pane.turn, sentAt)
      if let reason = pane.failure { fail(index, reason) }
      return
    }
    var parameters = pane.settings.parameters
    parameters.seed = pane.settings.seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    let rendered = pane.format.render(conversation(of: pane))
    panes[index].pendingStart = (rendered, parameters.seed)
    panes[index].run += 1
    panes[index].pausedSeconds = 0
    let run = panes[index].run
    let mailbox = mailbox
    let number = pane.number
    panes[index].cancellation = generator.start(
      GenerateRequest(prompt: .text(rendered), parameters: parameters, sentAt: sentAt)
    ) { mailbox.send(.generation(pane: number, run: run, $0)) }
  }

  /// The messages up to and with the current turn's prompt. A base model sees the prompt alone.
  private func conversation(of pane: PaneRuntime) -> [ChatMessage] {
    let turns = state.pane(pane.number)?.turns.filter { $0.number <= pane.turn } ?? []
    var messages: [ChatMessage] = []
    if let system = pane.settings.system { messages.append(.init(.system, system)) }
    for turn in turns {
      let isCurrent = turn.number == pane.turn
      if pane.format == .plain, !isCurrent { continue }
      messages.append(.init(.user, turn.prompt))
      if !isCurrent, turn.result != nil { messages.append(.init(.assistant, turn.answer)) }
    }
    return messages
  }

  private func take(_ generation: Generation, _ index: Int) {
    let number = panes[index].number
    let t = generation.t - origin
    switch generation.event {
    case .start(let start): begun(index, start, t)
    case .prefill(let done, let total):
      emit(.prefill(pane: number, done: done, total: total), at: t)
    case .token(let token):
      let isFirst = state.pane(number)?.readout.tokens == nil
      emit(.token(pane: number, token), at: t)
      // By now the KV cache has its first pages.
      if isFirst { sample() }
    case .done(var result):
      panes[index].cancellation = nil
      if case .ready(_, let seconds) = library.entries[panes[index].argument.path] {
        result.metrics.loadSeconds = seconds
      }
      result.metrics.condition.pausedSeconds = panes[index].pausedSeconds
      end(index, result, at: t)
    }
  }

  private func begun(_ index: Int, _ start: GenerateStart, _ t: Double) {
    let pane = panes[index]
    guard let pending = pane.pendingStart else { return }
    var condition = start.condition
    condition.pausedSeconds = pane.pausedSeconds
    emit(
      .start(
        StartEvent(
          pane: pane.number, turn: pane.turn, variant: pane.variant, seed: pending.seed,
          rendered: pending.rendered, promptTokens: start.promptTokens,
          cachedTokens: start.cachedTokens, condition: condition)), at: t)
  }

  private func end(_ index: Int, _ result: GenerateResult, at t: Double? = nil) {
    let pane = panes[index]
    emit(
      .done(
        DoneEvent(pane: pane.number, turn: pane.turn, variant: pane.variant, result: result)),
      at: t)
    if !isBusy { sample() }
  }

  // MARK: Time

  /// When `sampleIfDue` has something to do; nil while nothing runs.
  var nextSample: Double? {
    isBusy ? (lastSample ?? 0) + Self.sampleInterval : nil
  }

  /// Once a second while something runs: rates and memory.
  func sampleIfDue() {
    if let due = nextSample, Machine.clock() >= due { sample() }
  }

  /// To be said before every wait for news.
  func willWait() {
    mark()
    // While the machine sleeps, the clock of all figures stands still; waking up costs them still.
    let slept = Machine.secondsAsleep
    if slept - self.slept > 0.5 { notePause(slept - self.slept) }
    self.slept = slept
  }

  /// To be said after every wait; `continued` where the process was stopped and goes on.
  func didWait(continued: Bool) {
    mark()
    guard continued else { return }
    // Shells continue what was not stopped, too.
    if longestSpan.seconds > 0.05 { notePause(longestSpan.seconds) }
    longestSpan = (0, lastMark)
  }

  /// It stood still in a wait or in the work between two, whichever took longest: word of it may come
  /// a little later.
  private func mark() {
    let now = Machine.clock()
    let span = now - lastMark
    lastMark = now
    if span >= longestSpan.seconds || now - longestSpan.end > 1 { longestSpan = (span, now) }
  }

  private func notePause(_ seconds: Double) {
    guard isBusy else { return }
    let seconds = (seconds * 1000).rounded() / 1000
    for index in panes.indices where panes[index].cancellation != nil {
      let sum = panes[index].pausedSeconds + seconds
      panes[index].pausedSeconds = (sum * 1000).rounded() / 1000
    }
    emit(.paused(seconds: seconds))
  }

  private func sample() {
    let now = Machine.clock()
    lastSample = now
    let figures = state.panes.map { pane in
      SampleEvent.Pane(
        pane: pane.number, tps: pane.activity == .answering ? pane.readout.rate : nil,
        kvBytes: panes.first { $0.number == pane.number }?.generator?.kvBytes)
    }
    emit(
      .sample(
        SampleEvent(rss: Machine.resident, available: Machine.available, panes: figures)))
  }

  private func emit(_ body: SessionEvent.Body, at t: Double? = nil) {
    let event = SessionEvent(t: max(state.t, t ?? Machine.clock() - origin), body)
    record(event)
    state.apply(event)
    observe(event, state)
  }
}
