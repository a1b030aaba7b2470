/// One layer's weights. Optional parts exist in some architectures only.
struct LayerWeights: Sendable {
  var attentionNorm: Vector
  /// [heads · headWidth][width]
  var query: PackedMatrix
  /// [kvHeads · headWidth][width]
  var key: PackedMatrix
  var value: PackedMatrix
  /// [headWidth], applied to every head before rotating.
  var queryNorm: Vector?
  var keyNorm: Vector?
  /// [width][heads · headWidth]
  var output: PackedMatrix
  var postAttentionNorm: Vector?
  var feedForwardNorm: Vector
  /// [feedForward][width]
  var gate: PackedMatrix
  var up: PackedMatrix
  /// [width][feedForward]
  var down: PackedMatrix
  var postFeedForwardNorm: Vector?
}

/// All weights of a model.
struct Weights: Sendable {
  /// [vocabulary][width]
  var embedding: PackedMatrix
  var layers: [LayerWeights]
  var outputNorm: Vector
  /// [vocabulary][width]; the embedding itself where tied.
  var output: PackedMatrix

  /// Bytes held in memory, each matrix once.
  var byteCount: Int {
    var seen: Set<ObjectIdentifier> = []
    var sum = vectors.reduce(0) { $0 + $1.count * 4 }
    for matrix in [embedding, output] + layers.flatMap(\.matrices) {
      if seen.insert(ObjectIdentifier(matrix)).inserted { sum += matrix.byteCount }
    }
    return sum
  }

  private var vectors: [Vector] { [outputNorm] + layers.flatMap(\.vectors) }
}

extension LayerWeights {
  var matrices: [PackedMatrix] { [query, key, value, output, gate, up, down] }

  var vectors: [Vector] {
    [
      attentionNorm, queryNorm, keyNorm, postAttentionNorm, feedForwardNorm, postFeedForwardNorm,
    ].compactMap { $0 }
  }
}

/// A vector of weights in float32. `@unchecked Sendable`: written once while loading, before
/// anyone else sees it; read-only from then on.
final class Vector: @unchecked Sendable {
  let count: Int
  private let storage: UnsafeMutablePointer<Float>

  /// Zeros.
  init(count: Int) {
    self.count = count
    storage = .allocate(capacity: max(1, count))
    storage.initialize(repeating: 0, count: count)
  }

  func load(_ element: (Int) -> Float) {
    for index in 0..<count { storage[index] = element(index) }
  }

  deinit { storage.deallocate() }

  var pointer: UnsafePointer<Float> { UnsafePointer(storage) }
}
