import GenerationAPI
import Inference

/// Seconds since some moment.
func now() -> Double {
  let (seconds, attoseconds) = ContinuousClock().systemEpoch.duration(to: .now).components
  return Double(seconds) + Double(attoseconds) * 1e-18
}

extension Engine {
  /// Scores ids and waits for the answer.
  func score(_ ids: [Int], contextSize: Int? = nil) async throws -> [Float] {
    let generator = try makeGenerator(contextSize: contextSize)
    return try await withCheckedThrowingContinuation { continuation in
      generator.score(ids) { continuation.resume(with: $0) }
    }
  }
}
