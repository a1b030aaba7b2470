/// How tokens are chosen and when a generation ends.
///
/// Samplers are applied in the order penalties, top-k, top-p, min-p, temperature.
public struct GenerateParameters: Sendable, Equatable {
  /// Divides the logits before sampling; 0 is greedy.
  public var temperature: Float = 0.8
  /// Keeps the `topK` most likely tokens; 0 keeps all.
  public var topK: Int = 40
  /// Keeps the most likely tokens whose probabilities add up to at least this; 1 keeps all.
  public var topP: Float = 0.95
  /// Drops tokens less likely than this share of the most likely one's probability; 0 drops none.
  public var minP: Float = 0.05
  /// Divides positive, multiplies negative logits of recently seen tokens; 1 changes nothing.
  public var repeatPenalty: Float = 1
  /// How many of the last tokens the penalty looks at; 0 none, -1 the whole context.
  public var repeatLastN: Int = 64
  /// Seeds the generator of random numbers.
  public var seed: UInt64 = 0
  /// The most tokens to generate.
  public var predict: Int = 512
  /// Texts that end the answer where they appear; they are not part of it.
  public var stop: [String] = []

  public init() {}
}
