import GGUF
import Tokenization

/// A model of this machine, with its weights ready to be multiplied.
public final class LocalModel: Sendable {
  public let path: String
  public let configuration: ModelConfiguration
  public let tokenizer: Tokenizer
  /// `general.name`, where the file has one.
  public let title: String?
  /// As llama.cpp spells it, "Q4_K_M".
  public let quantisation: String?
  /// Sum of all tensor elements; a tied output layer is counted once.
  public let parameters: Int
  public let fileBytes: Int
  /// Bytes of tensor data in the file.
  public let tensorBytes: Int
  /// The model's own chat template, in Jinja.
  public let chatTemplate: String?
  /// What the file recommends for sampling, by the last part of its `general.sampling.` keys.
  public let sampling: [String: Double]
  let architecture: Architecture
  let weights: Weights

  /// Bytes of the repacked weights in memory.
  public let weightBytes: Int

  /// Opens a model file and repacks its weights.
  ///
  /// - Parameters:
  ///   - threads: how many threads may work on it.
  ///   - admit: asked before a weight is read; throws to refuse the model.
  ///   - progress: called with the bytes of tensor data done and in all, from any thread.
  /// - Throws: `ModelError`.
  public init(
    path: String, threads: Int,
    admit: (ModelHeader) throws(ModelError) -> Void = { (_) throws(ModelError) in },
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) throws(ModelError) {
    let header = try ModelHeader(path: path)
    try admit(header)
    let file = header.file
    title = header.title
    chatTemplate = header.chatTemplate
    quantisation = file.quantisation
    parameters = file.parameterCount
    fileBytes = file.fileBytes
    tensorBytes = file.tensorDataBytes
    sampling = header.sampling
    self.path = path
    configuration = header.configuration
    tokenizer = header.tokenizer
    architecture = header.architecture
    file.releaseHeaderPages()
    try header.weights.load(threads: threads, progress: progress)
    try ModelError.requireUnchanged(file)
    weights = header.weights.weights
    weightBytes = weights.byteCount
  }

  /// Opens only a model's tokenizer.
  ///
  /// - Throws: `ModelError`.
  public static func tokenizer(path: String) throws(ModelError) -> Tokenizer {
    let file = try ModelError.naming { try GGUFFile(path: path) }
    do throws(ModelError) {
      let tokenizer = try ModelError.naming { try Tokenizer(VocabularyData(file.metadata)) }
      try ModelError.requireUnchanged(file)
      return tokenizer
    } catch {
      throw file.change.map(ModelError.file) ?? error
    }
  }
}
