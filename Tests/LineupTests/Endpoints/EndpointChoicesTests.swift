import Configuration
import OpenAIClient
import Playground
import Synchronization
import Testing

@testable import lineup

struct EndpointChoicesTests {
  private let lab = """
    endpoints:
      - name: lab
        url: http://127.0.0.1:8080/v1
        key: ${LAB}
        prices: {a: {input: 0.20, output: 0.60}}
      - name: far
        url: https://far.example/v1
        models: [b]
    """

  /// A book whose servers answer as told; others are absent.
  private func choices(
    _ text: String, _ environment: [String: String] = [:],
    _ servers: [String: [String]] = [:], asked: AskedServers = AskedServers()
  ) -> EndpointChoices {
    EndpointChoices(
      book: EndpointSamples.book(text, environment: environment),
      catalogue: CatalogueSamples.shipped, known: ServerModels(),
      question: EndpointQuestion { endpoint, key, _, _ throws(ServerProblem) in
        asked.note(endpoint.name, key?.secret)
        guard let models = servers[endpoint.name] else {
          throw .transfer(.noConnection, tries: 1)
        }
        return models.map { ServerModel(id: $0, contextLength: 4096) }
      })
  }

  private func row(_ name: String, in choices: EndpointChoices) -> ModelChoice? {
    choices.all.first { $0.name == name }
  }

  @Test func `what is in the settings can be picked at once`() throws {
    let choices = choices(lab, ["LAB": "k", "GROQ_API_KEY": "g"])
    let priced = try #require(row("lab/a", in: choices))
    #expect(priced.endpoint == "lab/a" && priced.group == .servers && priced.obstacle == nil)
    #expect(priced.facts == ["$0.20 in, $0.60 out /M", "", "this machine"])
    #expect(row("far/b", in: choices)?.facts == ["", "", "far.example"])
    let groq = try #require(row("groq", in: choices))
    #expect(groq.server == "groq" && groq.obstacle == nil)
    #expect(groq.facts == ["Enter lists its models", "", "key in GROQ_API_KEY"])
    #expect(groq.about == "Groq: https://api.groq.com/openai/v1, key in GROQ_API_KEY")
    let openai = try #require(row("openai", in: choices))
    #expect(openai.obstacle == "no key: set OPENAI_API_KEY")
    // Of one address the user's own name.
    #expect(row("llama-server", in: choices) == nil)
    #expect(openai.group == .elsewhere)
    let obstacles = choices.all.map { $0.obstacle != nil }
    #expect(obstacles == obstacles.sorted { !$0 && $1 })
  }

  @Test func `this machine's servers are looked for, without a key`() throws {
    let asked = AskedServers()
    let choices = choices(lab, ["LAB": "k"], ["lab": ["a", "c"], "ollama": ["m"]], asked: asked)
    choices.search()?.wait()
    #expect(Set(asked.all.map(\.name)) == ["lab", "vllm", "ollama", "lm-studio"])
    #expect(asked.all.allSatisfy { $0.key == nil })
    #expect(row("lab/c", in: choices)?.facts == ["", "4096 tokens", "this machine"])
    #expect(row("ollama/m", in: choices)?.endpoint == "ollama/m")
    #expect(row("ollama", in: choices) == nil)
    #expect(row("vllm", in: choices)?.obstacle == "nothing listens at 127.0.0.1:8000")
  }

  @Test func `a server that is asked is given its key, and tells its models`() throws {
    let asked = AskedServers()
    let choices = choices(
      "", ["OPENAI_API_KEY": "k"], ["openai": ["x"], "ollama": []], asked: asked)
    #expect(choices.ask("openai") == nil)
    #expect(asked.all.map(\.key) == ["k"])
    #expect(row("openai/x", in: choices) != nil)
    #expect(row("openai", in: choices)?.facts[0] == "1 listed")
    #expect(row("openai/gpt-4o-mini", in: choices) == nil, "it does not list it")
    #expect(choices.ask("ollama") == "ollama has no models; load one there")
    #expect(choices.ask("vllm") == "nothing listens at 127.0.0.1:8000")
    #expect(choices.ask("groq")?.hasPrefix("groq wants a key") == true)
    #expect(choices.ask("gone") == "there is no endpoint gone any more")
  }

  @Test func `systems that are had by API lead to the server that has them`() throws {
    let choices = choices("", ["OPENAI_API_KEY": "k"])
    let mini = try #require(row("openai/gpt-4o-mini", in: choices))
    #expect(mini.obstacle == nil)
    #expect(mini.about.hasPrefix("GPT-4o mini, OpenAI, 2024"))
    #expect(mini.alternatives == ["gpt-oss-20b", "qwen3-8b", "openai/gpt-6-luna"])
    #expect(row("gemini", in: choices)?.server == "gemini")
    #expect(row("gemini", in: choices)?.obstacle == "no key: set GEMINI_API_KEY")
    #expect(choices.leads(to: CatalogueSamples.row("gpt-4o")))
    #expect(!choices.leads(to: CatalogueSamples.row("lamda")))
  }

  @Test func `where nothing may leave every server says so, and none is asked`() {
    let choices = EndpointChoices(
      book: EndpointSamples.book(lab, environment: ["LAB": "k"]),
      catalogue: CatalogueSamples.none, known: ServerModels(), question: nil)
    #expect(choices.search() == nil)
    #expect(choices.ask("lab") == "local-only: nothing leaves this machine")
    #expect(!choices.all.isEmpty)
    for choice in choices.all {
      #expect(choice.obstacle == "local-only: nothing leaves this machine")
    }
  }
}

/// Whom a test asked, and with which key.
final class AskedServers: Sendable {
  private let asked = Mutex<[(name: String, key: String?)]>([])

  var all: [(name: String, key: String?)] { asked.withLock(\.self) }

  func note(_ name: String, _ key: String?) { asked.withLock { $0.append((name, key)) } }
}
