import GenerationAPI
import Inference
import Testing

struct GenerationTests {
  let engine: Engine

  init() throws { engine = try TinyModel.llama.engine() }

  @Test func `tokens come one by one and add up to the answer`() async throws {
    let transcript = try await engine.makeGenerator(contextSize: 256).generate(
      "abc", .random(5, 12))
    let result = try #require(transcript.result)
    #expect(result.reason == .length)
    #expect(result.metrics.tokens == 12)
    #expect(transcript.tokens.count == 12)
    let streamed = transcript.tokens.map(\.text).joined()
    #expect(result.text.hasPrefix(streamed))
    #expect(transcript.prefill.last == transcript.start?.promptTokens)
  }

  @Test func `metrics follow their definitions`() async throws {
    let transcript = try await engine.makeGenerator(contextSize: 256).generate("abcdef", .greedy(8))
    let metrics = try #require(transcript.result?.metrics)
    #expect(metrics.promptTokens == transcript.start?.promptTokens)
    #expect(metrics.cachedTokens == 0)
    #expect(metrics.ttftMilliseconds ?? 0 > 0)
    #expect(metrics.rate ?? 0 > 0)
    #expect(metrics.prefillRate ?? 0 > 0)
    let gaps = try #require(metrics.interTokenLatency)
    #expect(gaps.p50 <= gaps.p95 && gaps.p95 <= gaps.max)
    #expect(metrics.kvBytes ?? 0 > 0)
    #expect(metrics.condition.isSolo)
  }

  @Test func `the same seed gives the same answer and another one another`() async throws {
    let generator = try engine.makeGenerator(contextSize: 256)
    let first = await generator.generate("seed", .random(1, 20))
    let same = await generator.generate("seed", .random(1, 20))
    let other = await generator.generate("seed", .random(2, 20))
    #expect(first.ids == same.ids)
    #expect(first.ids != other.ids)
  }

  @Test func `a stop text ends the answer before it, across token borders`() async throws {
    let generator = try engine.makeGenerator(contextSize: 256)
    let whole = try #require(await generator.generate("stop", .random(5, 40)).result?.text)
    let characters = Array(whole)
    try #require(characters.count > 12)
    let stop = String(characters[6..<10])
    var parameters = GenerateParameters.random(5, 40)
    parameters.stop = [stop]
    let cut = try #require(await generator.generate("stop", parameters).result)
    #expect(cut.reason == .stop)
    let before = try #require(whole.firstRange(of: stop)?.lowerBound)
    #expect(cut.text == String(whole[..<before]))
  }

  @Test func `a full context ends the answer and a prompt beyond it is refused with both figures`()
    async throws
  {
    let generator = try engine.makeGenerator(contextSize: 24)
    let full = await generator.generate("0123456789", .greedy(100))
    let metrics = try #require(full.result?.metrics)
    #expect(full.result?.reason == .length)
    // The last token needs no place of its own.
    #expect(metrics.promptTokens + metrics.tokens == 25)
    let long = await generator.generate(String(repeating: "x ", count: 60), .greedy(1))
    #expect(long.result?.reason == .error)
    #expect(long.result?.error?.contains("the context holds 24") == true)
  }

  @Test func `a second request on a busy sequence waits for the first`() async throws {
    let generator = try engine.makeGenerator(contextSize: 256)
    async let first = generator.generate("one", .greedy(20))
    async let second = generator.generate("two", .greedy(20))
    let results = await [first, second]
    #expect(results.allSatisfy { $0.tokens.count == 20 })
  }

  @Test func `scoring refuses ids outside the vocabulary and texts beyond the context`()
    async throws
  {
    await #expect(throws: ScoreError.self) { _ = try await engine.score([1, 99_999]) }
    await #expect(throws: ScoreError.self) {
      _ = try await engine.score(Array(repeating: 5, count: 40), contextSize: 32)
    }
  }

  @Test func `an answer that goes on becomes what it would have become, at any place`() async throws
  {
    let generator = try engine.makeGenerator(contextSize: 256)
    var parameters = GenerateParameters.random(0, 40)
    parameters.repeatPenalty = 1.1
    var whole = Transcript()
    // One that does not end by itself.
    for seed in 1..<100 where whole.ids.count < 40 {
      parameters.seed = UInt64(seed)
      whole = await generator.generate("continue", parameters)
    }
    try #require(whole.ids.count == 40)
    for place in [1, 7, 39] {
      let other = try engine.makeGenerator(contextSize: 256)
      var rest = parameters
      rest.predict = 40 - place
      let transcript = await other.generate(
        "continue", rest, continuing: Array(whole.ids.prefix(place)))
      #expect(transcript.ids == Array(whole.ids.dropFirst(place)))
      #expect(transcript.bits == Array(whole.bits.dropFirst(place)))
      #expect(transcript.result?.text == whole.result?.text)
      #expect(transcript.result?.metrics.tokens == 40)
      #expect(transcript.start?.promptTokens == whole.start?.promptTokens)
    }
  }

  @Test func `a stop text is found across the place where an answer went on`() async throws {
    let generator = try engine.makeGenerator(contextSize: 256)
    let whole = await generator.generate("stop", .random(5, 40))
    let text = try #require(whole.result?.text)
    let characters = Array(text)
    try #require(characters.count > 12)
    var parameters = GenerateParameters.random(5, 40)
    parameters.stop = [String(characters[6..<10])]
    let stopped = try #require(await generator.generate("stop", parameters).result)
    for place in 1..<stopped.metrics.tokens {
      let transcript = await generator.generate(
        "stop", parameters, continuing: Array(whole.ids.prefix(place)))
      #expect(transcript.result?.text == stopped.text)
      #expect(transcript.result?.reason == .stop)
    }
  }

  @Test func `predict 0 reads the prompt and writes nothing`() async throws {
    let transcript = try await engine.makeGenerator(contextSize: 64).generate("abc", .greedy(0))
    #expect(transcript.tokens.isEmpty)
    #expect(transcript.result?.reason == .length)
  }
}
