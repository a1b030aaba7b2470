import GenerationAPI
import Inference
import Testing

/// What a pane generates is the same bits under conditions drawn at random: with others beside it,
/// in any chunks and threads, behind prefixes that are cached, taken over, or cut off by a cancel.
struct RandomConditionsTests {
  private static let words = [
    "fog ", "hens ", "The ", "saucer ", "다람쥐 ", "1 + 1 ", "\n", "<|im_start|>", "quiet, ", "🙂 ",
  ]

  /// One request: a prompt made of a number, so that two with the same number begin alike.
  struct Question: Hashable, Sendable {
    var beginning: Int
    var length: Int
    var seed: UInt64

    var prompt: String {
      var random = Draws(state: UInt64(beginning))
      return (0..<length).map { _ in words[random.next(words.count)] }.joined()
    }
  }

  struct Draws {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  @Test(arguments: TinyModel.allCases)
  func `no condition changes a bit`(_ model: TinyModel) async throws {
    var random = Draws(state: 20_261_125)
    let alone = try model.engine()
    var expected: [Question: [UInt32]] = [:]
    let count = 16
    for round in 0..<16 {
      let threads = 1 + random.next(2)
      let chunk = [1, 3, 16, 64, 200][random.next(5)]
      let engine = try model.engine(threads: threads, chunk: chunk)
      let panes = 1 + random.next(8)
      let generators = try (0..<panes).map { _ in try engine.makeGenerator(contextSize: 1024) }
      for turn in 0..<2 {
        let questions = generators.map { _ in
          Question(
            beginning: random.next(3), length: 1 + random.next(90), seed: UInt64(random.next(2)))
        }
        let stops = generators.map { _ in random.next(4) == 0 ? 1 + random.next(8) : nil }
        for question in questions where expected[question] == nil {
          expected[question] = try await alone.makeGenerator(contextSize: 1024).generate(
            question.prompt, .random(question.seed, count)
          ).bits
        }
        let found = await withTaskGroup(of: (Int, Transcript).self) { group in
          for (index, generator) in generators.enumerated() {
            let question = questions[index]
            let stop = stops[index]
            group.addTask {
              let transcript = await generator.generate(
                question.prompt, .random(question.seed, count)
              ) { tokens, handle in
                if tokens == stop { handle?.cancel() }
              }
              return (index, transcript)
            }
          }
          return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (index, question) in questions.enumerated() {
          let bits = found[index]?.bits ?? []
          let wanted = expected[question] ?? []
          let context: Comment =
            "round \(round).\(turn): pane \(index) of \(panes), \(threads) threads, chunk \(chunk)"
          #expect(bits.elementsEqual(wanted.prefix(bits.count)), context)
          if stops[index] == nil { #expect(bits.count == wanted.count, context) }
        }
      }
    }
  }
}
