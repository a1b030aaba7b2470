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
  ///   - progress: called with the bytes of tensor data done and in all, from any thread.
  /// - Throws: `ModelError`.
  public init(
    path: String, threads: Int, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) throws(ModelError) {
    let file = try Self.open(path)
    let metadata = file.metadata
    do {
      let architecture = try Architecture.named(metadata.name("general.architecture"))
      let tokenizer = try Tokenizer(VocabularyData(metadata))
      let configuration = try ModelConfiguration(
        metadata, architecture, vocabulary: tokenizer.vocabularySize)
      file.releaseHeaderPages()
      weights = try WeightLoader.load(
        file, configuration, architecture, threads: threads, progress: progress)
      weightBytes = weights.byteCount
      self.path = path
      self.configuration = configuration
      self.tokenizer = tokenizer
      self.architecture = architecture
      title = try metadata.title()
      quantisation = file.quantisation
      parameters = file.parameterCount
      fileBytes = file.fileBytes
      tensorBytes = file.tensorDataBytes
      sampling = metadata.recommendedSampling
      chatTemplate = try metadata.stringIfPresent("tokenizer.chat_template")
    } catch {
      // Where the file changed, what is wrong with it is not what was read of it.
      throw file.change.map(ModelError.file) ?? ModelError(error)
    }
    if let change = file.change { throw .file(change) }
  }

  /// Opens only a model's tokenizer.
  ///
  /// - Throws: `ModelError`.
  public static func tokenizer(path: String) throws(ModelError) -> Tokenizer {
    let file = try open(path)
    let tokenizer: Tokenizer
    do {
      tokenizer = try Tokenizer(VocabularyData(file.metadata))
    } catch {
      throw file.change.map(ModelError.file) ?? ModelError(error)
    }
    if let change = file.change { throw .file(change) }
    return tokenizer
  }

  private static func open(_ path: String) throws(ModelError) -> GGUFFile {
    do {
      return try GGUFFile(path: path)
    } catch {
      throw .file(error)
    }
  }

  /// Tokens a context holds unless something else is asked for.
  public var defaultContext: Int { min(configuration.contextLength, 8192) }
}

extension ModelError {
  /// An error of what reads the file, in its place among the model's.
  fileprivate init(_ error: any Error) {
    self =
      switch error {
      case let error as ModelError: error
      case let error as GGUFError: .file(error)
      case let error as TokenizerError: .tokenizer(error)
      default: .unsupportedFeature("\(error)")
      }
  }
}
