import CKernels
import GGUF

/// Where a model's tensors are looked up: in a file, or in the outline of one.
protocol TensorSource: Sendable {
  func has(_ name: String) -> Bool
  /// How a tensor is stored.
  ///
  /// - Parameter shape: what it has to be, the contiguous extent first.
  /// - Throws: `ModelError` where there is none, or one of another shape.
  func type(of name: String, shape: [Int]) throws(ModelError) -> TensorType
}

/// Which tensor goes where: the structure of a model, without its weights.
struct WeightPlan<Source: TensorSource>: Sendable {
  /// A matrix and the tensor it comes from, or the part of that.
  struct PlannedMatrix: Sendable {
    let matrix: PackedMatrix
    let tensor: String
    var firstRow = 0
    /// Of several matrices the one that the tensor is; nil: all of them.
    var index: Int?
  }

  struct PlannedVector: Sendable {
    let vector: Vector
    let tensor: String
    let first: Int
  }

  private let source: Source
  private let configuration: ModelConfiguration
  private let architecture: Architecture
  /// The tensors that were asked for and are there.
  private(set) var used: Set<String> = []
  private(set) var matrices: [PlannedMatrix] = []
  private(set) var vectors: [PlannedVector] = []

  init(_ source: Source, _ configuration: ModelConfiguration, _ architecture: Architecture) {
    self.source = source
    self.configuration = configuration
    self.architecture = architecture
  }

  mutating func weights() throws(ModelError) -> Weights {
    let c = configuration
    let embedding = try matrix("token_embd.weight", rows: c.vocabulary, columns: c.width)
    let output =
      source.has("output.weight")
      ? try matrix("output.weight", rows: c.vocabulary, columns: c.width) : embedding
    let positions =
      architecture.positions == .learned
      ? try matrix("position_embd.weight", rows: c.contextLength, columns: c.width) : nil
    let short = try optionalVector("rope_factors_short.weight", c.rotary.pairs)
    let long = try optionalVector("rope_factors_long.weight", c.rotary.pairs)
    let factors = try optionalVector("rope_freqs.weight", c.rotary.pairs)
    var layers: [LayerWeights] = []
    for index in 0..<c.layers { layers.append(try layer("blk.\(index).")) }
    return Weights(
      embedding: embedding, positions: positions, rotaryFactors: factors ?? short,
      longRotaryFactors: factors ?? long, layers: layers, outputNorm: try norm("output_norm"),
      output: Projection(
        matrix: output, bias: try optionalVector("output.bias", c.vocabulary)))
  }

  private mutating func layer(_ prefix: String) throws(ModelError) -> LayerWeights {
    let c = configuration
    let attention = c.heads * c.headWidth
    let attentionNorm = try norm(prefix + "attn_norm")
    let (query, key, value) = try attentionInputs(prefix)
    var layer = LayerWeights(
      attentionNorm: attentionNorm, query: query, key: key, value: value,
      output: try projection(
        prefix + "attn_output", rows: c.width, columns: attention, .attentionOutput),
      feedForwardNorm: try norm(prefix + architecture.feedForwardNorm),
      feedForward: try c.experts > 0 ? experts(prefix) : feedForward(prefix))
    if architecture.hasHeadNorms {
      layer.queryNorm = try vector(prefix + "attn_q_norm.weight", c.headWidth)
      layer.keyNorm = try vector(prefix + "attn_k_norm.weight", c.headWidth)
    }
    if architecture.hasSinks { layer.sinks = try vector(prefix + "attn_sinks.weight", c.heads) }
    if architecture.hasPostNorms {
      layer.postAttentionNorm = try vector(prefix + "post_attention_norm.weight", c.width)
      layer.postFeedForwardNorm = try vector(prefix + "post_ffw_norm.weight", c.width)
    }
    return layer
  }

  /// Query, key and value: three tensors, or one with the rows of all.
  private mutating func attentionInputs(
    _ prefix: String
  ) throws(ModelError) -> (Projection, Projection, Projection) {
    let c = configuration
    let attention = c.heads * c.headWidth
    let kv = c.kvHeads * c.headWidth
    let fused = prefix + "attn_qkv"
    guard source.has(fused + ".weight") else {
      return (
        try projection(prefix + "attn_q", rows: attention, columns: c.width, .attentionInput),
        try projection(prefix + "attn_k", rows: kv, columns: c.width, .attentionInput),
        try projection(prefix + "attn_v", rows: kv, columns: c.width, .attentionInput)
      )
    }
    let parts = try split(fused, rows: [attention, kv, kv], .attentionInput)
    return (parts[0], parts[1], parts[2])
  }

  private mutating func feedForward(_ prefix: String) throws(ModelError) -> FeedForwardWeights {
    let c = configuration
    var gate: Projection?
    var up: Projection
    if architecture.isFused, architecture.isGated, !source.has(prefix + "ffn_gate.weight") {
      let parts = try split(prefix + "ffn_up", rows: [c.feedForward, c.feedForward], .feedForward)
      (gate, up) = (parts[0], parts[1])
    } else {
      if architecture.isGated {
        gate = try projection(
          prefix + "ffn_gate", rows: c.feedForward, columns: c.width, .feedForward)
      }
      up = try projection(prefix + "ffn_up", rows: c.feedForward, columns: c.width, .feedForward)
    }
    let down = try projection(
      prefix + "ffn_down", rows: c.width, columns: c.feedForward, .feedForward)
    return FeedForwardWeights(gate: gate, up: up, down: down)
  }

