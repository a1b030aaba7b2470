import GenerationAPI

/// What a request may cost at most, and what that leaves for its answer.
struct CostBound {
  let prices: TokenPrices
  /// Of the prompt, at most.
  let prompt: Double

  /// - Parameter bodyBytes: of further fields, which may be counted with the prompt.
  init?(_ prices: TokenPrices?, _ request: GenerateRequest, bodyBytes: Int) {
    guard let prices else { return nil }
    self.prices = prices
    let input = max(0, prices.input, prices.cachedInput ?? 0)
    prompt = Double(TokenEstimate.most(request.prompt) + bodyBytes) * input / 1e6
  }

  private var eachToken: Double { max(0, prices.output) / 1e6 }

  /// Infinity for an answer of any length.
  func most(tokens: Int?) -> Double {
    if eachToken == 0 { return prompt }
    return prompt + (tokens.map { Double($0) } ?? .infinity) * eachToken
  }

  /// The most tokens of an answer; nil where an allowance does not bound it.
  func tokens(within allowance: Double) throws(ServerProblem) -> Int? {
    let left = allowance - prompt
    guard left >= 0 else { throw exceeded(allowance) }
    if eachToken == 0 { return nil }
    let count = (left / eachToken).rounded(.down)
    guard count >= 1 else { throw exceeded(allowance) }
    return count < 1e9 ? Int(count) : nil
  }

  private func exceeded(_ allowance: Double) -> ServerProblem {
    .overBudget(
      mayCost: prompt + eachToken, left: max(0, allowance), currency: prices.currency)
  }
}
