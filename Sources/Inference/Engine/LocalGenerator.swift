import GenerationAPI

/// A pane's end of an engine: generations on one sequence, whose cache keeps the last prompt.
public final class LocalGenerator: TextGenerator {
  public let engine: Engine
  let sequence: EngineSequence

  init(engine: Engine, sequence: EngineSequence) {
    self.engine = engine
    self.sequence = sequence
  }

  /// Tokens the context holds.
  public var contextSize: Int { sequence.cache.capacity }

  /// Bytes of the KV cache.
  public var kvBytes: Int { sequence.cache.byteCount }

  public func start(
    _ request: GenerateRequest, onEvent: @escaping @Sendable (Generation) -> Void
  ) -> Cancellation {
    let cancellation = Cancellation()
    engine.submit(request, to: sequence, cancellation, onEvent)
    return cancellation
  }

  /// Scores a text's tokens; calls back once, from the engine's queue.
  ///
  /// - Parameter ids: at least one, each in the vocabulary, at most `contextSize`.
  public func score(
    _ ids: [Int], onDone: @escaping @Sendable (Result<[Float], ScoreError>) -> Void
  ) {
    engine.score(ids, on: sequence, onDone)
  }
}

/// Why a text could not be scored.
public struct ScoreError: Error, Sendable {
  public let sentence: String
}
