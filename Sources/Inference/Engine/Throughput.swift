import CKernels

/// Measures how fast an engine evaluates tokens; tokenising, sampling and output are left out, as
/// llama-bench leaves them out.
///
/// Each measurement waits for the engine's queue and holds it, so nothing else of this model runs.
/// `@unchecked Sendable`: the caches are used on the engine's queue alone.
public final class Throughput: @unchecked Sendable {
  private let engine: Engine
  private let caches: [KVCache]

  /// - Parameters:
  ///   - sequences: how many take part at most, from 1 to `Engine.maxSequences`.
  ///   - positions: tokens that each holds at most, up to the model's context length.
  /// - Throws: `ModelError` where memory does not suffice.
  public init(_ engine: Engine, sequences: Int, positions: Int) throws(ModelError) {
    self.engine = engine
    do {
      var caches: [KVCache] = []
      for _ in 0..<sequences {
        let cache = try KVCache(configuration: engine.model.configuration, capacity: positions)
        try cache.reserve(positions)
        caches.append(cache)
      }
      self.caches = caches
    } catch {
      throw .outOfMemory(bytes: error.bytes)
    }
  }

  /// Evaluates a prompt of `count` tokens, in the chunks in which prompts are read, with logits for
  /// the last.
  ///
  /// - Returns: tokens a second.
  public func prefill(_ count: Int) -> Double {
    onQueue { read(caches.prefix(1), count) }
  }

  /// Generates `count` tokens in each of some sequences, all in step.
  ///
  /// - Parameters:
  ///   - depth: tokens that are in each sequence's context before, not counted.
  ///   - onStep: called after each step.
  /// - Returns: tokens a second of all sequences together.
  public func decode(
    _ count: Int, sequences: Int = 1, depth: Int = 0, onStep: () -> Void = {}
  ) -> Double {
    onQueue {
      let caches = caches.prefix(sequences)
      if depth > 0 { _ = read(caches, depth) }
      return time(caches.count * count) {
        for position in depth..<depth + count {
          evaluate(caches, position..<position + 1, needsLogits: true)
          onStep()
        }
      }
    }
  }

  /// Reads every byte that one token's evaluation reads of the weights, and does nothing with it:
  /// no engine can decode faster than that on these cores.
  ///
  /// - Returns: passes over the weights a second, and their bytes.
  public func reading() -> (rate: Double, bytes: Int) {
    let matrices = engine.model.weights.read(engine.model.configuration)
    let bytes = matrices.reduce(0) { $0 + $1.count }
    let piece = 1 << 20
    let pieces = matrices.flatMap { matrix in
      stride(from: 0, to: matrix.count, by: piece).map {
        UnsafeRawBufferPointer(rebasing: matrix[$0..<min($0 + piece, matrix.count)])
      }
    }
    let rate = onQueue {
      time(1) {
        step {
          engine.team.parallel(pieces.count) {
            _ = kernels_read(pieces[$0].baseAddress, pieces[$0].count)
          }
        }
      }
    }
    return (rate, bytes)
  }

  /// Parameters that each token of a prompt is multiplied with.
  public var parametersOfPrompt: Int {
    engine.model.weights.parametersOfPrompt(engine.model.configuration)
  }

  private func onQueue(_ body: () -> Double) -> Double {
    engine.queue.sync {
      engine.cores.enter(engine.identifier, sequences: 1)
      defer { engine.cores.leave(engine.identifier) }
      return body()
    }
  }

  private func time(_ tokens: Int, _ body: () -> Void) -> Double {
    let began = engine.clock()
    body()
    return Double(tokens) / max(engine.clock() - began, 1e-9)
  }

  /// Runs `body` with the threads that the model is granted now.
  private func step(_ body: () -> Void) {
    let threads = engine.cores.acquire(engine.identifier)
    engine.team.run(threads: threads, body)
    engine.cores.release(threads)
  }

  private func read(_ caches: ArraySlice<KVCache>, _ count: Int) -> Double {
    time(caches.count * count) {
      for cache in caches {
        for start in stride(from: 0, to: count, by: engine.chunk) {
          let end = min(start + engine.chunk, count)
          evaluate([cache], start..<end, needsLogits: end == count)
        }
      }
    }
  }

  /// One step: the same positions of each sequence, with tokens from all over the vocabulary.
  private func evaluate(
    _ caches: ArraySlice<KVCache>, _ positions: Range<Int>, needsLogits: Bool
  ) {
    let vocabulary = UInt64(engine.model.configuration.vocabulary)
    let tokens = SplitMix(seed: 1)
    var batch: [BatchToken] = []
    for (index, cache) in caches.enumerated() {
      for position in positions {
        let id = Int(tokens.bits(position * caches.count + index) % vocabulary)
        batch.append(
          BatchToken(
            id: id, position: position, cache: cache,
            needsLogits: needsLogits && position == positions.upperBound - 1))
      }
    }
    step {
      _ = engine.decoder.step(batch, isCancelled: { false }, onLogits: { _, _ in })
    }
  }
}
