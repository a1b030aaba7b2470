import Glibc
import Inference
import Support
import Testing

/// The smallest models with something missing or something else in its place.
struct SmallestModelDamageTests {
  static let models = [SmallestModel.llama, SmallestModel.gemma3].map(\.file)

  @Test(.timeLimit(.minutes(2)), arguments: models)
  func `a model cut off anywhere is refused in a sentence`(_ whole: [UInt8]) async throws {
    #expect((1500...2500).contains(whole.count))
    try await withFile(whole) { path in
      for length in whole.indices.reversed() {
        try #require(truncate(path, length) == 0)
        let error = #expect(throws: ModelError.self) { try LocalModel(path: path, threads: 1) }
        expectSentence("\(try #require(error))")
      }
    }
  }

  /// 0, 255 or the highest bit the other way round, in every place.
  @Test(.timeLimit(.minutes(15)), arguments: models, [0, 1, 2])
  func `a model with one byte changed is refused in a sentence or generates`(
    _ whole: [UInt8], _ change: Int
  ) async throws {
    var accepted = 0
    try await withFile(whole) { path in
      let descriptor = open(path, O_WRONLY)
      defer { close(descriptor) }
      for (offset, byte) in whole.enumerated() {
        let changed = [0, 0xFF, byte ^ 0x80][change]
        guard changed != byte else { continue }
        try #require(pwrite(descriptor, [changed], 1, offset) == 1)
        if let sentence = await complaint(about: path) {
          expectSentence(sentence)
        } else {
          accepted += 1
        }
        try #require(pwrite(descriptor, [byte], 1, offset) == 1)
      }
      #expect(await complaint(about: path) == nil)
    }
    // Weights may be anything, and so may much of the text.
    #expect(accepted > 100)
  }
}
