import Inference
import Support
import Testing

@testable import lineup

struct MemoryLedgerTests {
  private func header() throws -> ModelHeader { try ModelHeader(path: fixture("tiny-llama.bin")) }

  private func ledger(_ bytes: Int, resident: Int = 0, overcommits: Bool = false) -> MemoryLedger {
    MemoryLedger(overcommits: overcommits) {
      MemoryLeft(bytes: bytes, resident: resident, limit: "this test")
    }
  }

  @Test func `a model that fits is admitted, one that does not is refused with the sum`() throws {
    let header = try header()
    let total = header.memory(contextSize: 256).total
    try ledger(total).admit(header, path: "a", contextSize: 256)
    #expect {
      try ledger(total - 1).admit(header, path: "a", contextSize: 256)
    } throws: { error in
      let text = "\(error)"
      return ["weights", "KV cache", "256 tokens", "work space", "this test", "--overcommit"]
        .allSatisfy(text.contains)
    }
  }

  @Test func `a pane on a loaded model needs no second weights`() throws {
    let header = try header()
    let plan = header.memory(contextSize: 256)
    let ledger = ledger(plan.total + plan.kv)
    #expect(ledger.refusal(of: header, path: "a", contextSize: 256) == nil)
    try ledger.admit(header, path: "a", contextSize: 256)
    #expect(ledger.refusal(of: header, path: "a", contextSize: 256) == nil)
    #expect(ledger.refusal(of: header, path: "b", contextSize: 256) != nil)
    let model = try LocalModel(path: fixture("tiny-llama.bin"), threads: 1)
    ledger.release(path: "a")
    try ledger.admit(header, path: model.path, contextSize: 256)
    try ledger.admitSequence(of: model, contextSize: 256)
    #expect(ledger.refusal(of: header, path: model.path, contextSize: 256) != nil)
    ledger.releaseSequence(of: model, contextSize: 256)
    #expect(ledger.refusal(of: header, path: model.path, contextSize: 256) == nil)
  }

  @Test func `whoever asks for it gets a model loaded anyway`() throws {
    try ledger(0, overcommits: true).admit(try header(), path: "a", contextSize: nil)
  }

  @Test func `what was promised before is not promised twice`() throws {
    let header = try header()
    let total = header.memory(contextSize: 256).total
    let ledger = ledger(total * 3 / 2)
    try ledger.admit(header, path: "a", contextSize: 256)
    #expect(throws: ModelError.self) { try ledger.admit(header, path: "b", contextSize: 256) }
    ledger.release(path: "a")
    try ledger.admit(header, path: "b", contextSize: 256)
  }

  @Test func `what a loaded model holds counts once`() throws {
    let header = try header()
    let total = header.memory(contextSize: 256).total
    // The first model was loaded: what it took is gone from what is left.
    let ledger = ledger(total, resident: total)
    try ledger.admit(header, path: "a", contextSize: 256)
    try ledger.admit(header, path: "b", contextSize: 256)
    #expect(throws: ModelError.self) { try ledger.admit(header, path: "c", contextSize: 256) }
  }

  @Test func `the plan is what loading takes`() throws {
    let plan = try header().memory(contextSize: 300)
    let model = try LocalModel(path: fixture("tiny-llama.bin"), threads: 1)
    #expect(plan.weights == model.weightBytes)
    #expect(plan.kv == plan.kvPerToken * 512)
    #expect(plan.total == plan.weights + plan.kv + plan.scratch)
  }

  @Test func `a larger context takes more, and one more sequence takes only its own`() throws {
    let header = try header()
    #expect(header.memory(contextSize: 512).kv == 2 * header.memory(contextSize: 256).kv)
    let model = try LocalModel(path: fixture("tiny-llama.bin"), threads: 1)
    let more = MemoryPlan(model.configuration, weights: 0, contextSize: 256)
    #expect(more.total == header.memory(contextSize: 256).kv)
  }
}
