import GenerationAPI
import SessionLog

/// What one answer cost, as far as it is known.
struct TurnFigures: Equatable {
  var rate: Double?
  var ttft: Double?
  var prefill: Double?
  var tokens: Int?
  var latency: InterTokenLatency?
  var promptTokens: Int?
  var cachedTokens: Int?
  /// Nil where nothing was generated.
  var condition: Condition?
  /// Nil while it runs.
  var reason: GenerateStopReason?
  var seed: UInt64?
  /// How many of the tokens were spent on reasoning.
  var reasoning: Int?
  /// Tokens, and what follows from them, were counted in pieces of a stream.
  var isEstimated = false
  /// What a server charges.
  var cost: Cost?

  /// Those of an answer that has ended.
  init(_ result: GenerateResult, seed: UInt64?) {
    let metrics = result.metrics
    reason = result.reason
    self.seed = seed
    tokens = metrics.tokens
    cost = metrics.cost
    reasoning = metrics.reasoningTokens
    isEstimated = metrics.isEstimated
    guard metrics.tokens > 0 || metrics.promptTokens > 0 else { return }
    rate = metrics.rate
    ttft = metrics.ttftMilliseconds
    prefill = metrics.prefillRate
    latency = metrics.interTokenLatency
    promptTokens = metrics.promptTokens
    cachedTokens = metrics.cachedTokens
    if metrics.tokens > 0 { condition = metrics.condition }
  }

  /// Those of an answer that is being written.
  init(_ readout: Readout, seed: UInt64?) {
    rate = readout.rate
    ttft = readout.ttftMilliseconds
    tokens = readout.tokens
    condition = readout.condition
    isEstimated = condition?.isRemote ?? false
    cachedTokens = condition?.cachedTokens
    self.seed = seed
  }
}

extension PaneState {
  /// The figures of a turn's shown answer; nil where it has none yet.
  func figures(of turn: Turn) -> TurnFigures? {
    turn.variant.map(figures)
  }

  func figures(of variant: Variant) -> TurnFigures {
    if let result = variant.result { return TurnFigures(result, seed: variant.seed) }
    var figures = TurnFigures(readout, seed: variant.seed)
    figures.cost = runningCost
    return figures
  }
}