  private mutating func experts(_ prefix: String) throws(ModelError) -> FeedForwardWeights {
    let c = configuration
    let router = try projection(
      prefix + "ffn_gate_inp", rows: c.experts, columns: c.width, .router)
    // Files from before 2024-04 have a tensor for each expert.
    if !source.has(prefix + "ffn_up_exps.weight"), source.has(prefix + "ffn_up.0.weight") {
      return FeedForwardWeights(
        router: router,
        gate: try stack(prefix + "ffn_gate", rows: c.feedForward, columns: c.width),
        up: try stack(prefix + "ffn_up", rows: c.feedForward, columns: c.width),
        down: try stack(prefix + "ffn_down", rows: c.width, columns: c.feedForward))
    }
    return FeedForwardWeights(
      router: router,
      gate: try projection(
        prefix + "ffn_gate_exps", count: c.experts, rows: c.feedForward, columns: c.width,
        .feedForward),
      up: try projection(
        prefix + "ffn_up_exps", count: c.experts, rows: c.feedForward, columns: c.width,
        .feedForward),
      down: try projection(
        prefix + "ffn_down_exps", count: c.experts, rows: c.width, columns: c.feedForward,
        .feedForward))
  }

  // MARK: Parts

  private mutating func norm(_ name: String) throws(ModelError) -> NormWeights {
    NormWeights(
      weight: try vector(name + ".weight", configuration.width),
      bias: architecture.norm == .layer ? try vector(name + ".bias", configuration.width) : nil)
  }

  private mutating func projection(
    _ name: String, count: Int = 1, rows: Int, columns: Int, _ part: Architecture.BiasPart
  ) throws(ModelError) -> Projection {
    let matrix = try matrix(name + ".weight", count: count, rows: rows, columns: columns)
    guard hasBias(name, part) else { return Projection(matrix: matrix) }
    let shape = count > 1 ? [rows, count] : [rows]
    return Projection(
      matrix: matrix, bias: try vector(name + ".bias", shape: shape, first: 0, rows * count))
  }

  /// The parts of a tensor that has the rows of several.
  private mutating func split(
    _ name: String, rows: [Int], _ part: Architecture.BiasPart
  ) throws(ModelError) -> [Projection] {
    let all = rows.reduce(0, +)
    var parts: [Projection] = []
    var first = 0
    for count in rows {
      var projection = Projection(
        matrix: try matrix(
          name + ".weight", rows: count, columns: configuration.width, of: all, from: first))
      if hasBias(name, part) {
        projection.bias = try vector(name + ".bias", shape: [all], first: first, count)
      }
      parts.append(projection)
      first += count
    }
    return parts
  }

  /// The experts' tensors as one matrix.
  private mutating func stack(
    _ name: String, rows: Int, columns: Int
  ) throws(ModelError) -> Projection {
    let first = try kernelType(of: "\(name).0.weight", shape: [columns, rows])
    let matrix = PackedMatrix(
      type: first, count: configuration.experts, rows: rows, columns: columns)
    for index in 0..<configuration.experts {
      let tensor = "\(name).\(index).weight"
      guard try kernelType(of: tensor, shape: [columns, rows]) == first else {
        throw .unsupportedFeature("experts that are quantised differently")
      }
      matrices.append(PlannedMatrix(matrix: matrix, tensor: tensor, index: index))
    }
    return Projection(matrix: matrix)
  }

  private func hasBias(_ name: String, _ part: Architecture.BiasPart) -> Bool {
    architecture.biases.contains(part) || source.has(name + ".bias")
  }

  /// - Parameters:
  ///   - all: how many rows the tensor has, where that is not `rows`.
  ///   - first: which of them is this matrix's first.
  private mutating func matrix(
    _ name: String, count: Int = 1, rows: Int, columns: Int, of all: Int? = nil, from first: Int = 0
  ) throws(ModelError) -> PackedMatrix {
    let shape = [columns, all ?? rows] + (count > 1 ? [count] : [])
    let type = try kernelType(of: name, shape: shape)
    let matrix = PackedMatrix(type: type, count: count, rows: rows, columns: columns)
    matrices.append(PlannedMatrix(matrix: matrix, tensor: name, firstRow: first))
    return matrix
  }

  /// The type of a tensor that is used as a matrix.
  private mutating func kernelType(
    of name: String, shape: [Int]
  ) throws(ModelError) -> KernelWeightType {
    let stored = try source.type(of: name, shape: shape)
    guard let type = KernelWeightType(stored) else {
      throw .unsupportedType(
        tensor: name, type: stored.name, known: KernelWeightType.supported.map(\.name))
    }
    used.insert(name)
    return type
  }

  private mutating func vector(_ name: String, _ count: Int) throws(ModelError) -> Vector {
    try vector(name, shape: [count], first: 0, count)
  }

  private mutating func optionalVector(
    _ name: String, _ count: Int
  ) throws(ModelError) -> Vector? {
    source.has(name) ? try vector(name, count) : nil
  }

  private mutating func vector(
    _ name: String, shape: [Int], first: Int, _ count: Int
  ) throws(ModelError) -> Vector {
    let stored = try source.type(of: name, shape: shape)
    guard stored == .f32 || stored == .f16 else {
      throw .unsupportedType(
        tensor: name, type: stored.name, known: [TensorType.f32.name, TensorType.f16.name])
    }
    used.insert(name)
    let vector = Vector(count: count)
    vectors.append(PlannedVector(vector: vector, tensor: name, first: first))
    return vector
  }
}
