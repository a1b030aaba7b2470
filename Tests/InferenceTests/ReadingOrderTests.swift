import Dispatch
import GenerationAPI
import Testing

@testable import Inference

/// Which of several prompts is read first.
struct ReadingOrderTests {
  @Test func `a short prompt does not wait for a long one`() async throws {
    let engine = try TinyModel.llama.engine(chunk: 4)
    let long = try engine.makeGenerator(contextSize: 1024)
    let short = try engine.makeGenerator(contextSize: 1024)
    let read = Guarded((done: 0, total: 0))
    let goesOn = DispatchSemaphore(value: 0)
    let atEnd = await withCheckedContinuation { continuation in
      let ask = { @Sendable in
        _ = short.start(request("Another beginning.")) { generation in
          guard case .done = generation.event else { return }
          continuation.resume(returning: read.read { $0 })
        }
        // Behind this the engine knows of it.
        short.sequence.intake.sync {}
        goesOn.signal()
      }
      _ = long.start(request(SharedPrefixTests.beginning)) { generation in
        guard case .prefill(let done, let total) = generation.event else { return }
        let isFirst = read.read { $0.total == 0 }
        read.update { $0 = (done, total) }
        guard isFirst else { return }
        DispatchQueue.global().async(execute: ask)
        goesOn.wait()
      }
    }
    #expect(atEnd.done < atEnd.total - 100)
  }

  private func request(_ text: String) -> GenerateRequest {
    GenerateRequest(prompt: .text(text), parameters: .greedy(1), sentAt: now())
  }
}
