import FoundationEssentials
import GenerationAPI
import Inference

/// The models that tests run on.
enum TestModels {
  /// Where `make test` puts the real models: `$LINEUP_TEST_MODELS`, else the user's own folder.
  static func real(_ file: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let folder =
      environment["LINEUP_TEST_MODELS"]
      ?? (environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share")
      + "/lineup/models"
    let path = folder + "/" + file
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  static let smollm2 = real("SmolLM2-135M-Instruct.Q4_1.gguf")
  static let gemma3 = real("gemma-3-270m-q4_k_m.gguf")

  /// A file beside the tests.
  static func fixture(_ name: String) -> String {
    #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Fixtures/" + name
  }
}

/// Seconds since some moment.
func now() -> Double {
  let (seconds, attoseconds) = ContinuousClock().systemEpoch.duration(to: .now).components
  return Double(seconds) + Double(attoseconds) * 1e-18
}

extension Engine {
  /// Scores ids and waits for the answer.
  func score(_ ids: [Int], contextSize: Int? = nil) async throws -> [Float] {
    let generator = makeGenerator(contextSize: contextSize)
    return try await withCheckedThrowingContinuation { continuation in
      generator.score(ids) { continuation.resume(with: $0) }
    }
  }
}
