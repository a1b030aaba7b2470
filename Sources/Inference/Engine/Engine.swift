import CKernels
import Dispatch
import GenerationAPI
import Synchronization
import Tokenization

/// Steps all sequences of one model together, on a queue of its own.
///
/// `@unchecked Sendable`: all mutable state belongs to `queue`.
public final class Engine: @unchecked Sendable {
  public let model: LocalModel
  let cores: Cores
  let clock: @Sendable () -> Double
  private let queue: DispatchQueue
  private let team = Team()
  private let decoder: Decoder
  private let identifier: Int

  /// Sequences with a job, in the order in which they began.
  private var running: [EngineSequence] = []
  private var isStepping = false
  private var isWarm = false
  /// Prompt tokens a step evaluates at most.
  private let chunk: Int

  private static let identifiers = Atomic<Int>(0)
  /// Tokens of a prompt that one step evaluates unless told otherwise.
  public static let defaultChunk = 64
  /// Sequences that one step serves at most.
  static let maxSequences = 64

  /// - Parameters:
  ///   - kernels: "avx512", "avx2", "plain", or nil for the fastest this processor runs.
  ///   - chunk: prompt tokens evaluated per step at most; changes no bit of any result.
  ///   - clock: monotonic seconds.
  public init(
    model: LocalModel, cores: Cores, kernels: String? = nil, chunk: Int = Engine.defaultChunk,
    clock: @escaping @Sendable () -> Double
  ) throws(ModelError) {
    guard let table = kernels_table(kernels) else { throw .unknownKernels(kernels ?? "") }
    self.model = model
    self.cores = cores
    self.clock = clock
    self.chunk = max(1, chunk)
    identifier = Self.identifiers.add(1, ordering: .relaxed).newValue
    queue = DispatchQueue(label: "inference.\(model.path)", qos: .utility)
    do {
      decoder = try Decoder(
        model, kernels: table.pointee, team: team, maxTokens: self.chunk + Self.maxSequences)
    } catch {
      throw .outOfMemory(bytes: error.bytes)
    }
  }

  /// The kernel table that is used for this name, e.g. "avx2".
  public static func kernelName(_ kernels: String?) -> String? {
    kernels_table(kernels).map { String(cString: $0.pointee.name) }
  }

  /// Opens a sequence with a cache of its own.
  ///
  /// - Throws: `ModelError` for a context the model was not made for, or that memory can't hold.
  public func makeGenerator(contextSize: Int? = nil) throws(ModelError) -> LocalGenerator {
    let size = max(1, contextSize ?? model.defaultContext)
    let trained = model.configuration.contextLength
    guard size <= trained else { throw .contextTooLong(size, trained: trained) }
    do {
      let cache = try KVCache(configuration: model.configuration, capacity: size)
      return LocalGenerator(engine: self, sequence: EngineSequence(cache: cache))
    } catch {
      throw .outOfMemory(bytes: error.bytes)
    }
  }
}

/// Jobs come in.
extension Engine {
  func submit(
    _ request: GenerateRequest, to sequence: EngineSequence, _ cancellation: Cancellation,
    _ onEvent: @escaping @Sendable (Generation) -> Void
  ) {
    sequence.intake.async { @Sendable [self] in
      let ids = tokenize(request.prompt)
      queue.async { @Sendable [self] in
        enqueue(on: sequence) { [self] in
          let sampler = LogitSampler(request.parameters)
          start(ids, .generate(sampler), request, on: sequence, cancellation, onEvent)
        }
      }
    }
  }

  func score(
    _ ids: [Int], on sequence: EngineSequence,
    _ onDone: @escaping @Sendable (Result<[Float], ScoreError>) -> Void
  ) {
    let scores = Mutex<[Float]>([])
    let box = Shared(scores)
    queue.async { @Sendable [self] in
      enqueue(on: sequence) { [self] in
        var parameters = GenerateParameters()
        parameters.predict = 0
        let request = GenerateRequest(prompt: .text(""), parameters: parameters, sentAt: clock())
        sequence.cache.truncate(to: 0)
        start(ids, .score, request, on: sequence, Cancellation()) { generation in
          switch generation.event {
          case .token(let token): box.value.withLock { $0.append(token.logprob ?? .nan) }
          case .done(let result):
            if let error = result.error {
              onDone(.failure(ScoreError(sentence: error)))
            } else {
              onDone(.success(box.value.withLock { $0 }))
            }
          case .start, .prefill: break
          }
        }
      }
    }
  }

  private func enqueue(on sequence: EngineSequence, _ job: @escaping () -> Void) {
    if sequence.job == nil { job() } else { sequence.waiting.append(job) }
  }

  private func tokenize(_ prompt: GenerateRequest.Prompt) -> [Int] {
    let text: String
    switch prompt {
    case .text(let rendered): text = rendered
    case .messages(let messages):
      // Without a template of its own a local model continues the bare texts.
      text = messages.map(\.content).joined(separator: "\n\n")
    }
    return model.tokenizer.encode(text, addSpecial: true, parseSpecial: true)
  }

