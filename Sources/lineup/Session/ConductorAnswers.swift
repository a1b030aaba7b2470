import GenerationAPI
import JSON
import Prompts
import SessionLog

/// Answers are asked for, wait for their turn, and are stopped.
extension Conductor {
  /// Sends a prompt to panes. Those that are at work answer once they are done with what they have,
  /// those whose model is still loading once it is there.
  ///
  /// - Parameters:
  ///   - inputs: what the variables of the panes' prompt files stand for; one that is not among them
  ///     is the text.
  ///   - turn: where it stands in the conversation; nil for behind all others.
  ///   - seed: nil for the panes' own.
  func send(
    _ text: String, inputs: [String: String] = [:], to asked: [Int], turn: Int? = nil,
    seed: UInt64? = nil
  ) {
    let numbers = panes.filter { asked.contains($0.number) }.map(\.number)
    guard !numbers.isEmpty else { return }
    let turn = turn ?? state.turn + 1
    if turn == 1, state.meta.title == nil, let line = text.split(whereSeparator: \.isNewline).first
    {
      emit(.meta(SessionMeta(title: Self.title(line))))
    }
    ask(numbers, turn: turn) { question(text, inputs, in: $0) }
    submit(numbers) { _ in PaneJob(turn: turn, seed: seed) }
  }

  /// Writes down what panes are asked; those that are asked the same, together.
  private func ask(_ numbers: [Int], turn: Int, _ question: (PaneRuntime) -> Question) {
    var groups: [(question: Question, panes: [Int])] = []
    for pane in panes where numbers.contains(pane.number) {
      let asked = question(pane)
      if let index = groups.firstIndex(where: { $0.question == asked }) {
        groups[index].panes.append(pane.number)
      } else {
        groups.append((asked, [pane.number]))
      }
    }
    for group in groups {
      emit(.prompt(PromptEvent(turn: turn, panes: group.panes, group.question)))
    }
  }

  /// A text as a pane is asked it: put into its prompt file, where it has one.
  private func question(
    _ text: String, _ inputs: [String: String], in pane: PaneRuntime
  ) -> Question {
    guard let prompt = pane.settings.prompt else { return Question(text) }
    var values = inputs
    for variable in prompt.variables where values[variable.name] == nil {
      if prompt.variables.count == 1 { values[variable.name] = text }
    }
    return Question(
      text,
      PromptUse(
        prompt: pane.settings.recordedPrompt ?? prompt.json,
        shots: pane.settings.effectiveShots ?? 0,
        inputs: prompt.completed(values)))
  }

  /// The same question once more: with the examples, and the prompt file, that the pane has now.
  private func again(_ turn: Turn, in pane: PaneRuntime) -> Question {
    guard let use = turn.question.use, pane.settings.prompt != nil else { return turn.question }
    return question(turn.prompt, use.inputs, in: pane)
  }

  /// The first of a prompt's characters; by scalars, too, since a character has no end of them.
  private static func title(_ line: Substring) -> String {
    String(String(line.unicodeScalars.prefix(240)).prefix(60))
  }

  /// Asks another text in the place of a turn's; what followed is put aside with its answer.
  func edit(turn: Int, _ text: String, inputs: [String: String] = [:], in asked: [Int]) {
    let numbers = idle(asked).filter { turns($0).contains { $0.number == turn } }
    guard !numbers.isEmpty else { return }
    ask(numbers, turn: turn) { question(text, inputs, in: $0) }
    submit(numbers) { number in
      let newest = turns(number).last { $0.number == turn }?.variants.last?.number ?? 0
      return PaneJob(turn: turn, variant: newest + 1)
    }
  }

  /// Answers the last prompt of these panes once more; opens a model again that failed.
  ///
  /// - Parameter drawsSeed: with another seed; else with the shown answer's.
  func retry(_ numbers: [Int], drawsSeed: Bool) {
    for index in panes.indices where numbers.contains(panes[index].number) {
      let number = panes[index].number
      if panes[index].generator == nil, !isPending(index) {
        openModel(index)
        continue
      }
      guard !panes[index].isBusy, let turn = turns(number).last else { continue }
      ask([number], turn: turn.number) { again(turn, in: $0) }
      submit([number]) { _ in
        PaneJob(
          turn: turn.number, variant: (turn.variants.last?.number ?? 0) + 1,
          seed: drawsSeed ? nil : turn.seed, drawsSeed: drawsSeed)
      }
    }
  }

