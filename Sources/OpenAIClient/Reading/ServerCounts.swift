import JSON

/// What a server says an answer took: OpenAI's `usage`, llama-server's `timings`.
struct ServerCounts: Equatable {
  var prompt: Int?
  var cached: Int?
  var generated: Int?
  var reasoning: Int?
  var prefillRate: Double?
  var rate: Double?

  init() {}

  init(_ value: JSONValue) {
    if let timings = value.field("timings") {
      cached = timings.field("cache_n")?.count
      prompt = timings.field("prompt_n")?.count.map { $0 + (cached ?? 0) }
      generated = timings.field("predicted_n")?.count
      prefillRate = timings.field("prompt_per_second")?.rate
      rate = timings.field("predicted_per_second")?.rate
    }
    guard let usage = value.field("usage") ?? value.field("x_groq")?.field("usage") else { return }
    prompt = usage.field("prompt_tokens")?.count ?? prompt
    generated = usage.field("completion_tokens")?.count ?? generated
    cached =
      usage.field("prompt_tokens_details")?.field("cached_tokens")?.count
      ?? usage.field("prompt_cache_hit_tokens")?.count ?? cached
    reasoning =
      usage.field("completion_tokens_details")?.field("reasoning_tokens")?.count
  }

  /// Later numbers in the place of earlier ones.
  mutating func take(_ later: ServerCounts) {
    prompt = later.prompt ?? prompt
    cached = later.cached ?? cached
    generated = later.generated ?? generated
    reasoning = later.reasoning ?? reasoning
    prefillRate = later.prefillRate ?? prefillRate
    rate = later.rate ?? rate
  }
}
