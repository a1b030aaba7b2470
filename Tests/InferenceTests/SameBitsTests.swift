import CKernels
import GenerationAPI
import Inference
import Testing

/// A pane's tokens and log-probabilities are the same bits, whatever else goes on.
struct SameBitsTests {
  static let prompt = "The quick brown fox jumps over the lazy dog; 다람쥐 헌 쳇바퀴에 타고파. 0123456789"

  func baseline(_ model: TinyModel, _ parameters: GenerateParameters) async throws -> Transcript {
    let engine = try model.engine()
    return try await engine.makeGenerator(contextSize: 512).generate(Self.prompt, parameters)
  }

  @Test(arguments: TinyModel.allCases)
  func `score finds the log-probabilities that generation reported`(_ model: TinyModel) async throws
  {
    let engine = try model.engine()
    let transcript = try await engine.makeGenerator(contextSize: 512).generate(
      Self.prompt, .greedy(40))
    #expect(transcript.tokens.count == 40)
    let prompt = engine.model.tokenizer.encode(Self.prompt, addSpecial: true, parseSpecial: true)
    let scores = try await engine.score(prompt + transcript.ids, contextSize: 512)
    #expect(scores.suffix(40).map(\.bitPattern) == transcript.bits)
  }

  @Test(arguments: TinyModel.allCases, [(2, 64), (1, 1), (2, 7), (1, 33)])
  func `threads and chunks change nothing`(
    _ model: TinyModel, _ condition: (threads: Int, chunk: Int)
  ) async throws {
    let expected = try await baseline(model, .random(7, 30))
    let engine = try model.engine(threads: condition.threads, chunk: condition.chunk)
    let found = try await engine.makeGenerator(contextSize: 512).generate(
      Self.prompt, .random(7, 30))
    #expect(found.ids == expected.ids)
    #expect(found.bits == expected.bits)
  }

  @Test(arguments: TinyModel.allCases)
  func `other sequences of the same model change nothing`(_ model: TinyModel) async throws {
    let expected = try await baseline(model, .random(3, 30))
    // The system may start one so late that the others are done; then it is tried again.
    for _ in 0..<50 {
      let engine = try model.engine(threads: 2)
      let found = try await withThrowingTaskGroup(of: (Int, Transcript).self) { group in
        for index in 0..<5 {
          let generator = try engine.makeGenerator(contextSize: 512)
          group.addTask {
            let prompt = index == 2 ? Self.prompt : String(Self.prompt.prefix(10 + 9 * index))
            return (index, await generator.generate(prompt, .random(index == 2 ? 3 : 99, 30)))
          }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      #expect(found.count == 5)
      #expect(found[2]?.ids == expected.ids)
      #expect(found[2]?.bits == expected.bits)
      if found[2]?.result?.metrics.condition.sequences ?? 0 > 1 { return }
    }
    Issue.record("nothing ever ran beside it")
  }

  @Test(arguments: TinyModel.allCases)
  func `a cached prefix changes nothing but the work`(_ model: TinyModel) async throws {
    let engine = try model.engine()
    let expected = try await baseline(model, .greedy(20))
    let generator = try engine.makeGenerator(contextSize: 512)
    _ = await generator.generate(String(Self.prompt.prefix(30)), .greedy(5))
    let found = await generator.generate(Self.prompt, .greedy(20))
    #expect(found.start?.cachedTokens ?? 0 > 10)
    #expect(found.bits == expected.bits)
    let again = await generator.generate(Self.prompt, .greedy(20))
    let total = again.start?.promptTokens ?? 0
    #expect(again.start?.cachedTokens == total - 1)
    #expect(again.bits == expected.bits)
  }

  @Test func `a cancel leaves nothing behind`() async throws {
    let expected = try await baseline(.gemma3, .greedy(25))
    let engine = try TinyModel.gemma3.engine()
    let generator = try engine.makeGenerator(contextSize: 512)
    for stop in [1, 4, 9] {
      let cut = await generator.generate(Self.prompt, .greedy(200)) { count, handle in
        if count == stop { handle?.cancel() }
      }
      #expect(cut.result?.reason == .cancelled)
      #expect(cut.tokens.count < 200)
    }
    let found = await generator.generate(Self.prompt, .greedy(25))
    #expect(found.bits == expected.bits)
  }

  @Test(arguments: TinyModel.allCases)
  func `every kernel table of this processor gives the same bits`(_ model: TinyModel) async throws {
    let tables = ["plain", "avx2", "avxvnni", "avx512"].filter { Engine.kernelName($0) != nil }
    var seen: Set<[UInt32]> = []
    for table in tables {
      let engine = try model.engine(kernels: table)
      seen.insert(
        try await engine.makeGenerator(contextSize: 512).generate(Self.prompt, .greedy(20)).bits)
    }
    #expect(!tables.isEmpty)
    #expect(seen.count == 1)
  }
}
