import GenerationAPI

/// The engine's steps: each takes all running sequences forward together.
extension Engine {
  /// One sequence's part of a step.
  private struct Part {
    let sequence: EngineSequence
    let tokens: ArraySlice<Int>
    let range: Range<Int>
    let isReading: Bool
  }

  func step() {
    for sequence in running where sequence.job?.cancellation.isCancelled == true {
      end(sequence, .cancelled)
    }
    guard !running.isEmpty else {
      cores.leave(identifier)
      isStepping = false
      return
    }
    beginJobs()
    cores.enter(identifier, sequences: running.count)
    let threads = cores.acquire(identifier)
    noteCondition(threads: threads)
    let (batch, parts) = assemble(threads: threads)
    let began = clock()
    var finished = false
    var choices: [Int: Choice] = [:]
    if !batch.isEmpty {
      team.run(threads: threads) {
        finished = decoder.step(
          batch,
          isCancelled: { parts.contains { $0.sequence.job?.cancellation.isCancelled == true } },
          onLogits: { token, logits in
            if let choice = choose(token, logits, batch, parts) { choices[token] = choice }
          })
      }
    }
    cores.release(threads)
    if finished {
      isWarm = true
      let now = clock()
      pace.note(
        threads: threads, generating: parts.count { !$0.isReading },
        read: parts.reduce(0) { $0 + ($1.isReading ? $1.tokens.count : 0) }, seconds: now - began)
      for part in parts { advance(part, choices, now) }
    }
    queue.async { @Sendable [self] in step() }
  }

  /// Notes how many generate at the same time, in every running job.
  func noteCondition(threads: Int = 1) {
    let load = cores.load
    for sequence in running {
      guard var condition = sequence.job?.metrics.condition else { continue }
      condition.sequences = max(condition.sequences, load.sequences)
      condition.models = max(condition.models, load.models)
      condition.threads = max(condition.threads, threads)
      sequence.job?.metrics.condition = condition
    }
  }

  /// Gathers the tokens of a step: one of each sequence that writes, a chunk of those that read. Of
  /// these the one that is soonest done goes first, so that a short prompt does not wait for a long
  /// one, and each gets on by a token at least.
  private func assemble(threads: Int) -> ([BatchToken], [Part]) {
    var batch: [BatchToken] = []
    var parts: [Part] = []
    let generating = running.count { $0.job.map { $0.hasBegun && !$0.isReading } ?? false }
    var budget =
      pacesReading
      ? pace.budget(threads: threads, generating: generating, most: chunk) : chunk
    let least = min(budget, 1)
    let soonest = running.prefix(Self.maxSequences).sorted {
      $0.job?.unread ?? 0 < $1.job?.unread ?? 0
    }
    for sequence in soonest {
      guard let job = sequence.job else { continue }
      let tokens = job.nextTokens(max(budget, least))
      if tokens.isEmpty { continue }
      if job.isReading {
        budget -= tokens.count
        if job.prefillBegan == nil { sequence.job?.prefillBegan = clock() }
      }
      let position = sequence.cache.tokens.count
      do {
        try sequence.cache.reserve(position + tokens.count)
      } catch {
        end(sequence, .error, error: "\(ModelError.outOfMemory(bytes: error.bytes))")
        continue
      }
      let first = batch.count
      let readsToEnd = job.isReading && tokens.endIndex == job.prompt.count
      for (offset, id) in tokens.enumerated() {
        let isLast = offset == tokens.count - 1
        let wanted =
          if case .score = job.purpose { !(isLast && readsToEnd) } else {
            isLast && (!job.isReading || readsToEnd)
          }
        batch.append(
          BatchToken(
            id: id, position: position + offset, cache: sequence.cache, needsLogits: wanted))
      }
      parts.append(
        Part(
          sequence: sequence, tokens: tokens, range: first..<batch.count, isReading: job.isReading))
    }
    return (batch, parts)
  }

  /// What a token's logits led to.
  private struct Choice {
    var id: Int
    var logprob: Float
  }

  private func choose(
    _ token: Int, _ logits: Logits, _ batch: [BatchToken], _ parts: [Part]
  ) -> Choice? {
    guard let part = parts.first(where: { $0.range.contains(token) }),
      let job = part.sequence.job
    else { return nil }
    let sum = logits.logSumExp
    switch job.purpose {
    case .score:
      let id = job.prompt[batch[token].position + 1]
      return Choice(id: id, logprob: logits.logprob(id, sum))
    case .generate(let sampler):
      var context: [Int] = []
      if job.request.parameters.repeatPenalty != 1 { context = job.prompt + job.generated }
      guard let id = sampler.sample(logits.values, context: context, draw: job.answered)
      else { return nil }
      return Choice(id: id, logprob: logits.logprob(id, sum))
    }
  }

  /// Takes over what a finished step did for one sequence.
  private func advance(_ part: Part, _ choices: [Int: Choice], _ now: Double) {
    let sequence = part.sequence
    guard sequence.job != nil else { return }
    sequence.cache.commit(part.tokens)
    if part.isReading { read(part, now) }
    guard let job = sequence.job else { return }
    switch job.purpose {
    case .score:
      for token in part.range {
        guard let choice = choices[token] else { continue }
        job.onEvent(
          Generation(
            t: now,
            event: .token(GeneratedToken(id: choice.id, text: "", logprob: choice.logprob))))
      }
      if !job.isReading { end(sequence, .length) }
    case .generate:
      guard !job.isReading else { return }
      guard job.request.parameters.predict != 0 else { return end(sequence, .length) }
      guard let choice = choices[part.range.upperBound - 1] else {
        return end(
          sequence, .error,
          error: "the model computed no finite logits; the file may be damaged, get it again")
      }
      write(choice, sequence, now)
    }
  }

  private func read(_ part: Part, _ now: Double) {
    guard let job = part.sequence.job else { return }
    part.sequence.job?.evaluated += part.tokens.count
    let done = job.evaluated + part.tokens.count
    if done == job.prompt.count { part.sequence.job?.prefillEnded = now }
    job.onEvent(Generation(t: now, event: .prefill(done: done, total: job.prompt.count)))
  }

  private func write(_ choice: Choice, _ sequence: EngineSequence, _ now: Double) {
    guard var job = sequence.job else { return }
    if job.tokenTimes.isEmpty {
      job.metrics.ttftMilliseconds = (now - job.request.sentAt) * 1000
    }
    if model.tokenizer.isEndOfGeneration(choice.id) {
      sequence.job = job
      return end(sequence, .stop)
    }
    job.generated.append(choice.id)
    job.tokenTimes.append(now)
    let text = job.stopFilter.feed(job.detokenizer.feed(choice.id))
    job.text += text
    sequence.job = job
    job.onEvent(
      Generation(
        t: now,
        event: .token(
          GeneratedToken(id: choice.id, text: text, logprob: choice.logprob))))
    let limit = job.request.parameters.predict
    if job.stopFilter.match != nil {
      end(sequence, .stop)
    } else if (limit >= 0 && job.generated.count >= limit)
      || sequence.cache.tokens.count >= sequence.cache.capacity
    {
      end(sequence, .length)
    }
  }
}
