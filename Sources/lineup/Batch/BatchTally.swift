import GenerationAPI
import JSON
import Prompts
import SessionLog

/// An answer of a batch.
struct BatchAnswer: Equatable {
  var text: String
  /// Nil where nothing could be checked.
  var verdict: Verdict?
  /// Why there is none.
  var error: String?
  /// "stop", "length", "error".
  var reason: String
  var promptTokens: Int
  /// Of these, those of the examples.
  var exampleTokens: Int
  var tokens: Int
  var ttftMilliseconds: Double?
  var rate: Double?
  /// What a server charges; nil where that is not known.
  var cost: Cost?
}

/// Keeps account of a batch by its session's events: live, and of what a session has already.
struct BatchTally {
  let plan: BatchPlan
  private(set) var answers: [BatchJob: BatchAnswer] = [:]
  /// Of all answers, those that could be checked, and those of them that are as expected.
  private(set) var checked = 0
  private(set) var met = 0
  private var times: [BatchCell: Time] = [:]
  /// What each pane answers now.
  private var running: [Int: Running] = [:]
  /// Cells that were at work since memory was looked at last.
  private var unsampled: Set<BatchCell> = []
  /// Rows by what they are recognised by; rows that say the same, in order.
  private let rows: [[UInt8]: [Int]]

  private struct Running {
    let cell: BatchCell
    let parts: PromptParts?
    let promptTokens: Int
    /// Its server is busy, which is no part of its speed.
    var isWaiting = false
  }

  /// How long a cell was at work, and what it took.
  private struct Time {
    var running = 0
    var last = 0.0
    var seconds = 0.0
    var peak = 0

    mutating func advance(to t: Double) {
      if running > 0 { seconds += max(0, t - last) }
      last = t
    }
  }

  init(_ plan: BatchPlan) {
    self.plan = plan
    var rows: [[UInt8]: [Int]] = [:]
    for (index, row) in plan.rows.enumerated() {
      rows[BatchPlan.key(row.values), default: []].append(index)
    }
    self.rows = rows
  }

  /// What was not answered, of one model, in the order in which it is to be asked: all rows with one
  /// number of examples, then with the next, so that prompts that begin alike follow one another.
  func missing(model: Int) -> [BatchJob] {
    plan.shots.flatMap { shots in
      plan.rows.indices.map { BatchJob(cell: BatchCell(model: model, shots: shots), row: $0) }
    }.filter { answers[$0] == nil }
  }

  /// A model that can't be had fails all that is missing of it.
  mutating func fail(model: Int, _ reason: String) {
    for job in missing(model: model) {
      keep(
        BatchAnswer(
          text: "", verdict: failure(reason), error: reason, reason: "error", promptTokens: 0,
          exampleTokens: 0, tokens: 0), job)
    }
  }

  /// What failed is to be tried again.
  mutating func forgetFailures() {
    let kept = answers.filter { $0.value.error == nil }
    (answers, checked, met) = ([:], 0, 0)
    for (job, answer) in kept { keep(answer, job) }
  }

  private mutating func keep(_ answer: BatchAnswer, _ job: BatchJob) {
    answers[job] = answer
    guard let verdict = answer.verdict else { return }
    checked += 1
    if verdict.isMet { met += 1 }
  }

  /// What could not be answered is not as expected.
  private func failure(_ reason: String) -> Verdict? {
    plan.template.expect == nil ? nil : Verdict(false, reason)
  }

  /// Takes an event that has had its effect on the session.
  ///
  /// - Returns: the job that it ends; nil for all that ends none.
  @discardableResult
  mutating func take(_ event: SessionEvent, _ state: SessionState) -> BatchJob? {
    switch event.body {
    case .start(let start):
      guard let (cell, _) = question(start.pane, start.turn, state) else { return nil }
      running[start.pane] = Running(
        cell: cell, parts: start.parts, promptTokens: start.promptTokens)
      count(cell, 1, at: event.t)
      unsampled.insert(cell)
    case .sample(let sample):
      for cell in unsampled {
        times[cell, default: Time()].peak = max(times[cell]?.peak ?? 0, sample.rss)
      }
      unsampled = Set(running.values.map(\.cell))
    case .wait(let pane, _): wait(pane, true, at: event.t)
    case .prefill(let pane, _, _), .token(let pane, _): wait(pane, false, at: event.t)
    case .resumed:
      running = [:]
      for cell in times.keys { times[cell]?.running = 0 }
    case .done(let done): return end(done, at: event.t, state)
    default: break
    }
    return nil
  }

