import Configuration
import Inference
import Playground
import Testing

@testable import lineup

struct CatalogueChoicesTests {
  private func choices(
    _ files: [String], memory: Int, servers: EndpointChoices? = nil
  ) throws -> (ModelFolder, [ModelChoice]) {
    let folder = try ModelFolder(files)
    let ledger = MemoryLedger(overcommits: false) { MemoryLeft(bytes: memory, resident: 0) }
    let finder = ModelFinder(
      folder: folder.path, further: FurtherModels(folders: []), open: [], memory: ledger,
      contextSize: nil)
    let all = CatalogueChoices(
      catalogue: CatalogueSamples.shipped, local: folder.models, finder: finder,
      servers: servers
    ).all
    return (folder, all)
  }

  @Test func `what can be fetched comes first, and of that what fits`() throws {
    let (folder, choices) = try choices(["gemma-3-270m-q4_k_m.gguf"], memory: 8 << 30)
    func choice(_ name: String) -> ModelChoice? { choices.first { $0.name == name } }
    #expect(choice("gemma3") == nil, "it is here")
    #expect(choice("vllm") == nil, "it is no model")
    let groups = choices.map(\.group)
    #expect(groups == groups.sorted { $0 == .fetched && $1 == .elsewhere })
    let fetched = choices.filter { $0.group == .fetched }
    #expect(
      fetched.map { $0.obstacle == nil }.firstIndex(of: false)
        == fetched.count { $0.obstacle == nil })
    #expect(fetched.allSatisfy { $0.isFetched })

    let small = try #require(choice("smollm2"))
    #expect(small.path == folder.path + "/SmolLM2-135M-Instruct.Q4_1.gguf")
    #expect(small.facts == ["93.8 MiB", "Q4_1", "134.5M", "llama"])
    #expect(small.obstacle == nil && small.contextSize == nil)

    let large = try #require(choice("llama-65b"))
    #expect(large.obstacle?.hasPrefix("it needs 42.") == true)
    #expect(large.alternatives == ["llama-33b", "llama2-13b"])
    let middle = try #require(choice("qwen2.5-14b"))
    #expect(middle.obstacle != nil)
  }

  @Test func `where nothing may leave this machine nothing is fetched`() throws {
    let localOnly = EndpointChoices(
      book: EndpointSamples.book("", environment: [:]), catalogue: CatalogueSamples.none,
      known: ServerModels(), question: nil)
    let (_, choices) = try choices([], memory: 8 << 30, servers: localOnly)
    let fetched = choices.filter { $0.group == .fetched }
    #expect(!fetched.isEmpty)
    for choice in fetched { #expect(choice.obstacle == "local-only: nothing is fetched") }
  }

  @Test func `what can't be opened says so, and how that stands in full`() throws {
    let (_, choices) = try choices([], memory: 24 << 30)
    func choice(_ name: String) -> ModelChoice? { choices.first { $0.name == name } }
    let lamda = try #require(choice("lamda"))
    #expect(lamda.group == .elsewhere && !lamda.isFetched)
    #expect(lamda.obstacle == "never public")
    #expect(lamda.about.contains("it was never given out"))
    #expect(lamda.alternatives.first == "gemma3")
    #expect(choice("gpt-4o-mini")?.obstacle == "by API alone")
    #expect(choice("gpt-4")?.obstacle == "withdrawn")
    #expect(choice("alpaca-7b")?.obstacle == "got by hand")
    #expect(choice("alpaca-7b")?.about.contains("add the published difference") == true)
    for choice in choices where choice.group == .elsewhere { #expect(choice.obstacle != nil) }
  }
}
