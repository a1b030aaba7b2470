/// What a generation cost. One definition for screen, JSON and help.
public struct GenerateMetrics: Sendable, Equatable {
  /// Seconds from the request to open the file to weights ready.
  public var loadSeconds: Double?
  /// Milliseconds from `GenerateRequest.sentAt` to the first generated token: prefill, network and
  /// waiting beside other requests included; what came before the model was asked is not, such as
  /// its loading, the pane's answer before, or the turn in queue mode.
  public var ttftMilliseconds: Double?
  public var promptTokens = 0
  /// Prompt tokens that were not evaluated because the cache held them.
  public var cachedTokens = 0
  /// Prompt tokens evaluated per second of prefill; cached ones not counted.
  public var prefillRate: Double?
  /// Generated tokens.
  public var tokens = 0
  /// How many of them were spent on reasoning; nil where that is not known.
  public var reasoningTokens: Int?
  /// `tokens`, and what follows from them, was counted in pieces of a stream: the server did not say.
  public var isEstimated = false
  /// Generated tokens after the first per second from first to last.
  public var rate: Double?
  /// Gaps between tokens.
  public var interTokenLatency: InterTokenLatency?
  /// Bytes of this sequence's KV cache.
  public var kvBytes: Int?
  /// What a server charges for it; nil where its prices are not known.
  public var cost: Cost?
  public var condition = Condition()

  public init() {}
}

/// Gaps between generated tokens, in milliseconds.
public struct InterTokenLatency: Sendable, Equatable {
  public var p50: Double
  public var p95: Double
  public var max: Double

  public init(p50: Double, p95: Double, max: Double) {
    self.p50 = p50
    self.p95 = p95
    self.max = max
  }

  /// Percentiles by nearest rank; nil without gaps.
  public init?(gaps: [Double]) {
    guard !gaps.isEmpty else { return nil }
    let sorted = gaps.sorted()
    func rank(_ percent: Int) -> Double {
      sorted[Swift.max(0, (percent * sorted.count + 99) / 100 - 1)]
    }
    self.init(p50: rank(50), p95: rank(95), max: sorted[sorted.count - 1])
  }
}

/// The circumstances of a generation. Figures under unlike conditions are never ranked together.
public struct Condition: Sendable, Equatable {
  /// Most sequences that generated at the same time on this machine, as far as this process knows of
  /// them, this one included.
  public var sequences = 1
  /// Most models that generated at the same time, this one included.
  public var models = 1
  /// Compute threads this model used at most.
  public var threads = 1
  /// A server answered; what else ran there is not known.
  public var isRemote = false
  /// False until the model has run once since it was loaded.
  public var warm = false
  /// Prompt tokens taken from the cache.
  public var cachedTokens = 0
  /// Seconds for which the process was stopped, or the machine asleep, between prompt and end: they
  /// are in the waits and rates.
  public var pausedSeconds = 0.0

  public init() {}

  public var isSolo: Bool { sequences <= 1 }
  /// "server", "solo" or "shared ×N".
  public var sharing: String {
    isRemote ? "server" : isSolo ? "solo" : "shared ×\(sequences)"
  }
  /// "paused 3 s", in whole seconds, at least one; nil where nothing paused.
  public var pause: String? {
    guard pausedSeconds > 0 else { return nil }
    return "paused \(Int(max(1, min(pausedSeconds.rounded(), 1e9)))) s"
  }
}
