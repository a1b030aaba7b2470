import CKernels
import Dispatch
import GGUF
import Synchronization

/// Finds and checks the tensors of a model file, then repacks them.
struct WeightLoader {
  /// What is loaded: checked, and without a value until `load` has run.
  private(set) var weights: Weights
  private let file: GGUFFile
  private var matrices: [(matrix: PackedMatrix, tensor: TensorInfo)]
  private var vectors: [(vector: Vector, tensor: TensorInfo)]

  /// Finds all tensors and checks their shapes and types; reads no weight and takes no memory.
  ///
  /// - Throws: `ModelError`.
  init(
    _ file: GGUFFile, _ configuration: ModelConfiguration, _ architecture: Architecture
  ) throws(ModelError) {
    var plan = WeightPlan(file, configuration, architecture)
    weights = try plan.weights()
    if let tensor = plan.firstUnused { throw .unexpectedTensor(tensor.name) }
    self.file = file
    matrices = plan.matrices
    vectors = plan.vectors
  }

  /// Takes the memory and reads the weights.
  ///
  /// - Parameters:
  ///   - threads: how many threads repack.
  ///   - progress: called with the bytes of tensor data done and in all, from any of them.
  /// - Throws: `ModelError` where the system gives no memory.
  func load(
    threads: Int, progress: @escaping @Sendable (Int, Int) -> Void
  ) throws(ModelError) {
    do {
      // A group's bytes are a multiple of 64, so each matrix begins where it should.
      let memory = try WeightMemory(bytes: matrices.reduce(0) { $0 + $1.matrix.byteCount })
      var offset = 0
      for (matrix, _) in matrices {
        matrix.place(in: memory, at: offset)
        offset += matrix.byteCount
      }
    } catch {
      throw .outOfMemory(bytes: error.bytes)
    }
    for (vector, tensor) in vectors {
      let bytes = file.tensorBytes(tensor)
      if tensor.type == .f32 {
        vector.load { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
      } else {
        vector.load { Float(bytes.loadUnaligned(fromByteOffset: $0 * 2, as: Float16.self)) }
      }
    }
    pack(threads: threads, progress: progress)
  }

  /// Repacks in pieces of some 256 KiB, spread over the threads; gives the mapped pages back.
  private func pack(threads: Int, progress: @escaping @Sendable (Int, Int) -> Void) {
    let file = file
    let total = matrices.reduce(0) { $0 + $1.tensor.byteCount }
    let done = Atomic<Int>(0)
    for (matrix, tensor) in matrices {
      file.advise(.willNeed, for: tensor)
      let source = file.tensorBytes(tensor)
      guard let base = source.baseAddress else { continue }
      let groupBytes = kernels_row_bytes(matrix.type, matrix.columns) * PackedMatrix.groupRows
      let step = max(1, (256 << 10) / groupBytes)
      let pieces = (matrix.groups + step - 1) / step
      let job = PackJob(matrix: matrix, source: base)
      let pack: @Sendable (Int) -> Void = { piece in
        for group in piece * step..<min((piece + 1) * step, job.matrix.groups) {
          job.matrix.pack(group: group, from: job.source)
        }
      }
      if pieces == 1 || threads == 1 {
        for piece in 0..<pieces { pack(piece) }
      } else {
        DispatchQueue.concurrentPerform(iterations: pieces, execute: pack)
      }
      file.releasePages(of: tensor)
      let (_, sum) = done.add(tensor.byteCount, ordering: .relaxed)
      progress(sum, total)
    }
    file.releaseTensorPages()
  }
}

/// Which tensor goes where.
private struct WeightPlan {
  private let file: GGUFFile
  private let configuration: ModelConfiguration
  private let architecture: Architecture
  /// The tensors that were asked for, by where they begin.
  private var used: Set<Int> = []
  private(set) var matrices: [(matrix: PackedMatrix, tensor: TensorInfo)] = []
  private(set) var vectors: [(vector: Vector, tensor: TensorInfo)] = []

  init(_ file: GGUFFile, _ configuration: ModelConfiguration, _ architecture: Architecture) {
    self.file = file
    self.configuration = configuration
    self.architecture = architecture
  }

