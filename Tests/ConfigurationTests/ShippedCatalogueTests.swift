import Testing

@testable import Configuration

/// The catalogue as it is shipped.
struct ShippedCatalogueTests {
  static let path =
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/catalogue.yaml"
  static let catalogue = ModelCatalogue(own: nil, shipped: path)
  static let rows = catalogue.rows

  @Test func itHasNoProblemAndEveryRow() {
    #expect(Self.catalogue.problems == [])
    #expect(Self.rows.count >= 80)
  }

  @Test(arguments: [
    "llama-7b", "llama-13b", "llama-33b", "llama-65b", "alpaca-7b", "cerebras-gpt-111m",
    "cerebras-gpt-256m", "cerebras-gpt-590m", "cerebras-gpt-1.3b", "cerebras-gpt-2.7b",
    "cerebras-gpt-6.7b", "cerebras-gpt-13b", "elmar", "gpt-3", "gpt-3.5", "chatgpt", "gpt-4",
    "lamda", "palm", "palm2", "gemini", "smollm2", "gemma3", "vllm", "llama-server", "ollama",
    "lm-studio", "sglang", "tgi",
  ])
  func whatPeopleAskForIsThere(name: String) {
    #expect(Self.rows.contains { $0.name == name })
  }

  @Test(arguments: rows.map(\.name))
  func aRowSaysWhatItIsAndWhereThatIsWritten(name: String) throws {
    let row = try #require(Self.catalogue.row(named: name))
    #expect(row.title != row.name && row.family != row.name)
    #expect(row.maker != nil && row.year != nil && row.licence != nil)
    #expect(row.access == .server || (row.training != nil && row.prompt != nil))
    #expect(!row.sources.isEmpty && row.sources.allSatisfy { $0.hasPrefix("https://") })
    #expect(row.note.map { $0.hasSuffix(".") } ?? true)
    for clause in [row.obstacle, row.guidance].compactMap({ $0 }) {
      #expect(!clause.hasSuffix("."), "a clause goes on in a sentence")
    }
  }

  @Test(arguments: rows.map(\.name))
  func aRowCanBeHadOrSaysWhyNotAndWhatComesClosest(name: String) throws {
    let row = try #require(Self.catalogue.row(named: name))
    switch row.access {
    case .weights:
      #expect(row.source != nil || row.guidance != nil)
      #expect(row.architecture != nil && row.shape["block_count"] != nil)
      #expect(row.source == nil || row.quantisation != nil)
    case .api: #expect(!row.alternatives.isEmpty)
    case .private, .withdrawn, .product:
      #expect(row.obstacle != nil && !row.alternatives.isEmpty)
    case .server: #expect(row.guidance != nil)
    }
    // What comes closest can be had.
    let closest = Self.catalogue.alternatives(to: row)
    #expect(closest.map(\.name) == row.alternatives)
    #expect(closest.allSatisfy { $0.access == .weights || $0.access == .api })
    #expect(closest.isEmpty || closest.contains { $0.hasWeights })
  }

  @Test func namesDifferInMoreThanPunctuation() {
    let folded = Self.rows.map { row in row.name.filter { !"-_".contains($0) } }
    #expect(Set(folded).count == folded.count)
  }

  @Test func noRowNamesAnIndexOfPackages() {
    for row in Self.rows {
      for text in row.sources + [row.source, row.guidance].compactMap({ $0 }) {
        #expect(!text.contains("pypi") && !text.contains("npmjs"))
      }
    }
  }
}
