import GenerationAPI

/// What an answer took: as the server says it, else as it was seen.
struct Figures {
  var answer: AnswerText
  var counts: ServerCounts
  var isStreamed: Bool
  /// About as many tokens as the prompt has.
  var promptEstimate: Int
  var prices: TokenPrices?
  var sentAt: Double
  /// The server took the request up, and may charge for it.
  var wasAccepted: Bool
  /// Requests of which it is not known whether they were, and of which nothing came.
  var lost = 0

  var metrics: GenerateMetrics {
    var metrics = GenerateMetrics()
    // Servers that always say 0 do not count.
    let said = counts.generated.flatMap { $0 > 0 || answer.tokens == 0 ? $0 : nil }
    let counted =
      isStreamed || answer.isExact
      ? answer.tokens : max(answer.tokens, TokenEstimate.likely(answer.text))
    metrics.tokens = said ?? counted
    metrics.promptTokens = counts.prompt.flatMap { $0 > 0 ? $0 : nil } ?? promptEstimate
    metrics.cachedTokens = min(counts.cached ?? 0, metrics.promptTokens)
    let isCounted = said == nil && !(answer.isExact && answer.tokens > 0)
    metrics.isEstimated = isCounted || (counts.prompt ?? 0) == 0
    if let reasoning = counts.reasoning {
      metrics.reasoningTokens = min(reasoning, metrics.tokens)
    } else if answer.sawReasoning {
      metrics.reasoningTokens = min(answer.reasoning, metrics.tokens)
    }
    metrics.prefillRate = counts.prefillRate
    metrics.rate = counts.rate
    if isStreamed, let first = answer.firstAt, let last = answer.lastAt {
      metrics.ttftMilliseconds = max(0, first - sentAt) * 1000
      metrics.rate = counts.rate ?? rate(of: metrics, seconds: last - first)
      // Gaps are between tokens only where each piece was one.
      if answer.pieces == answer.tokens, abs(metrics.tokens - answer.pieces) <= 1 {
        metrics.interTokenLatency = InterTokenLatency(gaps: answer.gaps)
      }
    }
    if let prices, wasAccepted || lost > 0 {
      let ofAnswer = prices.amount(
        prompt: metrics.promptTokens, cached: metrics.cachedTokens, generated: metrics.tokens)
      let ofLost = prices.amount(prompt: promptEstimate, generated: 0) * Double(lost)
      metrics.cost = Cost(
        amount: (wasAccepted ? ofAnswer : 0) + ofLost, currency: prices.currency,
        isEstimated: metrics.isEstimated || lost > 0)
    }
    metrics.condition = Self.condition
    metrics.condition.cachedTokens = metrics.cachedTokens
    return metrics
  }

  /// The tokens that came after the first piece. That one is taken to have had as many as others:
  /// where each piece is a token, it is the rate as it is defined.
  private func rate(of metrics: GenerateMetrics, seconds: Double) -> Double? {
    var seen = metrics.tokens
    // Reasoning that was kept from us took no time between pieces.
    if let hidden = metrics.reasoningTokens, !answer.sawReasoning { seen -= hidden }
    guard seconds > Self.atOnce, answer.pieces > 1, seen > 1 else { return nil }
    let pieces = Double(answer.pieces)
    return Double(seen) * (pieces - 1) / pieces / seconds
  }

  /// Seconds in which what comes came at once: somebody on the way had gathered it.
  private static let atOnce = 0.01

  /// Elsewhere: no thread of this machine takes part.
  static var condition: Condition {
    var condition = Condition()
    condition.isRemote = true
    condition.threads = 0
    condition.warm = true
    return condition
  }
}
