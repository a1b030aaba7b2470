import Playground
import Support
import Testing

@testable import lineup

struct ModelCardReaderTests {
  private let left = MemoryLeft(bytes: 1 << 30, resident: 0, limit: "this test")

  @Test func `a card has what the file says and what the model takes`() {
    let path = fixture("tiny-llama.bin")
    let card = ModelCardReader.card(path, contextSize: 64, left: left)
    #expect(card.path == path)
    #expect(card.problem == nil)
    #expect(card.shape.contains { $0.name == "block count" })
    #expect(card.tokenizer.contains { $0.name == "tokens" && $0.value.contains("× string") })
    #expect(!card.tensors.isEmpty)
    #expect(card.tensors.map(\.bytes) == card.tensors.map(\.bytes).sorted(by: >))
    #expect(card.memory?.contextSize == 64)
    #expect(card.limit == "this test")
  }

  @Test func `a file that is not there is a problem, not an error`() {
    let card = ModelCardReader.card("/nowhere/at-all.gguf", contextSize: nil, left: left)
    #expect(card.problem?.isEmpty == false)
    #expect(card.facts.isEmpty && card.memory == nil)
  }
}
