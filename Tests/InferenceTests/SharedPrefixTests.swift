import GenerationAPI
import Inference
import Testing

/// Sequences of one model whose prompts begin alike read that beginning once.
struct SharedPrefixTests {
  static let beginning = String(
    repeating: "The hens had gone quiet, and the fog pressed on. 다람쥐 헌 쳇바퀴. ", count: 6)

  @Test(arguments: TinyModel.allCases)
  func `a new sequence takes over what another has read`(_ model: TinyModel) async throws {
    let engine = try model.engine()
    let prompt = Self.beginning + "And then"
    let expected = try await model.engine().makeGenerator(contextSize: 1024).generate(
      prompt, .greedy(20))
    let first = try engine.makeGenerator(contextSize: 1024)
    _ = await first.generate(Self.beginning + "But", .greedy(20))
    let second = try engine.makeGenerator(contextSize: 1024)
    let found = await second.generate(prompt, .greedy(20))
    let total = found.start?.promptTokens ?? 0
    #expect(total > 256)
    #expect(total - (found.start?.cachedTokens ?? 0) < 12)
    #expect(found.bits == expected.bits)
    // What the second wrote behind the shared beginning is its own.
    let again = await first.generate(Self.beginning + "But", .greedy(20))
    let alone = try await model.engine().makeGenerator(contextSize: 1024).generate(
      Self.beginning + "But", .greedy(20))
    #expect(again.bits == alone.bits)
  }

  @Test func `a prompt that is asked of several at once is read once`() async throws {
    let engine = try TinyModel.llama.engine(threads: 2)
    let generators = try (0..<4).map { _ in try engine.makeGenerator(contextSize: 1024) }
    let found = await withTaskGroup(of: Transcript.self) { group in
      for generator in generators {
        group.addTask { await generator.generate(Self.beginning, .greedy(10)) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let total = found[0].start?.promptTokens ?? 0
    let read = found.reduce(0) { $0 + total - ($1.start?.cachedTokens ?? 0) }
    #expect(total > 256)
    // The last token is every sequence's own.
    #expect(read == total + 3)
    #expect(Set(found.map(\.bits)).count == 1)
  }

  @Test func `where the one that reads is stopped, another goes on`() async throws {
    let engine = try TinyModel.llama.engine(chunk: 4)
    let expected = try await TinyModel.llama.engine().makeGenerator(contextSize: 1024).generate(
      Self.beginning, .greedy(10))
    let first = try engine.makeGenerator(contextSize: 1024)
    let second = try engine.makeGenerator(contextSize: 1024)
    let handle = Guarded<Cancellation?>(nil)
    let ended = Guarded<GenerateStopReason?>(nil)
    // The second asks only once the first reads, or it would be the one that reads.
    let (reading, began) = AsyncStream.makeStream(of: Void.self)
    handle.update {
      $0 = first.start(
        GenerateRequest(prompt: .text(Self.beginning), parameters: .greedy(10), sentAt: now())
      ) { generation in
        if case .prefill(let done, _) = generation.event {
          began.yield()
          if done > 40 { handle.read { $0 }?.cancel() }
        }
        if case .done(let result) = generation.event { ended.update { $0 = result.reason } }
      }
    }
    for await _ in reading { break }
    let found = await second.generate(Self.beginning, .greedy(10))
    #expect(ended.read { $0 } == .cancelled)
    #expect(found.start?.cachedTokens ?? 0 > 40)
    #expect(found.bits == expected.bits)
  }

  @Test func `a score reads the whole text, whatever is cached`() async throws {
    let engine = try TinyModel.gemma3.engine()
    let ids = engine.model.tokenizer.encode(Self.beginning, addSpecial: true, parseSpecial: true)
    _ = try await engine.makeGenerator(contextSize: 1024).generate(Self.beginning, .greedy(2))
    let scores = try await engine.score(ids, contextSize: 1024)
    #expect(scores.count == ids.count - 1)
  }
}
