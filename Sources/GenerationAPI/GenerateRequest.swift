/// What a backend is asked to generate from.
public struct GenerateRequest: Sendable {
  /// The prompt, as the backend takes it.
  public enum Prompt: Sendable, Equatable {
    /// The exact text a local model is given; special tokens in it are parsed and the model's
    /// own BOS rule is applied.
    case text(String)
    /// A conversation, for servers that apply their template themselves.
    case messages([ChatMessage])
  }

  public var prompt: Prompt
  /// Tokens that were generated for this prompt before: the answer goes on behind them, as if it had
  /// never stopped. `GenerateParameters.predict` counts new tokens alone.
  public var continuing: [Int]
  public var parameters: GenerateParameters
  /// When the model was asked, on the clock that also times the events, in seconds. TTFT counts from
  /// here.
  public var sentAt: Double
  /// What it may cost at most, in the currency of the server's prices; nil without a budget.
  public var allowance: Double?

  public init(
    prompt: Prompt, continuing: [Int] = [], parameters: GenerateParameters, sentAt: Double,
    allowance: Double? = nil
  ) {
    self.prompt = prompt
    self.continuing = continuing
    self.parameters = parameters
    self.sentAt = sentAt
    self.allowance = allowance
  }
}