  /// Lets answers that were stopped, or came to their limit, go on as if they never had.
  ///
  /// - Returns: a sentence for each that can't.
  func goOn(_ numbers: [Int]) -> [String] {
    var refusals: [String] = []
    for number in idle(numbers) {
      guard let pane = panes.first(where: { $0.number == number }), let turn = turns(number).last,
        let variant = turn.variant
      else { continue }
      guard pane.access == nil else {
        refusals.append("a server's answer can't go on (pane \(number)); r answers again")
        continue
      }
      guard let record = pane.record(turn: turn.number, variant: variant.number) else {
        refusals.append("pane \(number) no longer has this answer's tokens; r answers again")
        continue
      }
      emit(.prompt(PromptEvent(turn: turn.number, panes: [number], turn.question)))
      submit([number]) { _ in
        PaneJob(
          turn: turn.number, variant: variant.number, seed: variant.seed, goesOnFrom: record)
      }
    }
    return refusals
  }

  /// Makes another of a turn's answers part of the conversation.
  func show(_ number: Int, turn: Int, variant: Int) {
    guard idle([number]) == [number] else { return }
    emit(.show(pane: number, turn: turn, variant: variant))
  }

  /// Says whether panes answer at the same time from now on.
  func setMode(_ mode: RunMode) {
    emit(.mode(mode))
    schedule()
  }

  /// Stops what runs in panes, and what waits there.
  func stop(_ numbers: [Int]) {
    for index in panes.indices where numbers.contains(panes[index].number) {
      panes[index].current?.cancellation.cancel()
      withdraw(index, .cancelled)
    }
  }

  /// Leaves a pane's prompts that wait unanswered.
  func withdraw(_ index: Int, _ reason: GenerateStopReason, error: String? = nil) {
    let jobs = panes[index].jobs
    panes[index].jobs = []
    for job in jobs { end(index, job, unstarted(job, index, reason, error: error)) }
  }

  /// Says what the session is called.
  func setTitle(_ title: String) { describe(SessionMeta(title: title)) }

  func describe(_ meta: SessionMeta) { emit(.meta(meta)) }

  func stopAll() { stop(panes.map(\.number)) }

  /// The result of an answer that did not begin; one that was to go on stays what it was.
  private func unstarted(
    _ job: PaneJob, _ index: Int, _ reason: GenerateStopReason, error: String? = nil
  ) -> GenerateResult {
    let before = job.goesOnFrom == nil ? nil : variant(job, of: panes[index].number)
    return GenerateResult(
      reason: reason, text: before?.text ?? "",
      metrics: before?.result?.metrics ?? GenerateMetrics(), error: error)
  }

  // MARK: The queue

  private func submit(_ numbers: [Int], _ job: (Int) -> PaneJob) {
    // In the order in which they stand on the screen, from another one on each time.
    let ordered = state.panes.map(\.number).filter(numbers.contains)
    let start = state.runMode == .rotating && !ordered.isEmpty ? sends % ordered.count : 0
    sends += 1
    for number in ordered[start...] + ordered[..<start] {
      guard let index = panes.firstIndex(where: { $0.number == number }) else { continue }
      var job = job(number)
      job.order = asked
      asked += 1
      panes[index].jobs.append(job)
    }
    schedule()
  }

  /// Begins what may begin now.
  func schedule() {
    for index in panes.indices where !panes[index].jobs.isEmpty {
      if let reason = panes[index].failure { failJobs(index, reason) }
    }
    switch state.runMode {
    case .parallel:
      for index in panes.indices where panes[index].current == nil && maySend(panes[index]) {
        beginNext(index)
      }
    case .queue, .rotating:
      // Alone means that no model is being loaded either.
      guard !panes.contains(where: { $0.current != nil }), !library.isLoading else { return }
      let next = panes.indices.filter {
        !panes[$0].jobs.isEmpty && maySend(panes[$0])
      }.min {
        (panes[$0].jobs.first?.order ?? 0) < (panes[$1].jobs.first?.order ?? 0)
      }
      if let next { beginNext(next) }
    }
  }

