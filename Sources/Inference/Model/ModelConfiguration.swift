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
  /// Elements of a head that are rotated.
  public var rotated: Int
  public var feedForward: Int
  public var vocabulary: Int
  /// Positions the model was made for.
  public var contextLength: Int
  public var epsilon: Float
  public var ropeBase: Double
  /// Positions are divided by this before rotating.
  public var ropeScale: Double
  /// Rotary base of sliding-window layers.
  public var localRopeBase: Double
  /// Positions a sliding-window layer sees; 0 without.
  public var slidingWindow: Int
  /// For every layer, whether it sees the window only.
  public var isLocal: [Bool]

  /// Tokens a context holds unless something else is asked for.
  public var defaultContext: Int { min(contextLength, 8192) }

  /// Elements a head takes up in the KV cache: whole vectors of 16, the rest zeros.
  var paddedHeadWidth: Int { (headWidth + 15) / 16 * 16 }
}
