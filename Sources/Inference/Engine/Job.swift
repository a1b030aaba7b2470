import GenerationAPI
import Tokenization

/// One generation, or one scoring, on a sequence. Owned by its engine's queue.
struct Job {
  enum Purpose {
    case generate(LogitSampler)
    /// Collects the log-probability of every token but the first.
    case score
  }

  let purpose: Purpose
  /// What is read: the prompt, and behind it what there is of an answer that goes on.
  let prompt: [Int]
  let request: GenerateRequest
  let cancellation: Cancellation
  let onEvent: @Sendable (Generation) -> Void

  /// Whether it is decided what of the prompt is in the cache already; until then it waits.
  var hasBegun = false
  /// Tokens of the prompt that are in the cache.
  var evaluated = 0
  var generated: [Int] = []
  var logprobs: [Float] = []
  var metrics = GenerateMetrics()
  var prefillBegan: Double?
  var prefillEnded: Double?
  var tokenTimes: [Double] = []
  var text = ""
  var detokenizer: StreamingDetokenizer
  var stopFilter: StopStringFilter

  /// Tokens of the answer that were there before.
  var before: Int { request.continuing.count }
  /// All tokens of the answer so far.
  var answered: Int { before + generated.count }

  /// Takes over what an answer that goes on has said already.
  mutating func replay() {
    for id in request.continuing { text += stopFilter.feed(detokenizer.feed(id)) }
  }

  /// Tokens of the prompt that are still to be read.
  var unread: Int { prompt.count - evaluated }
  var isReading: Bool { unread > 0 }

  /// Tokens that the next step evaluates, at most `budget` of the prompt.
  func nextTokens(_ budget: Int) -> ArraySlice<Int> {
    guard hasBegun else { return [] }
    if isReading { return prompt[evaluated..<min(evaluated + budget, prompt.count)] }
    return generated.suffix(1)
  }

  /// The metrics so far, by the definitions in `GenerateMetrics`.
  func finalMetrics() -> GenerateMetrics {
    var metrics = metrics
    if let began = prefillBegan, let ended = prefillEnded, ended > began {
      metrics.prefillRate = Double(prompt.count - metrics.cachedTokens) / (ended - began)
    }
    metrics.tokens = answered
    if let first = tokenTimes.first, let last = tokenTimes.last {
      metrics.ttftMilliseconds = (first - request.sentAt) * 1000
      if tokenTimes.count > 1, last > first {
        metrics.rate = Double(tokenTimes.count - 1) / (last - first)
        metrics.interTokenLatency = InterTokenLatency(
          gaps: zip(tokenTimes.dropFirst(), tokenTimes).map { ($0 - $1) * 1000 })
      }
    }
    return metrics
  }
}
