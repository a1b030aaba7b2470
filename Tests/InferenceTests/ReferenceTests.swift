import FoundationEssentials
import Inference
import Support
import Testing

/// Log-probabilities of an independent float32 computation, made by
/// `Tests/Fixtures/make_logprob_fixture.py`.
struct ReferenceFixture {
  struct Head: Decodable {
    var llamaDifference: Double?

    enum CodingKeys: String, CodingKey {
      case llamaDifference = "llamacpp_mean_abs_diff"
    }
  }
  struct Sequence: Decodable {
    var ids: [Int]
    var logprobs: [Double?]
  }

  let head: Head
  let sequences: [Sequence]

  init(_ name: String) throws {
    let text = try String(contentsOfFile: Support.fixture(name), encoding: .utf8)
    let lines = text.split(separator: "\n")
    let decoder = JSONDecoder()
    head = try decoder.decode(Head.self, from: Data(lines[0].utf8))
    sequences = try lines.dropFirst().map {
      try decoder.decode(Sequence.self, from: Data($0.utf8))
    }
  }
}

struct ReferenceTests {
  /// Mean absolute difference of a model's log-probabilities to the fixture's.
  func difference(_ path: String, _ fixture: ReferenceFixture) async throws -> (Double, Int) {
    let model = try LocalModel(path: path, threads: 2)
    let engine = try Engine(model: model, cores: Cores(total: 2), clock: now)
    var sum = 0.0
    var count = 0
    for sequence in fixture.sequences {
      let scores = try await engine.score(sequence.ids)
      for (ours, reference) in zip(scores, sequence.logprobs.dropFirst()) {
        guard let reference else { continue }
        sum += abs(Double(ours) - reference)
        count += 1
      }
    }
    return (sum / Double(count), count)
  }

  @Test(arguments: TinyModel.allCases.map(\.rawValue))
  func `a tiny model is no further from float32 than llama.cpp`(_ name: String) async throws {
    let fixture = try ReferenceFixture(name + ".jsonl")
    let (mean, count) = try await difference(Support.fixture(name + ".bin"), fixture)
    print("\(name): mean |difference| \(mean) over \(count) tokens")
    #expect(count >= 500)
    #expect(mean <= 1.15 * (fixture.head.llamaDifference ?? 0))
  }

  @Test(.enabled(if: TestModel.arePresent, "\(TestModel.absence)"), arguments: TestModel.allCases)
  func `a real model is no further from float32 than llama.cpp`(_ model: TestModel) async throws {
    let fixture = try ReferenceFixture("logprobs-\(model).jsonl")
    let (mean, count) = try await difference(model.path, fixture)
    print("\(model): mean |difference| \(mean) over \(count) tokens")
    #expect(count >= 2000)
    #expect(mean <= 1.15 * (fixture.head.llamaDifference ?? 0))
  }
}
