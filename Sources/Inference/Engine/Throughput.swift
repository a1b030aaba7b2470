import CKernels

/// Measures how fast an engine evaluates tokens; tokenising, sampling and output are left out, as
/// llama-bench leaves them out.
///
/// Each call waits for the engine's queue and holds it, so nothing else of this model runs.
extension Engine {
  /// Evaluates a prompt of `count` tokens, in the chunks in which prompts are read, with logits for
  /// the last.
  ///
  /// - Parameter count: at least 1, at most the model's context length.
  /// - Returns: tokens a second.
  /// - Throws: `ModelError` where memory does not suffice.
  public func measurePrefill(_ count: Int) throws(ModelError) -> Double {
    let caches = try makeCaches(1, positions: count)
    return onQueue { prefill(caches, count) }
  }

  /// Generates `count` tokens in each of some sequences, all in step.
  ///
  /// - Parameters:
  ///   - depth: tokens that are in each sequence's context before, not counted.
  ///   - sequences: from 1 to `maxSequences`.
  /// - Returns: tokens a second of all sequences together.
  /// - Throws: `ModelError` where memory does not suffice.
  public func measureDecode(
    _ count: Int, sequences: Int = 1, depth: Int = 0
  ) throws(ModelError) -> Double {
    let caches = try makeCaches(sequences, positions: depth + count)
    return onQueue {
      if depth > 0 { _ = prefill(caches, depth) }
      return time(caches.count * count) {
        for position in depth..<depth + count {
          evaluate(caches, position..<position + 1, needsLogits: true)
        }
      }
    }
  }

  /// Reads every byte that one token's evaluation reads of the weights, and does nothing with it:
  /// no engine can decode faster than that on these cores.
  ///
  /// - Returns: passes over the weights a second, and their bytes.
  public func measureReading() -> (rate: Double, bytes: Int) {
    let matrices = model.weights.layers.flatMap(\.matrices) + [model.weights.output]
    let bytes = matrices.reduce(0) { $0 + $1.byteCount }
    let piece = 1 << 20
    let pieces = matrices.flatMap { matrix in
      stride(from: 0, to: matrix.byteCount, by: piece).map {
        UnsafeRawBufferPointer(
          start: matrix.bytes + $0, count: min(piece, matrix.byteCount - $0))
      }
    }
    let began = clock()
    queue.sync {
      let threads = cores.acquire(identifier)
      team.run(threads: threads) {
        team.parallel(pieces.count) { _ = kernels_read(pieces[$0].baseAddress, pieces[$0].count) }
      }
      cores.release(threads)
    }
    return (1 / (clock() - began), bytes)
  }

  private func onQueue(_ body: () -> Double) -> Double {
    queue.sync {
      cores.enter(identifier, sequences: 1)
      defer { cores.leave(identifier) }
      return body()
    }
  }

  private func makeCaches(_ count: Int, positions: Int) throws(ModelError) -> [KVCache] {
    do {
      var caches: [KVCache] = []
      for _ in 0..<count {
        let cache = try KVCache(configuration: model.configuration, capacity: positions)
        try cache.reserve(positions)
        caches.append(cache)
      }
      return caches
    } catch {
      throw .outOfMemory(bytes: error.bytes)
    }
  }

  private func prefill(_ caches: [KVCache], _ count: Int) -> Double {
    time(caches.count * count) {
      for cache in caches {
        for start in stride(from: 0, to: count, by: chunk) {
          let end = min(start + chunk, count)
          evaluate([cache], start..<end, needsLogits: end == count)
        }
      }
    }
  }

  private func time(_ tokens: Int, _ body: () -> Void) -> Double {
    let began = clock()
    body()
    return Double(tokens) / max(clock() - began, 1e-9)
  }

  /// One step: the same positions of each sequence, with tokens from all over the vocabulary.
  private func evaluate(
    _ caches: [KVCache], _ positions: Range<Int>, needsLogits: Bool
  ) {
    let vocabulary = UInt64(model.configuration.vocabulary)
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
    let threads = cores.acquire(identifier)
    team.run(threads: threads) {
      _ = decoder.step(batch, isCancelled: { false }, onLogits: { _, _ in })
    }
    cores.release(threads)
  }
}
