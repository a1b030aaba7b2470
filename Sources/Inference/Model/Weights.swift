/// A matrix and what is added to its products, where a model has that: [rows].
struct Projection: Sendable {
  var matrix: PackedMatrix
  var bias: Vector?
}

struct NormWeights: Sendable {
  /// [width]
  var weight: Vector
  /// Of layer norms.
  var bias: Vector?
}

/// One layer's weights. Optional parts exist in some architectures only.
struct LayerWeights: Sendable {
  var attentionNorm: NormWeights
  /// [heads · headWidth][width]
  var query: Projection
  /// [kvHeads · headWidth][width]
  var key: Projection
  var value: Projection
  /// [headWidth], applied to every head before rotating.
  var queryNorm: Vector?
  var keyNorm: Vector?
  /// [heads]
  var sinks: Vector?
  /// [width][heads · headWidth]
  var output: Projection
  var postAttentionNorm: Vector?
  var feedForwardNorm: NormWeights
  var feedForward: FeedForwardWeights
  var postFeedForwardNorm: Vector?
}

/// One feed-forward, or several among which each token has a choice.
struct FeedForwardWeights: Sendable {
  /// [experts][width], where there are experts.
  var router: Projection?
  /// [feedForward][width] of each expert, whose biases are [experts][feedForward].
  var gate: Projection?
  var up: Projection
  /// [width][feedForward] of each expert, whose biases are [experts][width].
  var down: Projection
}

/// All weights of a model.
struct Weights: Sendable {
  /// [vocabulary][width]
  var embedding: PackedMatrix
  /// [contextLength][width], where positions are learned.
  var positions: PackedMatrix?
  /// What the rotation's angles are divided by: [rotated / 2], for contexts up to the original one,
  /// and for longer ones.
  var rotaryFactors: Vector?
  var longRotaryFactors: Vector?
  var layers: [LayerWeights]
  var outputNorm: NormWeights
  /// [vocabulary][width]; the embedding itself where tied.
  var output: Projection

  /// Bytes held in memory, each matrix once.
  var byteCount: Int {
    var seen: Set<ObjectIdentifier> = []
    let projections = layers.flatMap(\.projections) + [output]
    let matrices = [embedding] + [positions].compactMap { $0 } + projections.map(\.matrix)
    let vectors =
      layers.flatMap(\.vectors) + projections.map(\.bias)
      + [outputNorm.weight, outputNorm.bias, rotaryFactors, longRotaryFactors]
    var sum = 0
    for matrix in matrices where seen.insert(ObjectIdentifier(matrix)).inserted {
      sum += matrix.byteCount
    }
    for vector in vectors.compactMap({ $0 })
    where seen.insert(ObjectIdentifier(vector)).inserted {
      sum += vector.count * 4
    }
    return sum
  }

  /// What the evaluation of one token reads of the matrices: of experts as many as it takes.
  func read(_ configuration: ModelConfiguration) -> [UnsafeRawBufferPointer] {
    parts(configuration).map { UnsafeRawBufferPointer(start: $0.matrix.bytes, count: $0.bytes) }
  }

  /// Bytes of that, known without the matrices' contents.
  func bytesRead(_ configuration: ModelConfiguration) -> Int {
    parts(configuration).reduce(0) { $0 + $1.bytes }
  }

  /// Parameters that each token of a prompt is multiplied with: those of the layers, of experts as many
  /// as it takes. The output layer sees the last token alone.
  func parametersOfPrompt(_ configuration: ModelConfiguration) -> Int {
    layers.flatMap(\.projections).reduce(0) { sum, projection in
      let matrix = projection.matrix
      let part = matrix.count > 1 ? configuration.expertsUsed : 1
      return sum + matrix.rows * matrix.columns * part
    }
  }

  private func parts(
    _ configuration: ModelConfiguration
  ) -> [(matrix: PackedMatrix, bytes: Int)] {
    (layers.flatMap(\.projections) + [output]).map { projection in
      let matrix = projection.matrix
      let part = matrix.count > 1 ? configuration.expertsUsed : 1
      return (matrix, matrix.byteCount / matrix.count * part)
    }
  }
}

extension LayerWeights {
  var projections: [Projection] {
    let parts = [
      query, key, value, output, feedForward.router, feedForward.gate, feedForward.up,
      feedForward.down,
    ]
    return parts.compactMap { $0 }
  }

  /// All vectors but the projections' biases.
  var vectors: [Vector?] {
    [
      attentionNorm.weight, attentionNorm.bias, feedForwardNorm.weight, feedForwardNorm.bias,
      queryNorm, keyNorm, sinks, postAttentionNorm, postFeedForwardNorm,
    ]
  }
}

/// A vector of weights in float32. Made without memory, as matrices are. `@unchecked Sendable`:
/// written once while loading, before anyone else sees it; read-only from then on.
final class Vector: @unchecked Sendable {
  let count: Int
  private var storage: UnsafeMutablePointer<Float>?

  init(count: Int) { self.count = count }

  /// Takes memory for the elements. To be called once.
  func load(_ element: (Int) -> Float) {
    let storage = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
    for index in 0..<count { (storage + index).initialize(to: element(index)) }
    self.storage = storage
  }

  deinit { storage?.deallocate() }

  var pointer: UnsafePointer<Float> {
    guard let storage else { preconditionFailure("weights are used before they are loaded") }
    return UnsafePointer(storage)
  }

  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
