import GenerationAPI
import Inference
import Jinja
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
  let sums: ModelSums
  let endpoints: EndpointLibrary
  /// Called by workers, from any thread; what it is given is to come back to `take`.
  let report: @Sendable (WorkerMessage) -> Void
  let origin: Double
  /// Where models are that were fetched; nil where there is no such place.
  let folder: String?
  /// Finds a prompt file by its name.
  var prompt: (String) throws -> PromptTemplate
  /// Runs of its panes are counted from here, so that none is taken for another session's.
  let firstRun: Int
  /// What chat templates are told when they ask for the date: the session's, so that what they make
  /// is the same whenever it is asked again.
  let date: JinjaDate
  /// Those that are open, in the order in which they were opened.
  var panes: [PaneRuntime] = []
  /// Those that were closed, and the places they had.
  var closed: [(pane: PaneRuntime, place: Int)] = []
  private var lastSample: Double?
  private var standstill = Standstill(now: Machine.clock(), asleep: Machine.secondsAsleep)
  /// How many answers were asked for, which gives each its place in the queue.
  var asked = 0
  /// How many prompts were sent, which says who begins where the order rotates.
  var sends = 0

  /// Seconds between samples of rates and memory.
  private static let sampleInterval = 1.0

  /// - Parameter resumed: the session that is gone on with, of which all is written down.
  init(
    library: ModelLibrary, sums: ModelSums, endpoints: EndpointLibrary, header: SessionHeader,
    origin: Double, folder: String?,
    prompt: @escaping (String) throws -> PromptTemplate,
    report: @escaping @Sendable (WorkerMessage) -> Void, record: @escaping (SessionEvent) -> Void,
    observe: @escaping (SessionEvent, SessionState) -> Void = { _, _ in },
    resumed: SessionState? = nil, firstRun: Int = 0
  ) {
    self.firstRun = firstRun
    self.library = library
    self.sums = sums
    self.endpoints = endpoints
    self.report = report
    self.origin = origin
    self.folder = folder
    self.prompt = prompt
    date = JinjaDate(created: header.created) ?? .now
    self.record = record
    self.observe = observe
    if let resumed {
      state = resumed
      endpoints.count(resumed)
      // What was open in the process that is gone.
      for pane in resumed.panes { emit(.pane(PaneEvent(pane: pane.number, action: .close))) }
    } else {
      emit(.session(header), at: 0)
    }
  }

  /// Whether anything generates, or waits to.
  var isBusy: Bool { panes.contains(where: \.isBusy) }

  /// Whether any pane generates now.
  var isGenerating: Bool { panes.contains { $0.current != nil } }

  /// How many panes generate, or wait to.
  var busyCount: Int { panes.count(where: \.isBusy) }

  /// Whether a pane's model is still on its way.
  var isLoading: Bool { panes.contains { $0.generator == nil && $0.failure == nil } }

  /// Panes that can take a prompt.
  var numbers: [Int] { panes.map(\.number) }

  // MARK: What workers say

  func take(_ message: WorkerMessage) {
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
    case .notLoaded(let path, let reason): failToLoad(path, reason)
    case .fetching(let news): take(news)
    case .reached(let endpoint, let access): take(access, of: endpoint)
    case .sum(let path, let sum): note(sum, of: path)
    case .generation(let number, let run, let generation):
      guard let index = panes.firstIndex(where: { $0.number == number && $0.run == run }) else {
        return
      }
      take(generation, index)
    }
  }

  private func take(_ generation: Generation, _ index: Int) {
    let number = panes[index].number
    let t = generation.t - origin
    switch generation.event {
    case .start(let start): begun(index, start, t)
    case .prefill(let done, let total):
      emit(.prefill(pane: number, done: done, total: total), at: t)
    case .token(let token):
      if let id = token.id { panes[index].current?.record.ids.append(Int32(clamping: id)) }
      let pane = state.pane(number)
      let isFirst = pane?.readout.tokens == nil && pane?.kvBytes == nil
      emit(.token(pane: number, token), at: t)
      // By now the KV cache has its first pages.
      if isFirst { sample() }
    case .waiting(let wait): emit(.wait(pane: number, wait), at: t)
    case .limits(let limits): emit(.limits(pane: number, limits), at: t)
    case .done(let result): ended(index, result, t)
    }
  }

  private func begun(_ index: Int, _ start: GenerateStart, _ t: Double) {
    let pane = panes[index]
    guard let current = pane.current else { return }
    var condition = start.condition
    condition.pausedSeconds = pane.pausedSeconds
    condition.count(neighbours: current.neighbours)
    let continues = current.job.goesOnFrom?.ids.count
    let shown = ShownPrompt(
      current.record, ids: start.ids, cachedTokens: start.cachedTokens,
      pane.local?.engine.model.tokenizer)
    panes[index].shownPrompt = shown
    // Settings that were changed meanwhile are for the next answer, and one that goes on keeps its own.
    let settings = pane.settings.entries
    let used = current.record.settings
    let isChanged = settings != used
    if isChanged { emit(.settings(pane: pane.number, settings: used)) }
    defer { if isChanged { emit(.settings(pane: pane.number, settings: settings)) } }
    emit(
      .start(
        StartEvent(
          pane: pane.number, turn: current.job.turn, variant: current.job.variant,
          seed: current.record.parameters.seed, rendered: current.record.rendered.text,
          promptTokens: start.promptTokens, cachedTokens: start.cachedTokens,
          condition: condition, sent: current.sentAt - origin, continues: continues,
          parts: shown?.parts)),
      at: t)
  }

  private func ended(_ index: Int, _ result: GenerateResult, _ t: Double) {
    guard let current = panes[index].current else { return }
    var result = result
    if case .ready(_, let seconds) = library.entries[panes[index].argument.path] {
      result.metrics.loadSeconds = seconds
    }
    result.metrics.condition.pausedSeconds = panes[index].pausedSeconds
    result.metrics.condition.count(neighbours: current.neighbours)
    if current.job.goesOnFrom != nil {
      // The answer's first token came before.
      let before = variant(current.job, of: panes[index].number)?.result?.metrics
      result.metrics.ttftMilliseconds =
        before?.ttftMilliseconds
        ?? state.pane(panes[index].number)?.readout.ttftMilliseconds
    }
    panes[index].current = nil
    if panes[index].local != nil { panes[index].keep(current.record) }
    if let cost = result.metrics.cost { endpoints.note(cost, of: panes[index].argument) }
    end(index, current.job, result, at: t)
    schedule()
  }

  /// The answer that a job is about, as the session has it.
  func variant(_ job: PaneJob, of number: Int) -> Variant? {
    let turn = state.pane(number)?.turn(job.turn)
    return turn?.variants.last { $0.number == job.variant }
  }

  func end(_ index: Int, _ job: PaneJob, _ result: GenerateResult, at t: Double? = nil) {
    emit(
      .done(
        DoneEvent(
          pane: panes[index].number, turn: job.turn, variant: job.variant, result: result)),
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
    sums.mayWork(!isBusy && !isLoading)
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
    for index in panes.indices where panes[index].current != nil {
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
        kvBytes: panes.first { $0.number == pane.number }?.local?.kvBytes)
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

extension JinjaDate {
  /// From a time as sessions write it: "2026-02-01T09:00:00Z".
  init?(created: String) {
    let numbers = created.split { !$0.isNumber }.prefix(6).compactMap { Int($0) }
    guard numbers.count == 6 else { return nil }
    self.init(
      year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4],
      second: numbers[5])
  }
}
