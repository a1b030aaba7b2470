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
    var sum = outputNorm.count * 4
    for matrix in [embedding, output] + layers.flatMap(\.matrices) {
      if seen.insert(ObjectIdentifier(matrix)).inserted { sum += matrix.byteCount }
    }
    return sum
  }
}

extension LayerWeights {
  var matrices: [PackedMatrix] { [query, key, value, output, gate, up, down] }
}

/// A vector of weights in float32. `@unchecked Sendable`: never written after `init`.
final class Vector: @unchecked Sendable {
  let count: Int
  private let storage: UnsafeMutablePointer<Float>

  init(_ values: some Collection<Float>) {
    count = values.count
    storage = .allocate(capacity: max(1, count))
    _ = UnsafeMutableBufferPointer(start: storage, count: count).initialize(from: values)
  }

  deinit { storage.deallocate() }

  var pointer: UnsafePointer<Float> { UnsafePointer(storage) }
}
