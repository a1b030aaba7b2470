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
    do {
      let file = try GGUFFile(path: path)
      let metadata = file.metadata
      let architecture = try Architecture.named(metadata.string("general.architecture"))
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
      title = try metadata.stringIfPresent("general.name")
      quantisation = file.quantisation
      parameters = file.parameterCount
      fileBytes = file.fileBytes
      tensorBytes = file.tensorDataBytes
      sampling = Dictionary(
        uniqueKeysWithValues: metadata.keys.compactMap { key in
          let prefix = "general.sampling."
          guard key.hasPrefix(prefix), let value = metadata.number(key) else { return nil }
          return (String(key.dropFirst(prefix.count)), value)
        })
      chatTemplate = try metadata.stringIfPresent("tokenizer.chat_template")
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

  /// Opens only a model's tokenizer.
  ///
  /// - Throws: `ModelError`.
  public static func tokenizer(path: String) throws(ModelError) -> Tokenizer {
    do {
      return try Tokenizer(VocabularyData(GGUFFile(path: path).metadata))
    } catch let error as GGUFError {
      throw .file(error)
    } catch let error as TokenizerError {
      throw .tokenizer(error)
    } catch {
      throw .unsupportedFeature("\(error)")
    }
  }

  /// Tokens a context holds unless something else is asked for.
  public var defaultContext: Int { min(configuration.contextLength, 8192) }
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
