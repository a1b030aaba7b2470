import FoundationEssentials
import GenerationAPI
import Inference
import Support
import Testing

/// Whole model files, opened, loaded and asked for two tokens as panes do it.
struct ModelFileTests {
  @Test(.timeLimit(.minutes(2)), arguments: ModelFile.all)
  func `a file is refused in a sentence that names what is wrong, or it generates`(
    _ file: ModelFile
  ) async throws {
    let sentence = try await withFile(file.bytes) { await complaint(about: $0) }
    guard let words = file.refusal else {
      #expect(sentence == nil)
      return
    }
    let text = try #require(sentence)
    for word in words { #expect(text.contains(word), "\(text)") }
    expectSentence(text)
  }
}

struct CorpusTests {
  @Test
  func `the model files are written where somebody asks for the corpus`() throws {
    try Corpus.write(
      ModelFile.all.map {
        CorpusFile(name: $0.testDescription, bytes: $0.bytes, refusal: $0.refusal)
      }, as: "model")
  }
}

/// What loading a file and generating two tokens with it complains of; nil where both go well.
func complaint(about path: String) async -> String? {
  let generator: LocalGenerator
  do {
    let model = try LocalModel(
      path: path, threads: 1,
      admit: { header in
        // Nothing has been taken for the weights yet, and what will be is known.
        #expect(header.memory(contextSize: 32).total < 16 << 20)
      })
    let engine = try Engine(model: model, cores: Cores(total: 1), clock: now)
    generator = try engine.makeGenerator(contextSize: 32)
  } catch {
    return "\(error)"
  }
  let result = await generator.generate("ab", .greedy(2)).result
  guard let result else { return "there is no result" }
  return result.reason == .error ? result.error ?? "an error without a word" : nil
}

/// Expects one line that a person can read: no control characters, nothing of Swift's own, and
/// something to do next.
func expectSentence(_ text: String, at location: SourceLocation = #_sourceLocation) {
  let isPrintable = text.unicodeScalars.allSatisfy {
    $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
  }
  #expect(isPrintable, "\(text)", sourceLocation: location)
  #expect(text.utf8.count < 600, "\(text)", sourceLocation: location)
  for word in ["Error", "Optional", "nil", "(_"] {
    #expect(!text.contains(word), "\(text)", sourceLocation: location)
  }
  let verbs = [
    "download", "get ", "use ", "join ", "name ", "choose ", "try again", "Try again", "check ",
  ]
  #expect(verbs.contains { text.contains($0) }, "\(text)", sourceLocation: location)
}

/// Runs `body` with the path of a file of its own that holds `bytes`.
func withFile<Result>(
  _ bytes: [UInt8], _ body: (String) async throws -> Result
) async throws -> Result {
  let path = FileManager.default.temporaryDirectory.path() + "/lineup-\(UUID()).gguf"
  try Data(bytes).write(to: URL(filePath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}