  private func start(
    _ ids: [Int], _ purpose: Job.Purpose, _ request: GenerateRequest, on sequence: EngineSequence,
    _ cancellation: Cancellation, _ onEvent: @escaping @Sendable (Generation) -> Void
  ) {
    let capacity = sequence.cache.capacity
    var problem: String?
    if ids.isEmpty {
      problem = "the prompt is empty and the model has no token to begin with; type something"
    } else if ids.count > capacity {
      problem =
        "the prompt has \(ids.count) tokens but the context holds \(capacity); shorten it or raise "
        + "--ctx-size"
    } else if let id = ids.first(where: { !(0..<model.configuration.vocabulary).contains($0) }) {
      problem =
        "the token \(id) is not in the vocabulary of \(model.configuration.vocabulary); use ids "
        + "from the same model"
    }
    // The last token is evaluated again: its logits choose the first new token.
    let cached = min(sequence.cache.commonPrefix(with: ids), max(0, ids.count - 1))
    var job = Job(
      purpose: purpose, prompt: ids, request: request, cancellation: cancellation,
      onEvent: onEvent, evaluated: cached,
      detokenizer: StreamingDetokenizer(model.tokenizer, continuesText: true),
      stopFilter: StopStringFilter(request.parameters.stop))
    job.metrics.promptTokens = ids.count
    job.metrics.cachedTokens = cached
    job.metrics.condition.cachedTokens = cached
    job.metrics.condition.warm = isWarm
    if let problem {
      let result = GenerateResult(reason: .error, text: "", metrics: job.metrics, error: problem)
      onEvent(Generation(t: clock(), event: .done(result)))
      next(on: sequence)
      return
    }
    sequence.cache.truncate(to: cached)
    sequence.job = job
    running.append(sequence)
    cores.enter(identifier, sequences: running.count)
    noteCondition()
    let condition = sequence.job?.metrics.condition ?? Condition()
    onEvent(
      Generation(
        t: clock(),
        event: .start(
          GenerateStart(promptTokens: ids.count, cachedTokens: cached, condition: condition))))
    if !isStepping {
      isStepping = true
      queue.async { @Sendable [self] in step() }
    }
  }

  /// Ends a sequence's job and begins the next that waits.
  fileprivate func end(
    _ sequence: EngineSequence, _ reason: GenerateStopReason, error: String? = nil
  ) {
    guard var job = sequence.job else { return }
    if case .generate = job.purpose, reason != .error {
      job.text += job.stopFilter.feed(job.detokenizer.finish())
      job.text += job.stopFilter.finish()
    }
    job.metrics.kvBytes = sequence.cache.byteCount
    running.removeAll { $0 === sequence }
    sequence.job = nil
    let result = GenerateResult(
      reason: reason, text: job.text, metrics: job.finalMetrics(), error: error)
    job.onEvent(Generation(t: clock(), event: .done(result)))
    next(on: sequence)
  }

  private func next(on sequence: EngineSequence) {
    guard sequence.job == nil, !sequence.waiting.isEmpty else { return }
    sequence.waiting.removeFirst()()
  }
}

/// Steps.
extension Engine {
  /// One sequence's part of a step.
  private struct Part {
    let sequence: EngineSequence
    let tokens: ArraySlice<Int>
    let range: Range<Int>
    let isReading: Bool
  }

  private func step() {
    for sequence in running where sequence.job?.cancellation.isCancelled == true {
      end(sequence, .cancelled)
    }
    guard !running.isEmpty else {
      cores.leave(identifier)
      isStepping = false
      return
    }
    cores.enter(identifier, sequences: running.count)
    let threads = cores.acquire(identifier)
    noteCondition(threads: threads)
    let (batch, parts) = assemble()
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
      for part in parts { advance(part, choices, now) }
    }
    queue.async { @Sendable [self] in step() }
  }

  /// Notes how many generate at the same time, in every running job.
  private func noteCondition(threads: Int = 1) {
    let load = cores.load
    for sequence in running {
      guard var condition = sequence.job?.metrics.condition else { continue }
      condition.sequences = max(condition.sequences, load.sequences)
      condition.models = max(condition.models, load.models)
      condition.threads = max(condition.threads, threads)
      sequence.job?.metrics.condition = condition
    }
  }

  /// Gathers the tokens of a step: one of each sequence that writes, a chunk of those that read.
  private func assemble() -> ([BatchToken], [Part]) {
    var batch: [BatchToken] = []
    var parts: [Part] = []
    var budget = chunk
    for sequence in running.prefix(Self.maxSequences) {
      guard let job = sequence.job else { continue }
      let tokens = job.nextTokens(budget)
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
      guard let id = sampler.sample(logits.values, context: context, draw: job.generated.count)
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

/// Carries a value that can't be copied into closures.
private final class Shared<Value: ~Copyable & Sendable>: Sendable {
  let value: Value
  init(_ value: consuming Value) { self.value = value }
}
