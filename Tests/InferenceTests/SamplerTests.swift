import GenerationAPI
import Testing

@testable import Inference

struct SamplerTests {
  func sample(
    _ logits: [Float], _ parameters: GenerateParameters, context: [Int] = [], draw: Int = 0
  ) -> Int? {
    var logits = logits
    return logits.withUnsafeMutableBufferPointer {
      LogitSampler(parameters).sample($0, context: context, draw: draw)
    }
  }

  /// How often each token is chosen in many draws.
  func counts(_ logits: [Float], _ parameters: GenerateParameters, draws: Int) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for draw in 0..<draws { counts[sample(logits, parameters, draw: draw) ?? -1, default: 0] += 1 }
    return counts
  }

  func open() -> GenerateParameters {
    var parameters = GenerateParameters()
    parameters.temperature = 1
    parameters.topK = 0
    parameters.topP = 1
    parameters.minP = 0
    return parameters
  }

  @Test func `greedy takes the largest and of equals the lowest id`() {
    #expect(sample([1, 5, 2, 5], .greedy(1)) == 1)
    #expect(sample([.nan, -.infinity, -3], .greedy(1)) == 2)
    #expect(sample([.nan, -.infinity], .greedy(1)) == nil)
  }

  @Test func `selection agrees with sorting, ties by the lower id`() {
    let random = SplitMix(seed: 11)
    for size in [1, 15, 16, 17, 100, 1000] {
      var logits = (0..<size).map { Float(Int(random.bits($0) % 50)) }
      for count in [1, 2, 16, 40] {
        let expected = logits.enumerated().sorted {
          $0.element > $1.element || ($0.element == $1.element && $0.offset < $1.offset)
        }.prefix(count).map(\.offset)
        let found = logits.withUnsafeMutableBufferPointer { LogitSelection.largest($0, count) }
        #expect(found.map(\.id) == expected)
      }
    }
  }

  @Test func `draws follow the probabilities`() {
    let probabilities: [Double] = [0.5, 0.3, 0.15, 0.05]
    let logits = probabilities.map { Float(Elementary.log($0)) }
    let counts = counts(logits, open(), draws: 20_000)
    for (id, probability) in probabilities.enumerated() {
      #expect(abs(Double(counts[id] ?? 0) / 20_000 - probability) < 0.015)
    }
  }

  @Test func `top-k, top-p and min-p keep what they say`() {
    let logits = [0.5, 0.3, 0.15, 0.05].map { Float(Elementary.log($0)) }
    var topK = open()
    topK.topK = 2
    #expect(Set(counts(logits, topK, draws: 500).keys) == [0, 1])
    var topP = open()
    topP.topP = 0.81
    #expect(Set(counts(logits, topP, draws: 500).keys) == [0, 1, 2])
    var minP = open()
    minP.minP = 0.5
    #expect(Set(counts(logits, minP, draws: 500).keys) == [0, 1])
  }

  @Test func `without top-k, top-p keeps the same tokens however large the vocabulary`() {
    // A few likely tokens in a sea of 20,000 unlikely ones, and one where all are alike.
    var logits = (0..<20_000).map { Float($0 % 7) * 0.01 - 20 }
    for (id, probability) in [(777, 0.6), (19_999, 0.3), (5, 0.1)] {
      logits[id] = Float(Elementary.log(probability))
    }
    var topP = open()
    topP.topP = 0.85
    #expect(Set(counts(logits, topP, draws: 200).keys) == [777, 19_999])
    let flat = [Float](repeating: 1, count: 10_000)
    topP.topP = 0.5
    #expect(counts(flat, topP, draws: 100).keys.allSatisfy { $0 < 5000 })
    var minP = open()
    minP.minP = 0.4
    #expect(Set(counts(logits, minP, draws: 200).keys) == [777, 19_999])
  }

  @Test func `the penalty looks at the last tokens only`() {
    var parameters = GenerateParameters.greedy(1)
    parameters.repeatPenalty = 2
    parameters.repeatLastN = 2
    #expect(sample([4, 3, 1], parameters, context: [0, 1, 1]) == 0)
    #expect(sample([4, 3.5, 1], parameters, context: [1, 2, 0]) == 1)
    parameters.repeatLastN = 0
    #expect(sample([4, 3.5, 1], parameters, context: [0, 0, 0]) == 0)
    #expect(sample([-1, -1.5], parameters, context: [0]) == 0)
    parameters.repeatLastN = -1
    #expect(sample([-1, -1.5], parameters, context: [0]) == 1)
  }

  @Test func `logits are left as they were`() {
    var parameters = GenerateParameters.greedy(1)
    parameters.repeatPenalty = 3
    var logits: [Float] = [1, 2, -3]
    logits.withUnsafeMutableBufferPointer {
      _ = LogitSampler(parameters).sample($0, context: [0, 1, 2], draw: 0)
    }
    #expect(logits == [1, 2, -3])
  }
}
