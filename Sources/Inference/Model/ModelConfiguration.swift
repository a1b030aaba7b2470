/// The numbers that shape a model, read from its metadata and checked.
public struct ModelConfiguration: Sendable, Equatable {
  public var architecture: String
  /// Elements of a token's embedding.
  public var width: Int
  public var layers: Int
  /// Query heads.
  public var heads: Int
  /// Key and value heads; divides `heads`.
  public var kvHeads: Int
  public var headWidth: Int
  /// Rows of a feed-forward, or of one expert.
  public var feedForward: Int
  /// Feed-forwards of a layer among which each token has a choice; 0 where there is no choice.
  public var experts = 0
  /// How many of them a token takes.
  public var expertsUsed = 0
  public var vocabulary: Int
  /// Positions the model was made for.
  public var contextLength: Int
  public var epsilon: Float
  /// How queries and keys are rotated, on layers that see everything.
  public var rotary: RotaryShape
  /// The same on sliding-window layers.
  public var localRotary: RotaryShape
  /// Positions a sliding-window layer sees; 0 without.
  public var slidingWindow = 0
  /// For every layer, whether it sees the window only.
  public var isLocal: [Bool]
  /// For every layer, whether queries and keys are rotated.
  public var isRotated: [Bool]
  public var embeddingScale: Float = 1
  /// Multiplies queries, where the file says so.
  public var attentionScale: Double?
  /// Multiplies what attention and feed-forward add.
  public var residualScale: Float = 1
  /// Multiplies logits.
  public var logitScale: Float = 1
  /// Caps c: scores s become c · tanh(s / c); 0: they stay.
  public var attentionCap: Float = 0
  public var logitCap: Float = 0

  /// Tokens a context holds unless something else is asked for.
  public var defaultContext: Int { min(contextLength, 8192) }

  /// Elements a head takes up in the KV cache: whole vectors of 16, the rest zeros.
  var paddedHeadWidth: Int { (headWidth + 15) / 16 * 16 }

  /// Rows that go through a feed-forward for each token.
  var feedForwardsPerToken: Int { max(1, expertsUsed) }
}
