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
  let library: ModelLibrary
  let mailbox: Mailbox<WorkerMessage>
  private let origin: Double
  /// Those that are open, in the order in which they were opened.
  var panes: [PaneRuntime] = []
  /// Those that were closed, and the places they had.
  var closed: [(pane: PaneRuntime, place: Int)] = []
  private var lastSample: Double?
  private var standstill = Standstill(now: Machine.clock(), asleep: Machine.secondsAsleep)
  private var storeChanges: [SessionWriter.Change] = []
  private var found: [ModelChoice]?
  private var cards: [ModelCard] = []

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

  // MARK: What the user does

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

  /// What `inspect` found, once.
  func takeCards() -> [ModelCard] {
    defer { cards = [] }
    return cards
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
    case .card(let card): cards.append(card)
    case .store(let change): storeChanges.append(change)
    }
  }

  func begin(_ index: Int, _ sentAt: Double) {
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
      // A prompt that was refused, as one that is too long, is no part of what follows.
      if !isCurrent, turn.isRefused { continue }
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

  func end(_ index: Int, _ result: GenerateResult, at t: Double? = nil) {
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
    if let seconds = standstill.willWait(now: Machine.clock(), asleep: Machine.secondsAsleep) {
      notePause(seconds)
    }
  }

  /// To be said after every wait; `continued` where the process was stopped and goes on.
  func didWait(continued: Bool) {
    if let seconds = standstill.didWait(now: Machine.clock(), continued: continued) {
      notePause(seconds)
    }
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

  func emit(_ body: SessionEvent.Body, at t: Double? = nil) {
    let event = SessionEvent(t: max(state.t, t ?? Machine.clock() - origin), body)
    record(event)
    state.apply(event)
    observe(event, state)
  }
}
