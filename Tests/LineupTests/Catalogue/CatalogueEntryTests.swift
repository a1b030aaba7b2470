import Configuration
import Testing

@testable import lineup

struct CatalogueEntryTests {
  static let entries = Catalogue.entries(of: CatalogueSamples.shipped)

  @Test func `what is built in is what the file says`() {
    for entry in Catalogue.builtIn {
      #expect(Self.entries.first { $0.name == entry.name } == entry)
    }
    #expect(Catalogue.entries(of: CatalogueSamples.none) == Catalogue.builtIn)
  }

  @Test func `every source of the file can be pulled, under a name of its own`() {
    let wanted = CatalogueSamples.shipped.rows.filter { $0.source != nil }
    #expect(Self.entries.map(\.name) == wanted.map(\.name))
    #expect(Set(Self.entries.map(\.file)).count == Self.entries.count)
    #expect(Set(Self.entries.compactMap { $0.source.address() }).count == Self.entries.count - 2)
    for entry in Self.entries { #expect(WantedModel(entry).files.first == entry.file) }
  }

  @Test func `a row that can't be opened can't be pulled`() {
    for name in ["lamda", "gpt-4", "alpaca-7b", "vllm", "gemini"] {
      #expect(CatalogueEntry(CatalogueSamples.row(name)) == nil)
    }
    var row = CatalogueRow("x", access: .weights)
    for source in ["hf:owner/repo", "hf:o/r/file.bin", "https://example.org/x", "packages"] {
      row.source = source
      #expect(CatalogueEntry(row) == nil, "\(source)")
    }
  }

  @Test func `models are called as the catalogue calls them, others by their file`() throws {
    let folder = try ModelFolder(["z.gguf", "gpt-oss-20b-mxfp4.gguf", "a.gguf", "notes.txt"])
    let models = folder.models
    #expect(models.models.map(\.name) == ["gpt-oss-20b", "a", "z"])
    #expect(models.path(named: "gpt-oss-20b") == folder.path + "/gpt-oss-20b-mxfp4.gguf")
    // Of a split one all parts have to be there.
    let part = "gpt-oss-120b-mxfp4-00001-of-00003.gguf"
    #expect(try ModelFolder([part]).models.path(named: "gpt-oss-120b") == nil)
    let parts = (1...3).map { "gpt-oss-120b-mxfp4-0000\($0)-of-00003.gguf" }
    let whole = try ModelFolder(parts)
    #expect(whole.models.path(named: "gpt-oss-120b") == whole.path + "/" + part)
    #expect(whole.models.models.count == 1)
    #expect(models.path(named: "a") == nil && models.has("a") && !models.has("notes"))
  }
}
