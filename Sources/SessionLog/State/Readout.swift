import GenerationAPI

/// The figures a pane shows. The live rate is refreshed at most four times a second.
public struct Readout: Sendable, Equatable {
  /// Tokens per second: over the last second while answering, of the whole answer afterwards.
  public var rate: Double?
  public var ttftMilliseconds: Double?
  /// Generated tokens of the running or last answer.
  public var tokens: Int?
  /// Tokens in the KV cache.
  public var contextTokens = 0
  public var condition: Condition?
  /// Live rates of the running or last answer at whole quarters of a second after its first
  /// token, oldest first, at most 64.
  public var history: [Double] = []

  /// Tokens that the answer had before it went on.
  var before = 0
  /// From when TTFT counts; nil where the log does not say.
  var sentAt: Double?
  var promptTokens = 0
  var firstTokenAt: Double?
  var lastTokenAt: Double?
  /// Whole quarters of a second after the first token for which the rate was taken.
  var refreshes: Double = 0
  /// Times of the tokens of the last second, without the first: it ends the wait for it and is no
  /// part of the rate.
  var recent: [Double] = []
}

extension Readout {
  /// Seconds between refreshes of the live rate.
  static let interval = 0.25
  static let historyLimit = 64

  /// - Parameter result: of the answer, where it goes on.
  init(_ start: StartEvent, sentAt: Double?, goingOnFrom result: GenerateResult? = nil) {
    if let tokens = start.continues, tokens > 0 {
      before = tokens
      self.tokens = tokens
      ttftMilliseconds = result?.metrics.ttftMilliseconds
    }
    contextTokens = start.cachedTokens
    condition = start.condition
    promptTokens = start.promptTokens
    self.sentAt = sentAt
  }

  mutating func count(at t: Double) {
    tokens = (tokens ?? 0) + 1
    lastTokenAt = t
    if firstTokenAt == nil {
      firstTokenAt = t
      if before == 0 { ttftMilliseconds = sentAt.map { max(0, t - $0) * 1000 } }
      // The token itself enters the cache when the next one is computed.
      contextTokens = max(contextTokens, promptTokens.addingClamped(before))
    } else {
      contextTokens += 1
      recent.append(t)
    }
  }

  /// Takes the rate for every quarter of a second that is over.
  mutating func advance(to t: Double) {
    guard let firstTokenAt else { return }
    let due = ((t - firstTokenAt) / Self.interval).rounded(.down)
    // After a long silence the oldest would fall out of the history anyway.
    let steps = Int(min(due - refreshes, Double(Self.historyLimit)))
    guard steps > 0 else { return }
    for step in (0..<steps).reversed() {
      refresh(after: (due - Double(step)) * Self.interval, since: firstTokenAt)
    }
    refreshes = due
  }

  /// Takes the rate of the second that ends `seconds` after the first token, or of the time since
  /// the first token where that is less.
  private mutating func refresh(after seconds: Double, since first: Double) {
    let end = first + seconds
    recent.removeAll { $0 <= end - 1 }
    let counted = recent.count { $0 <= end }
    // A slow model's second token may take a while; until then there is no rate, not a rate of 0.
    if counted == 0, seconds < 1 { return }
    let now = Double(counted) / min(1, seconds)
    rate = now
    history.append(now)
    if history.count > Self.historyLimit { history.removeFirst() }
  }

  /// Takes over the final figures. Where the generation brought none, as after an error, what was
  /// counted on the way stands.
  mutating func finish(_ metrics: GenerateMetrics) {
    // Pieces of a stream that came all at once say nothing of a server's speed.
    rate = metrics.rate ?? (metrics.condition.isRemote ? nil : wholeRate)
    ttftMilliseconds = metrics.ttftMilliseconds ?? ttftMilliseconds
    if metrics.tokens > 0 {
      condition = metrics.condition
      contextTokens = max(metrics.promptTokens, promptTokens).addingClamped(metrics.tokens - 1)
    }
    tokens = metrics.tokens > 0 ? metrics.tokens : tokens ?? 0
    recent = []
  }

  /// Tokens after the first per second from first to last.
  private var wholeRate: Double? {
    guard let tokens, let firstTokenAt, let lastTokenAt, lastTokenAt > firstTokenAt else {
      return nil
    }
    return Double(tokens - before - 1) / (lastTokenAt - firstTokenAt)
  }
}

extension Int {
  /// The sum, or the largest number there is.
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? .max : sum
  }
}
