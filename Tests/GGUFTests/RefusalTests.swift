import GGUF
import Testing

/// Each file of the tables breaks one rule, and is refused for that.
struct RefusalTests {
  @Test(arguments: HeaderRefusals.all)
  func `a wrong header is refused with what is wrong and where`(_ refusal: Refusal) {
    #expect(throws: refusal.error) { try GGUFFile(bytes: refusal.bytes) }
  }

  @Test(arguments: MetadataRefusals.all)
  func `wrong metadata is refused with the key and the offset`(_ refusal: Refusal) {
    #expect(throws: refusal.error) { try GGUFFile(bytes: refusal.bytes) }
  }

  @Test(arguments: TensorRefusals.all)
  func `a wrong tensor is refused by name`(_ refusal: Refusal) {
    #expect(throws: refusal.error) { try GGUFFile(bytes: refusal.bytes) }
  }
}
