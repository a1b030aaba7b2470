import GGUF
import Tokenization

/// A model file whose header was read and found to fit together; no weight has been read.
public struct ModelHeader: Sendable {
  public let file: GGUFFile
  public let configuration: ModelConfiguration
  public let tokenizer: Tokenizer
  /// `general.name`, where the file has one: at most 128 characters of it.
  public let title: String?
  /// The model's own chat template, in Jinja.
  public let chatTemplate: String?
  let architecture: Architecture
  let weights: WeightLoader

  /// Opens the file at `path`, and checks metadata, vocabulary and the shape of every tensor.
  ///
  /// - Throws: `ModelError`.
  public init(path: String) throws(ModelError) {
    try self.init(ModelError.naming { try GGUFFile(path: path) })
  }

  /// - Throws: `ModelError`.
  public init(_ file: GGUFFile) throws(ModelError) {
    do throws(ModelError) {
      try self.init(reading: file)
    } catch {
      throw file.change.map(ModelError.file) ?? error
    }
    try ModelError.requireUnchanged(file)
  }

  private init(reading file: GGUFFile) throws(ModelError) {
    self.file = file
    let metadata = file.metadata
    architecture = try .named(
      ModelError.naming { try metadata.name("general.architecture") })
    let architecture = architecture
    let tokenizer = try ModelError.naming { try Tokenizer(VocabularyData(metadata)) }
    self.tokenizer = tokenizer
    configuration = try ModelError.naming {
      try ModelConfiguration(metadata, architecture, vocabulary: tokenizer.vocabularySize)
    }
    title = try ModelError.naming { try metadata.title() }
    chatTemplate = try ModelError.naming {
      try metadata.stringIfPresent("tokenizer.chat_template")
    }
    weights = try WeightLoader(file, configuration, architecture)
  }

  /// What the model takes with one sequence of this many tokens.
  public func memory(contextSize: Int) -> MemoryPlan {
    MemoryPlan(
      configuration, weights: weights.weights.byteCount, contextSize: contextSize)
  }

  /// What the file recommends for sampling, by the last part of its `general.sampling.` keys.
  public var sampling: [String: Double] {
    file.metadata.recommendedSampling
  }
}

extension ModelError {
  /// Throws where somebody wrote to the file since it was opened: then what was read of it may be
  /// wrong in any way.
  static func requireUnchanged(_ file: GGUFFile) throws(ModelError) {
    if let change = file.change { throw .file(change) }
  }

  /// Runs what reads a file, and gives its errors their place among the model's.
  static func naming<Result>(_ body: () throws -> Result) throws(ModelError) -> Result {
    do {
      return try body()
    } catch let error as ModelError {
      throw error
    } catch let error as GGUFError {
      throw .file(error)
    } catch let error as TokenizerError {
      throw .tokenizer(error)
    } catch {
      throw .unsupportedFeature("\(error)")
    }
  }
}
