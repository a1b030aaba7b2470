import CKernels
import GGUF

/// A model of which there is no file, as far as its memory can be planned: its hyperparameters and
/// what it would be quantised to.
public struct ModelOutline: Sendable {
  /// Sum of all tensor elements; a tied output layer is counted once.
  public let parameters: Int
  /// Bytes of tensor data in a file.
  public let fileBytes: Int
  /// Bytes of weights that are read for each generated token: of experts as many as it takes.
  public let bytesPerToken: Int
  /// Parameters that each token of a prompt is multiplied with.
  public let parametersOfPrompt: Int
  public let configuration: ModelConfiguration
  private let weightBytes: Int

  /// What `quantisation` may be.
  public static let quantisations = QuantisationMix.allCases.map(\.rawValue)

  /// - Parameters:
  ///   - architecture: as `general.architecture` spells it.
  ///   - shape: hyperparameters under their keys in model files without the architecture's prefix,
  ///     "block_count" and the like; besides, "vocab_size", and "tied", which is 1 where the output
  ///     layer is the embedding. Factors of the rotation are left out.
  ///   - quantisation: one of `quantisations`.
  /// - Throws: `ModelError`.
  public init(
    architecture name: String, shape: [String: Double], quantisation: String
  ) throws(ModelError) {
    guard let mix = QuantisationMix(rawValue: quantisation) else {
      throw .unsupportedFeature(
        "the quantisation \(quantisation.quoted), where there are "
          + Self.quantisations.joined(separator: ", "))
    }
    let architecture = try Architecture.named(name)
    guard let vocabulary = shape["vocab_size"].flatMap(Int.init(exactly:)),
      vocabulary >= 1, vocabulary <= 1 << 24
    else { throw .badMetadata(key: "vocab_size", reason: "is missing, or no number of tokens") }
    configuration = try ModelError.naming {
      let file = try GGUFFile(bytes: Self.header(of: name, shape))
      return try ModelConfiguration(file.metadata, architecture, vocabulary: vocabulary)
    }
    let tensors = OutlinedTensors(
      mix: mix, configuration: configuration, architecture: architecture,
      isTied: shape["tied"] == 1)
    var plan = WeightPlan(tensors, configuration, architecture)
    let weights = try plan.weights()
    weightBytes = weights.byteCount
    bytesPerToken = weights.bytesRead(configuration)
    parametersOfPrompt = weights.parametersOfPrompt(configuration)
    let matrices = plan.matrices.map(\.matrix)
    parameters =
      matrices.reduce(0) { $0 + $1.count * $1.rows * $1.columns }
      + plan.vectors.reduce(0) { $0 + $1.vector.count }
    fileBytes =
      matrices.reduce(0) { $0 + $1.count * $1.rows * kernels_row_bytes($1.type, $1.columns) }
      + plan.vectors.reduce(0) { $0 + $1.vector.count * 4 }
  }

  /// What the model would take with one sequence of this many tokens.
  public func memory(contextSize: Int) -> MemoryPlan {
    MemoryPlan(configuration, weights: weightBytes, contextSize: contextSize)
  }

  /// The beginning of a model file that says no more than this: hyperparameters are read and checked
  /// in one place.
  private static func header(of architecture: String, _ shape: [String: Double]) -> [UInt8] {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    func text(_ text: String) -> [UInt8] { bytes(UInt64(text.utf8.count)) + Array(text.utf8) }
    let keys = shape.filter { $0.key != "tied" && $0.key != "vocab_size" }
    let values = keys.sorted { $0.key < $1.key }.flatMap { key, value in
      let name = text(architecture + "." + key)
      guard let integer = UInt64(exactly: value) else {
        return name + bytes(MetadataValueType.float64.rawValue) + bytes(value.bitPattern)
      }
      return name + bytes(MetadataValueType.uint64.rawValue) + bytes(integer)
    }
    let start = Array("GGUF".utf8) + bytes(UInt32(3)) + bytes(UInt64(0))
    return start + bytes(UInt64(keys.count)) + values
  }
}

/// The tensors that a file of an outlined model would have.
private struct OutlinedTensors: TensorSource {
  let mix: QuantisationMix
  let configuration: ModelConfiguration
  let architecture: Architecture
  let isTied: Bool

  func has(_ name: String) -> Bool {
    if name == "output.weight" { return !isTied }
    return architecture.isFused && name.hasSuffix("attn_qkv.weight")
  }

  func type(of name: String, shape: [Int]) -> TensorType {
    mix.type(
      of: name, columns: shape[0], dimensions: shape.count, configuration, isTied: isTied)
  }
}
