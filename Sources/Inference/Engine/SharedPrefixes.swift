import GenerationAPI

/// Prompts of one model that begin alike are read once, whoever asks.
extension Engine {
  /// The fewest tokens for which a sequence takes over another's cache, or waits for it.
  private static let worthSharing = 16

  /// Begins the jobs of running sequences, but for those whose beginning another one is reading.
  func beginJobs() {
    for sequence in running {
      guard let job = sequence.job, !job.hasBegun else { continue }
      var sharesPrefix = false
      if case .generate = job.purpose { sharesPrefix = true }
      // The last token is evaluated again: its logits choose the first new token.
      let most = job.prompt.count - 1
      var cached = min(sequence.cache.commonPrefix(with: job.prompt), most)
      if sharesPrefix {
        let (other, shared) = longestPrefix(job.prompt, besides: sequence)
        let held = max(cached, min(shared, most))
        if isBeingRead(job.prompt, beyond: held, besides: sequence) { continue }
        if let other, held >= cached + Self.worthSharing {
          sequence.cache.adopt(other.cache, count: held)
          cached = held
        }
      }
      begin(sequence, cached: cached)
    }
  }

  private func begin(_ sequence: EngineSequence, cached: Int) {
    sequence.cache.truncate(to: cached)
    guard var job = sequence.job else { return }
    job.hasBegun = true
    job.evaluated = cached
    job.metrics.cachedTokens = cached
    job.metrics.condition.cachedTokens = cached
    sequence.job = job
    job.onEvent(
      Generation(
        t: clock(),
        event: .start(
          GenerateStart(
            ids: Array(job.prompt.prefix(job.metrics.promptTokens)), cachedTokens: cached,
            condition: job.metrics.condition))))
  }

  /// The other sequence whose cache holds most of a prompt's beginning, and how much.
  private func longestPrefix(
    _ prompt: [Int], besides own: EngineSequence
  ) -> (EngineSequence?, Int) {
    var longest: (sequence: EngineSequence?, count: Int) = (nil, 0)
    for other in sequences.compactMap(\.sequence)
    where other !== own && other.cache.isLong == own.cache.isLong {
      let count = other.cache.commonPrefix(with: prompt)
      if count > longest.count { longest = (other, count) }
    }
    return longest
  }

  /// Whether another sequence is about to read clearly more of a prompt than is held anywhere.
  private func isBeingRead(
    _ prompt: [Int], beyond held: Int, besides own: EngineSequence
  ) -> Bool {
    running.contains { other in
      guard other !== own, other.cache.isLong == own.cache.isLong, let job = other.job,
        job.hasBegun, job.isReading
      else { return false }
      let shared = min(job.prompt.commonPrefix(with: prompt), prompt.count - 1)
      return shared >= held + Self.worthSharing
    }
  }
}

/// A sequence that may be gone.
struct WeakSequence {
  weak var sequence: EngineSequence?
}
