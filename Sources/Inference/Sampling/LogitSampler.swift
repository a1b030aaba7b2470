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
    guard let largest = LogitSelection.largest(logits, 1).first?.logit else { return nil }
    let least = least(largest)
    let candidates = shortlist(logits, largest, least).filter { $0.logit >= least }
    let temperature = Double(parameters.temperature)
    let weights = candidates.map {
      Elementary.exp((Double($0.logit) - Double(largest)) / temperature)
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

  /// The smallest logit that min-p keeps.
  private func least(_ largest: Float) -> Float {
    guard parameters.minP > 0 else { return -.infinity }
    return largest + Float(Elementary.log(Double(min(parameters.minP, 1))))
  }

  /// Top-k, then top-p (Holtzman et al., "The curious case of neural text degeneration", 2020).
  ///
  /// Without top-k no more of the vocabulary is sorted than is needed; with neither, candidates
  /// stand in the order of their ids.
  private func shortlist(
    _ logits: UnsafeMutableBufferPointer<Float>, _ largest: Float, _ least: Float
  ) -> [Candidate] {
    if parameters.topK > 0, parameters.topK < logits.count {
      let candidates = LogitSelection.largest(logits, parameters.topK)
      let mass = mass(candidates.lazy.map(\.logit), largest)
      return nucleus(candidates, largest, mass) ?? candidates
    }
    guard parameters.topP < 1 else { return LogitSelection.all(logits, from: least) }
    let mass = mass(logits, largest)
    for count in [256, 4096] where count < logits.count {
      let candidates = LogitSelection.largest(logits, count)
      if let nucleus = nucleus(candidates, largest, mass) { return nucleus }
      if let last = candidates.last, last.logit < least { return candidates }
    }
    let candidates = LogitSelection.largest(logits, logits.count)
    return nucleus(candidates, largest, mass) ?? candidates
  }

  /// Σ exp(logit − largest) of logits that are numbers, in their order.
  private func mass(_ logits: some Sequence<Float>, _ largest: Float) -> Double {
    logits.reduce(0) { $0 + ($1 > -.infinity ? weight($1, largest) : 0) }
  }

  private func weight(_ logit: Float, _ largest: Float) -> Double {
    Elementary.exp(Double(logit) - Double(largest))
  }

  /// The first of sorted candidates that hold top-p's share of the mass; nil where all don't.
  private func nucleus(
    _ candidates: [Candidate], _ largest: Float, _ mass: Double
  ) -> [Candidate]? {
    guard parameters.topP < 1 else { return nil }
    let enough = Double(max(parameters.topP, 0)) * mass
    var sum = 0.0
    for (index, candidate) in candidates.enumerated() {
      sum += weight(candidate.logit, largest)
      if sum >= enough { return Array(candidates[...index]) }
    }
    return nil
  }
}