  /// Ends all that waits for a model that can't be had.
  func failJobs(_ index: Int, _ reason: String) {
    let jobs = panes[index].jobs
    panes[index].jobs = []
    for job in jobs { end(index, job, unstarted(job, index, .error, error: reason)) }
  }

  private func beginNext(_ index: Int) {
    guard let generator = panes[index].generator, !panes[index].jobs.isEmpty else { return }
    let pane = panes[index]
    let job = panes[index].jobs.removeFirst()
    var record: AnswerRecord
    do {
      record = try job.goesOnFrom ?? self.record(job, pane)
      if job.goesOnFrom == nil, panes[index].settings.take(stop: record.rendered.stop) {
        // What ends the answer follows from how the prompt is laid out for this model.
        record.parameters.stop = panes[index].settings.parameters.stop
        emit(.settings(pane: pane.number, settings: panes[index].settings.entries))
      }
    } catch {
      end(index, job, unstarted(job, index, .error, error: "\(error)"))
      return schedule()
    }
    if job.goesOnFrom == nil {
      let fixed = job.drawsSeed ? nil : job.seed ?? pane.settings.seed
      record.parameters.seed = fixed ?? UInt64.random(in: 0...UInt64(UInt32.max))
      record.settings = panes[index].settings.entries
    } else {
      // As many as it was allowed before, once more.
      record.parameters.predict = pane.settings.parameters.predict
      let predict = pane.settings.entries.first { $0.name == "predict" }
      record.settings = record.settings.map { $0.name == "predict" ? predict ?? $0 : $0 }
    }
    let sentAt = Machine.clock()
    var request = request(for: record, at: sentAt)
    var reserved: Double?
    do {
      request.allowance = try allowance(index, request)
      let most = panes[index].server?.mostCost(of: request)
      reserved = [most, request.allowance].compactMap { $0 }.min()
    } catch {
      end(index, job, unstarted(job, index, .error, error: error.sentence))
      return schedule()
    }
    panes[index].run += 1
    panes[index].pausedSeconds = 0
    let run = panes[index].run
    let report = report
    let number = pane.number
    let cancellation = generator.start(request) {
      report(.generation(pane: number, run: run, $0))
    }
    panes[index].current = RunningJob(
      job: job, record: record, sentAt: sentAt, reserved: reserved, cancellation: cancellation)
    noteNeighbours()
  }

  func request(for record: AnswerRecord, at time: Double = 0) -> GenerateRequest {
    GenerateRequest(
      prompt: record.rendered.messages.map { .messages($0) } ?? .text(record.rendered.text),
      continuing: record.ids.map(Int.init), parameters: record.parameters, sentAt: time)
  }

  /// What it takes to begin an answer.
  func record(_ job: PaneJob, _ pane: PaneRuntime) throws -> AnswerRecord {
    let conversation = conversation(of: pane)
    let use = conversation.turns.last { $0.number == job.turn }?.question.use
    return AnswerRecord(
      turn: job.turn, variant: job.variant, model: pane.argument.place,
      rendered: try conversation.rendered(turn: job.turn), usesPrompt: use != nil,
      parameters: pane.settings.parameters, settings: pane.settings.entries)
  }

  /// What a pane would be given for a text.
  func preview(
    _ text: String, _ inputs: [String: String], _ pane: PaneRuntime
  ) throws -> AnswerRecord {
    let conversation = conversation(of: pane)
    let use = question(text, inputs, in: pane).use
    return AnswerRecord(
      turn: 0, variant: 0, model: pane.argument.place,
      rendered: try use.map(conversation.rendered) ?? conversation.rendered(next: text),
      usesPrompt: use != nil, parameters: pane.settings.parameters, settings: [])
  }

  private func conversation(of pane: PaneRuntime) -> Conversation {
    Conversation(turns: turns(pane.number), format: pane.format, settings: pane.settings)
  }

  /// A pane's conversation.
  private func turns(_ number: Int) -> [Turn] { state.pane(number)?.turns ?? [] }

  /// Those of these panes that are open and at nothing.
  private func idle(_ numbers: [Int]) -> [Int] {
    panes.filter { numbers.contains($0.number) && !$0.isBusy }.map(\.number)
  }

  /// Whether a pane's model is on its way.
  private func isPending(_ index: Int) -> Bool {
    panes[index].generator == nil && panes[index].failure == nil
  }
}
