import GGUF
import Tokenization

/// A model file whose header was read and found to fit together; no weight has been read.
public struct ModelHeader: Sendable {
  public let file: GGUFFile
  public let configuration: ModelConfiguration
  public let tokenizer: Tokenizer
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
    self.file = file
    let metadata = file.metadata
    architecture = try .named(
      ModelError.naming { try metadata.string("general.architecture") })
    let architecture = architecture
    let tokenizer = try ModelError.naming { try Tokenizer(VocabularyData(metadata)) }
    self.tokenizer = tokenizer
    configuration = try ModelError.naming {
      try ModelConfiguration(metadata, architecture, vocabulary: tokenizer.vocabularySize)
    }
    weights = try WeightLoader(file, configuration, architecture)
  }

  /// What the model takes with one sequence of this many tokens.
  public func memory(contextSize: Int) -> MemoryPlan {
    MemoryPlan(
      configuration, weights: weights.weights.byteCount, contextSize: contextSize)
  }

  /// `general.name`, where the file has one.
  public var title: String? {
    get throws(ModelError) {
      try ModelError.naming { try file.metadata.stringIfPresent("general.name") }
    }
  }

  /// The model's own chat template, in Jinja.
  public var chatTemplate: String? {
    get throws(ModelError) {
      try ModelError.naming { try file.metadata.stringIfPresent("tokenizer.chat_template") }
    }
  }

  /// What the file recommends for sampling, by the last part of its `general.sampling.` keys.
  public var sampling: [String: Double] {
    let prefix = "general.sampling."
    return Dictionary(
      uniqueKeysWithValues: file.metadata.keys.compactMap { key in
        guard key.hasPrefix(prefix), let value = file.metadata.number(key) else { return nil }
        return (String(key.dropFirst(prefix.count)), value)
      })
  }
}

extension ModelError {
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

extension Metadata {
  /// A finite number of any type.
  fileprivate func number(_ key: String) -> Double? {
    let value =
      (try? floatIfPresent(key)) ?? (try? intIfPresent(key)).flatMap { $0.map(Double.init) }
    guard let value, value.isFinite else { return nil }
    return value
  }
}