  /// One more, or one less, of a cell's answers is being worked on.
  private mutating func count(_ cell: BatchCell, _ change: Int, at t: Double) {
    times[cell, default: Time()].advance(to: t)
    times[cell, default: Time()].running += change
  }

  private mutating func wait(_ pane: Int, _ isWaiting: Bool, at t: Double) {
    guard let cell = running[pane]?.cell, running[pane]?.isWaiting != isWaiting else { return }
    running[pane]?.isWaiting = isWaiting
    count(cell, isWaiting ? -1 : 1, at: t)
  }

  private mutating func end(_ done: DoneEvent, at t: Double, _ state: SessionState) -> BatchJob? {
    wait(done.pane, false, at: t)
    let began = running.removeValue(forKey: done.pane)
    if let cell = began?.cell { count(cell, -1, at: t) }
    let result = done.result
    guard [.stop, .length, .cut, .error].contains(result.reason),
      let (cell, use) = question(done.pane, done.turn, state),
      let candidates = rows[BatchPlan.key(use.inputs)],
      let row = candidates.first(where: { answers[BatchJob(cell: cell, row: $0)] == nil })
    else { return nil }
    let job = BatchJob(cell: cell, row: row)
    let error = Self.failure(of: result)
    keep(
      BatchAnswer(
        text: result.text,
        verdict: error.map { failure($0) }
          ?? plan.template.expect?.verdict(result.text, values: use.inputs),
        error: error, reason: result.reason.rawValue,
        // A server's own count, where it has said one.
        promptTokens: Self.bounded(
          result.metrics.promptTokens > 0 ? result.metrics.promptTokens : began?.promptTokens ?? 0),
        exampleTokens: Self.bounded(began?.parts?.examples ?? 0),
        tokens: Self.bounded(result.metrics.tokens),
        ttftMilliseconds: Self.bounded(result.metrics.ttftMilliseconds),
        rate: Self.bounded(result.metrics.rate), cost: result.metrics.cost), job)
    return job
  }

  /// Why an answer is none that counts; nil for one that does. One that was cut is none: how it would
  /// have gone on nobody knows.
  private static func failure(of result: GenerateResult) -> String? {
    switch result.reason {
    case .error: result.error ?? "failed without saying why"
    case .cut: ["cut off", result.error].compactMap(\.self).joined(separator: ": ")
    case .stop, .length, .cancelled: nil
    }
  }

  /// A session's file may say anything.
  private static func bounded(_ count: Int) -> Int { min(max(count, 0), 1 << 40) }

  private static func bounded(_ value: Double?) -> Double? {
    value.flatMap { 0...1e12 ~= $0 ? $0 : nil }
  }

  /// What a pane was asked in a turn, where this batch asks it.
  private func question(
    _ number: Int, _ turn: Int, _ state: SessionState
  ) -> (BatchCell, PromptUse)? {
    let pane = state.pane(number) ?? state.closedPanes.first { $0.number == number }
    guard let pane, let use = pane.turn(turn)?.question.use, use.prompt == plan.prompt,
      plan.shots.contains(use.shots),
      let model = plan.models.firstIndex(where: { $0.place == pane.model.place })
    else { return nil }
    return (BatchCell(model: model, shots: use.shots), use)
  }

  // MARK: Figures

  /// What came of each model with each number of examples.
  var figures: [BatchFigures] {
    plan.cells.map { cell in
      let found = plan.rows.indices.compactMap { answers[BatchJob(cell: cell, row: $0)] }
      let time = times[cell]
      return BatchFigures(
        model: plan.models[cell.model].name, path: plan.models[cell.model].place.id,
        shots: cell.shots, inputs: plan.rows.count, found, seconds: time?.seconds ?? 0,
        peak: plan.models[cell.model].endpoint == nil ? time?.peak ?? 0 : 0)
    }
  }
}
