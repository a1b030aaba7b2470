/// What a model with one sequence takes in memory, in bytes: known before a weight is read.
public struct MemoryPlan: Sendable, Equatable {
  /// Repacked weights; shared by all sequences of the model.
  public var weights: Int
  /// Buffers of a step; shared by all sequences of the model.
  public var scratch: Int
  /// Tokens the sequence's context holds.
  public var contextSize: Int
  /// Keys and values of one token.
  public var kvPerToken: Int
  /// Keys and values of a full context, in whole pages. They are taken page by page, as the
  /// context fills.
  public var kv: Int

  /// - Parameter weights: bytes of the repacked weights; 0 for one more sequence of a model that is
  ///   loaded, which then takes no buffers for steps either.
  public init(_ configuration: ModelConfiguration, weights: Int, contextSize: Int) {
    self.weights = weights
    self.contextSize = contextSize
    let page = KVCache.pageBytes(configuration)
    kvPerToken = page / KVCache.pagePositions
    kv = (contextSize + KVCache.pagePositions - 1) / KVCache.pagePositions * page
    scratch =
      weights == 0
      ? 0
      : Scratch.byteCount(
        configuration, tokens: Engine.defaultChunk(configuration) + Engine.maxSequences)
        + RotaryTable.byteCount(configuration, positions: contextSize)
  }

  public var total: Int { weights + kv + scratch }
}