  /// A tensor of the file that has no place in the model.
  var firstUnused: TensorInfo? { file.tensors.first { !used.contains($0.offset) } }

  mutating func weights() throws(ModelError) -> Weights {
    let c = configuration
    let embedding = try matrix("token_embd.weight", rows: c.vocabulary, columns: c.width)
    let output =
      file.tensor("output.weight") == nil
      ? embedding : try matrix("output.weight", rows: c.vocabulary, columns: c.width)
    var layers: [LayerWeights] = []
    for index in 0..<c.layers { layers.append(try layer("blk.\(index).")) }
    return Weights(
      embedding: embedding, layers: layers,
      outputNorm: try vector("output_norm.weight", c.width), output: output)
  }

  private mutating func layer(_ prefix: String) throws(ModelError) -> LayerWeights {
    let c = configuration
    let attention = c.heads * c.headWidth
    let kv = c.kvHeads * c.headWidth
    var layer = LayerWeights(
      attentionNorm: try vector(prefix + "attn_norm.weight", c.width),
      query: try matrix(prefix + "attn_q.weight", rows: attention, columns: c.width),
      key: try matrix(prefix + "attn_k.weight", rows: kv, columns: c.width),
      value: try matrix(prefix + "attn_v.weight", rows: kv, columns: c.width),
      output: try matrix(prefix + "attn_output.weight", rows: c.width, columns: attention),
      feedForwardNorm: try vector(prefix + "ffn_norm.weight", c.width),
      gate: try matrix(prefix + "ffn_gate.weight", rows: c.feedForward, columns: c.width),
      up: try matrix(prefix + "ffn_up.weight", rows: c.feedForward, columns: c.width),
      down: try matrix(prefix + "ffn_down.weight", rows: c.width, columns: c.feedForward))
    if architecture.hasHeadNorms {
      layer.queryNorm = try vector(prefix + "attn_q_norm.weight", c.headWidth)
      layer.keyNorm = try vector(prefix + "attn_k_norm.weight", c.headWidth)
    }
    if architecture.hasPostNorms {
      layer.postAttentionNorm = try vector(prefix + "post_attention_norm.weight", c.width)
      layer.postFeedForwardNorm = try vector(prefix + "post_ffw_norm.weight", c.width)
    }
    return layer
  }

  private mutating func tensor(_ name: String, _ shape: [Int]) throws(ModelError) -> TensorInfo {
    guard let tensor = file.tensor(name) else { throw ModelError.missingTensor(name) }
    used.insert(tensor.offset)
    // Trailing dimensions of 1 are the same shape.
    let dimensions = tensor.dimensions.dropLast(
      while: { $0 == 1 }, keeping: shape.count)
    guard dimensions == shape else {
      throw ModelError.wrongShape(tensor: name, expected: shape, found: tensor.dimensions)
    }
    return tensor
  }

  private mutating func matrix(
    _ name: String, rows: Int, columns: Int
  ) throws(ModelError) -> PackedMatrix {
    let tensor = try tensor(name, [columns, rows])
    guard let type = KernelWeightType(tensor.type) else {
      throw .unsupportedType(
        tensor: name, type: tensor.type.name, known: KernelWeightType.supported.map(\.name))
    }
    let matrix = PackedMatrix(type: type, rows: rows, columns: columns)
    matrices.append((matrix, tensor))
    return matrix
  }

  private mutating func vector(_ name: String, _ count: Int) throws(ModelError) -> Vector {
    let tensor = try tensor(name, [count])
    guard tensor.type == .f32 || tensor.type == .f16 else {
      throw .unsupportedType(
        tensor: name, type: tensor.type.name, known: [TensorType.f32.name, TensorType.f16.name])
    }
    let vector = Vector(count: count)
    vectors.append((vector, tensor))
    return vector
  }
}

/// `@unchecked Sendable`: pieces write disjoint groups and only read the source.
private struct PackJob: @unchecked Sendable {
  let matrix: PackedMatrix
  let source: UnsafeRawPointer
}

extension [Int] {
  fileprivate func dropLast(while condition: (Int) -> Bool, keeping count: Int) -> [Int] {
    var rest = self
    while rest.count > count, let last = rest.last, condition(last) { rest.removeLast() }
    return rest
  }
}
