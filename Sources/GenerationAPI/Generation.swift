/// One thing that happened in a generation, with the time at which the worker saw it.
public struct Generation: Sendable {
  public enum Event: Sendable {
    /// The prompt was accepted and tokenised.
    case start(GenerateStart)
    /// `done` of `total` prompt tokens are in the KV cache.
    case prefill(done: Int, total: Int)
    case token(GeneratedToken)
    /// A server took nothing up yet and is asked again later; said every second.
    case waiting(RetryWait)
    /// What a server lets its user ask for.
    case limits(RateLimits)
    /// The last event of every generation.
    case done(GenerateResult)
  }

  /// Seconds on the injected monotonic clock.
  public var t: Double
  public var event: Event

  public init(t: Double, event: Event) {
    self.t = t
    self.event = event
  }
}

/// What is known once a prompt was tokenised, or is on its way to a server.
public struct GenerateStart: Sendable, Equatable {
  /// All tokens of the prompt by their ids, cached ones included; not those of an answer that goes
  /// on. None where a server has them.
  public var ids: [Int]
  /// Leading tokens whose keys and values were still in the cache.
  public var cachedTokens: Int
  public var condition: Condition
  /// How many tokens the prompt has; where a server has it, about as many.
  public var promptTokens: Int

  /// - Parameter promptTokens: nil for as many as there are ids.
  public init(ids: [Int], promptTokens: Int? = nil, cachedTokens: Int, condition: Condition) {
    self.ids = ids
    self.promptTokens = promptTokens ?? ids.count
    self.cachedTokens = cachedTokens
    self.condition = condition
  }
}

/// One generated token.
public struct GeneratedToken: Sendable, Equatable {
  /// Nil where a server does not say.
  public var id: Int?
  /// The text that became complete with this token; may be empty.
  public var text: String
  /// Natural logarithm of the raw softmax at temperature 1, before penalties; nil where a server
  /// does not say.
  public var logprob: Float?

  public init(id: Int?, text: String, logprob: Float?) {
    self.id = id
    self.text = text
    self.logprob = logprob
  }
}

/// Why a generation ended.
public enum GenerateStopReason: String, Sendable, Codable {
  /// The model ended its answer, or a stop text appeared.
  case stop
  /// The limit of tokens or of the context was reached.
  case length
  /// The user stopped it.
  case cancelled
  /// The stream ended without saying so.
  case cut
  case error
}

/// How a generation ended and what it cost.
public struct GenerateResult: Sendable, Equatable {
  public var reason: GenerateStopReason
  /// The whole answer.
  public var text: String
  public var metrics: GenerateMetrics
  /// With `.error`, where it is known with `.cut`, where a budget ended it, and where a server did not
  /// take a setting: one sentence for the user.
  public var error: String?

  public init(
    reason: GenerateStopReason, text: String, metrics: GenerateMetrics, error: String? = nil
  ) {
    self.reason = reason
    self.text = text
    self.metrics = metrics
    self.error = error
  }
}
