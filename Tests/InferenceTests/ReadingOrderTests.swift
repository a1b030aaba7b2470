import Dispatch
import GenerationAPI
import Inference
import Testing

/// Which of several prompts is read first.
struct ReadingOrderTests {
  @Test func `a short prompt does not wait for a long one`() async throws {
    let engine = try TinyModel.llama.engine(chunk: 4)
    let long = try engine.makeGenerator(contextSize: 1024)
    let short = try engine.makeGenerator(contextSize: 1024)
    let hasBegun = DispatchSemaphore(value: 0)
    let goesOn = DispatchSemaphore(value: 0)
    let read = Guarded((done: 0, total: 0))
    _ = long.start(
      GenerateRequest(
        prompt: .text(SharedPrefixTests.beginning), parameters: .greedy(1), sentAt: now())
    ) { generation in
      guard case .prefill(let done, let total) = generation.event else { return }
      let isFirst = read.read { $0.total == 0 }
      read.update { $0 = (done, total) }
      guard isFirst else { return }
      // Holds the engine until the second prompt has had time to arrive.
      hasBegun.signal()
      goesOn.wait()
    }
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        hasBegun.wait()
        continuation.resume()
      }
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { goesOn.signal() }
    _ = await short.generate("Another beginning.", .greedy(1))
    let (done, total) = read.read { $0 }
    #expect(done < total - 100)
  }
}
