import Support
import Testing

struct CorpusTests {
  @Test
  func `the refused containers are written where somebody asks for the corpus`() throws {
    let refusals = HeaderRefusals.all + MetadataRefusals.all + TensorRefusals.all
    try Corpus.write(
      refusals.map {
        CorpusFile(name: $0.testDescription, bytes: $0.bytes, refusal: ["\($0.error)"])
      }, as: "container")
  }
}
