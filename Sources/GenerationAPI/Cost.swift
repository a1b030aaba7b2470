/// What a server charges, each per million tokens.
public struct TokenPrices: Sendable, Equatable {
  public var input: Double
  /// Of prompt tokens that the server still had; nil for as much as others.
  public var cachedInput: Double?
  public var output: Double
  /// A code such as "USD", or what else the user calls it.
  public var currency: String

  public init(input: Double, cachedInput: Double? = nil, output: Double, currency: String) {
    self.input = input
    self.cachedInput = cachedInput
    self.output = output
    self.currency = currency
  }

  /// - Parameters:
  ///   - prompt: prompt tokens, cached ones included.
  ///   - generated: reasoning included.
  /// - Returns: an amount of the currency.
  public func amount(prompt: Int, cached: Int = 0, generated: Int) -> Double {
    let cached = min(max(cached, 0), max(prompt, 0))
    let fresh = Double(max(prompt, 0) - cached)
    return
      (fresh * input + Double(cached) * (cachedInput ?? input)
      + Double(max(generated, 0)) * output) / 1e6
  }
}

/// An amount of money.
public struct Cost: Sendable, Equatable {
  public var amount: Double
  public var currency: String
  /// Some of its tokens were not reported by the server.
  public var isEstimated: Bool

  public init(amount: Double, currency: String, isEstimated: Bool = false) {
    self.amount = amount
    self.currency = currency
    self.isEstimated = isEstimated
  }
}
