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
  let queue: DispatchQueue
  let team = Team()
  let decoder: Decoder
  let identifier: Int

  /// Sequences with a job, in the order in which they began.
  var running: [EngineSequence] = []
  /// All sequences there are.
  var sequences: [WeakSequence] = []
  var pace = PrefillPace()
  /// Whether those that write keep about half of their rate while others read.
  let pacesReading: Bool
  var isStepping = false
  var isWarm = false
  /// Prompt tokens a step evaluates at most; fewer where others generate.
  let chunk: Int

  private static let identifiers = Atomic<Int>(0)
  /// Tokens of a prompt that one step evaluates at most unless told otherwise: enough to read the
  /// weights seldom, few enough for a product to end soon where the answer is no longer wanted.
  static func defaultChunk(_ configuration: ModelConfiguration) -> Int {
    let perToken =
      2 * configuration.feedForwardsPerToken * configuration.feedForward * configuration.width
    return min(max((1 << 30) / perToken / 64 * 64, 64), 256)
  }
  /// Sequences that one step serves at most.
  public static let maxSequences = 64

  /// - Parameters:
  ///   - kernels: "avx512", "avxvnni", "avx2", "plain", or nil for the fastest this processor runs.
  ///   - chunk: prompt tokens evaluated per step at most; changes no bit of any result.
  ///   - pacesReading: whether prompts are read in smaller pieces while others generate, so that
  ///     those go on writing; without, all together are done sooner.
  ///   - clock: monotonic seconds.
  public init(
    model: LocalModel, cores: Cores, kernels: String? = nil, chunk: Int? = nil,
    pacesReading: Bool = true, clock: @escaping @Sendable () -> Double
  ) throws(ModelError) {
    guard let table = kernels_table(kernels) else { throw .unknownKernels(kernels ?? "") }
    self.model = model
    self.cores = cores
    self.pacesReading = pacesReading
    self.clock = clock
    self.chunk = max(1, chunk ?? Self.defaultChunk(model.configuration))
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
    let size = max(1, contextSize ?? model.configuration.defaultContext)
    let trained = model.configuration.contextLength
    guard size <= trained else { throw .contextTooLong(size, trained: trained) }
    do {
      let cache = try KVCache(configuration: model.configuration, capacity: size)
      let sequence = EngineSequence(cache: cache)
      let weak = WeakSequence(sequence: sequence)
      queue.async { @Sendable [self] in
        sequences.removeAll { $0.sequence == nil }
        sequences.append(weak)
      }
      return LocalGenerator(engine: self, sequence: sequence)
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
          start(
            ids + request.continuing, .generate(sampler), request, on: sequence, cancellation,
            onEvent)
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
          case .start, .prefill, .waiting, .limits: break
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
    let before = request.continuing.count
    if ids.count == before {
      problem = "the prompt is empty and the model has no token to begin with; type something"
    } else if ids.count > capacity {
      problem =
        "the prompt has \(ids.count - before) tokens"
        + (before > 0 ? " and the answer so far \(before)," : "")
        + " but the context holds \(capacity); shorten it"
        + (capacity < model.configuration.contextLength ? " or raise --ctx-size" : "")
    } else if let id = ids.first(where: { !(0..<model.configuration.vocabulary).contains($0) }) {
      problem =
        "the token \(id) is not in the vocabulary of \(model.configuration.vocabulary); use ids "
        + "from the same model"
    }
    var job = Job(
      purpose: purpose, prompt: ids, request: request, cancellation: cancellation,
      onEvent: onEvent,
      detokenizer: StreamingDetokenizer(model.tokenizer, continuesText: true),
      stopFilter: StopStringFilter(request.parameters.stop))
    job.replay()
    job.metrics.promptTokens = ids.count - before
    job.metrics.condition.warm = isWarm
    if let problem {
      let result = GenerateResult(reason: .error, text: "", metrics: job.metrics, error: problem)
      onEvent(Generation(t: clock(), event: .done(result)))
      next(on: sequence)
      return
    }
    sequence.job = job
    running.append(sequence)
    cores.enter(identifier, sequences: running.count)
    noteCondition()
    if !isStepping {
      isStepping = true
      queue.async { @Sendable [self] in step() }
    }
  }

  /// Ends a sequence's job and begins the next that waits.
  func end(
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
    // Before it is told: whoever begins when it hears of this shares nothing with it.
    if running.isEmpty {
      cores.leave(identifier)
    } else {
      cores.enter(identifier, sequences: running.count)
    }
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

/// Carries a value that can't be copied into closures.
private final class Shared<Value: ~Copyable & Sendable>: Sendable {
  let value: Value
  init(_ value: consuming Value) { self.value = value }
}
