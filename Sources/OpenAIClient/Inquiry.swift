import GenerationAPI
import HTTP

/// One generation: asks, again where that makes sense, and says what happens.
struct Inquiry {
  /// How one request went.
  enum Outcome {
    case answered(GenerateStopReason)
    /// Nothing came; it may at the next try.
    case busy(ServerProblem, after: Double?, reason: String)
    /// It is worth asking at once, in another way.
    case again
  }

  let generator: EndpointGenerator
  let request: GenerateRequest
  let cancellation: Cancellation
  let onEvent: @Sendable (Generation) -> Void
  let quotation: Quotation
  /// Of this answer; nil before there is one.
  var reader: AnswerReader?
  var body: RequestBody
  var limits: RateLimits?
  /// A budget bounds the answer, and not what was asked for.
  var isBounded = false
  /// Where a redirect led.
  var elsewhere: Address?
  /// How often a field was left out.
  var corrected = 0
  /// What cut the answer, where that is known.
  var cutBy: ServerProblem?
  /// Requests that were sent and to which nothing was said. A server may charge for them.
  var lost = 0
  /// When its turn came or it was asked once more; nil where there was nothing to wait for.
  var waitedUntil: Double?
  /// Requests that were sent, the last included.
  var tries = 1

  var world: ClientSurroundings { generator.world }
  var endpoint: Endpoint { generator.endpoint }

  init(
    _ generator: EndpointGenerator, _ request: GenerateRequest, _ cancellation: Cancellation,
    _ onEvent: @escaping @Sendable (Generation) -> Void
  ) {
    self.generator = generator
    self.request = request
    self.cancellation = cancellation
    self.onEvent = onEvent
    quotation = Quotation(generator.endpoint, generator.key)
    let predict = request.parameters.predict
    body = RequestBody(
      endpoint: generator.endpoint, model: generator.model, request: request,
      most: predict < 0 ? nil : predict, corrections: generator.corrections.withLock { $0 })
  }

  mutating func run() {
    do throws(ServerProblem) {
      let destination = try prepare()
      emit(
        .start(
          GenerateStart(
            ids: [], promptTokens: promptEstimate, cachedTokens: 0, condition: Figures.condition)))
      let reason = try ask(destination)
      finish(reason, nil)
    } catch .cancelled {
      finish(.cancelled, nil)
    } catch {
      finish(.error, error)
    }
  }

  private var promptEstimate: Int { TokenEstimate.likely(request.prompt) }

  func emit(_ event: Generation.Event) { onEvent(Generation(t: world.clock(), event: event)) }

  // MARK: Before anything is sent

  private mutating func prepare() throws(ServerProblem) -> Destination {
    guard request.continuing.isEmpty else { throw .cannotContinue }
    let stops = request.parameters.stop.count
    if stops > RequestBody.mostStops, !endpoint.takesMoreSamplers {
      throw .tooManyStops(stops, most: RequestBody.mostStops)
    }
    if let allowance = request.allowance,
      let bound = generator.bound(of: request),
      let most = try bound.tokens(within: allowance), body.most.map({ most < $0 }) ?? true
    {
      isBounded = true
      body = RequestBody(
        endpoint: endpoint, model: generator.model, request: request, most: most,
        corrections: body.corrections)
    }
    return try Destination(endpoint, key: generator.key, path: body.path)
  }

  // MARK: Asking

  private mutating func ask(_ destination: Destination) throws(ServerProblem)
    -> GenerateStopReason
  {
    while true {
      let ticket = try pass()
      let outcome: Outcome
      do throws(ServerProblem) {
        outcome = try attempt(destination)
        generator.gate.leave(ticket)
      } catch {
        generator.gate.leave(ticket)
        throw error
      }
      switch outcome {
      case .answered(let reason): return reason
      case .again: continue
      case .busy(let problem, let after, let reason):
        guard tries <= RetryRule.most, (after ?? 0) <= RetryRule.patience else { throw problem }
        // What it may cost was allowed once.
        guard lost == 0 || request.allowance == nil else { throw problem }
        try wait(
          after ?? RetryRule.pause(after: tries, chance: world.chance()), reason: reason)
        tries += 1
      }
    }
  }

  /// Waits for its turn at the gate.
  private mutating func pass() throws(ServerProblem) -> Int {
    let ticket = generator.gate.queue()
    var saidAt: Double?
    while let hindrance = generator.gate.hindrance(ticket, at: world.clock()) {
      if cancellation.isCancelled {
        generator.gate.leave(ticket)
        throw .cancelled
      }
      let now = world.clock()
      if saidAt.map({ now - $0 >= 1 }) ?? true {
        saidAt = now
        emit(
          .waiting(
            RetryWait(seconds: hindrance.seconds, attempt: tries, reason: hindrance.reason)))
      }
      world.sleep(Self.slice)
    }
    if saidAt != nil { goOn() }
    return ticket
  }

  private mutating func wait(_ seconds: Double, reason: String) throws(ServerProblem) {
    let until = world.clock() + seconds
    var saidAt: Double?
    while true {
      if cancellation.isCancelled { throw .cancelled }
      let now = world.clock()
      guard now < until else { break }
      if saidAt.map({ now - $0 >= 1 }) ?? true {
        saidAt = now
        emit(.waiting(RetryWait(seconds: until - now, attempt: tries + 1, reason: reason)))
      }
      world.sleep(min(Self.slice, until - now))
    }
    if saidAt != nil { goOn() }
  }

  /// What was waited for says nothing of how fast the model is.
  private mutating func goOn() {
    waitedUntil = world.clock()
    emit(.prefill(done: 0, total: promptEstimate))
  }

  /// Seconds between looks at whether it is still wanted.
  private static let slice = 0.04

  // MARK: The end

  private mutating func finish(_ reason: GenerateStopReason, _ problem: ServerProblem?) {
    for event in reader?.remarks() ?? [] { emit(event) }
    let answer = reader?.answer ?? AnswerText()
    let counts = reader?.counts ?? ServerCounts()
    // A failure in the place of an answer is not charged for.
    let wasAccepted =
      reader != nil && (reason != .error || answer.firstAt != nil || counts.prompt != nil)
    let figures = Figures(
      answer: answer, counts: counts,
      isStreamed: reader?.isStreamed ?? false, promptEstimate: promptEstimate,
      prices: generator.prices, sentAt: waitedUntil ?? request.sentAt, wasAccepted: wasAccepted,
      lost: lost)
    var error = (problem ?? cutBy)?.sentence(
      endpoint, key: generator.key, model: generator.model)
    if let remark = body.remark, error == nil, reason == .stop || reason == .length {
      error = reason == .length ? "limit reached; \(remark)" : remark
    }
    if reason == .length, isBounded { error = "the budget ended it; \(Explanation.moreBudget)" }
    let result = GenerateResult(
      reason: reason, text: answer.text, metrics: figures.metrics, error: error)
    emit(.done(result))
  }
}
