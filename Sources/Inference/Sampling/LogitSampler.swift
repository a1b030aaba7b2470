import GenerationAPI

/// Chooses the next token: penalties, top-k, top-p, min-p, temperature, then one draw.
///
/// Candidates stand in descending order of their logits, ties by the lower id.
struct LogitSampler: Sendable {
  let parameters: GenerateParameters
  private let random: SplitMix

  init(_ parameters: GenerateParameters) {
    self.parameters = parameters
    random = SplitMix(seed: parameters.seed)
  }

  struct Candidate {
    var id: Int
    var logit: Float

    /// Stands before another in the order of candidates.
    func precedes(_ other: Candidate) -> Bool {
      logit > other.logit || (logit == other.logit && id < other.id)
    }
  }

  /// Chooses a token; nil where no logit is finite.
  ///
  /// - Parameters:
  ///   - logits: [vocabulary]; left as they are found.
  ///   - context: all tokens so far, prompt included.
  ///   - draw: how many tokens were generated before.
  func sample(
    _ logits: UnsafeMutableBufferPointer<Float>, context: [Int], draw: Int
  ) -> Int? {
    let raw = penalize(logits, context)
    defer { for (id, logit) in raw { logits[id] = logit } }
    if parameters.temperature <= 0 { return LogitSelection.largest(logits, 1).first?.id }
    var candidates = shortlist(logits)
    guard let first = candidates.first else { return nil }
    if parameters.minP > 0 {
      let least = first.logit + Float(Elementary.log(Double(min(parameters.minP, 1))))
      candidates = Array(candidates.prefix { $0.logit >= least })
    }
    let temperature = Double(parameters.temperature)
    let weights = candidates.map {
      Elementary.exp((Double($0.logit) - Double(first.logit)) / temperature)
    }
    var rest = random.uniform(draw) * weights.reduce(0, +)
    for (candidate, weight) in zip(candidates, weights) {
      rest -= weight
      if rest < 0 { return candidate.id }
    }
    return candidates.last?.id
  }

  /// Keskar et al., "CTRL", 2019: seen tokens' logits are divided by the penalty where positive,
  /// else multiplied. Returns what the logits were.
  private func penalize(
    _ logits: UnsafeMutableBufferPointer<Float>, _ context: [Int]
  ) -> [(id: Int, logit: Float)] {
    let penalty = parameters.repeatPenalty
    guard penalty != 1, parameters.repeatLastN != 0 else { return [] }
    let seen = parameters.repeatLastN < 0 ? context[...] : context.suffix(parameters.repeatLastN)
    let raw = Set(seen).filter(logits.indices.contains).map { (id: $0, logit: logits[$0]) }
    for (id, logit) in raw { logits[id] = logit > 0 ? logit / penalty : logit * penalty }
    return raw
  }

  /// Top-k, then top-p (Holtzman et al., "The curious case of neural text degeneration", 2020).
  private func shortlist(_ logits: UnsafeMutableBufferPointer<Float>) -> [Candidate] {
    let all = parameters.topK <= 0 || parameters.topK >= logits.count
    let candidates = LogitSelection.largest(logits, all ? logits.count : parameters.topK)
    guard parameters.topP < 1, let first = candidates.first else { return candidates }
    let weights = candidates.map { Elementary.exp(Double($0.logit) - Double(first.logit)) }
    let enough = Double(max(parameters.topP, 0)) * weights.reduce(0, +)
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if sum >= enough { return Array(candidates[...index]) }
    }
    return candidates
  }
}
