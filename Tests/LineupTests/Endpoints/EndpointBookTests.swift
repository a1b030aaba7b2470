import Configuration
import GenerationAPI
import Testing

@testable import lineup

struct EndpointBookTests {
  private let lab = """
    endpoints:
      - name: lab
        url: http://127.0.0.1:8080/v1
        prices: {meta/llama-3: {input: 0.20, output: 0.60}}
        models: [b]
      - name: far
        url: https://far.example:8443/v1
    """

  @Test func `without any settings there are the presets`() throws {
    let book = EndpointSamples.book("")
    #expect(book.all.map(\.name) == EndpointPreset.all.map(\.name))
    let (endpoint, model) = try #require(book.split("openai/gpt-4o-mini"))
    #expect(endpoint.title == "OpenAI" && model == "gpt-4o-mini")
    #expect(endpoint.host == "api.openai.com")
    #expect(endpoint.isPreset)
  }

  @Test func `the first slash parts the endpoint from its model`() throws {
    let book = EndpointSamples.book(lab)
    let (endpoint, model) = try #require(book.split("lab/meta/llama-3"))
    #expect(endpoint.name == "lab" && model == "meta/llama-3")
    #expect(endpoint.prices(of: model) == TokenPrices(input: 0.2, output: 0.6, currency: "USD"))
    #expect(endpoint.prices(of: "b") == nil)
    #expect(endpoint.knownModels == ["b", "meta/llama-3"])
    #expect(endpoint.host == nil)
    #expect(book.endpoint(named: "far")?.host == "far.example:8443")
    for text in ["lab", "lab/", "lob/x", "/lab/x", "./lab/x", "lab/a\u{1B}b", ""] {
      #expect(book.split(text) == nil, "\(text.debugDescription)")
    }
  }

  @Test func `the user's own takes a preset's place, also where it has a mistake`() throws {
    let own = "endpoints:\n  - {name: openai, url: \"https://a.example/v1\"}"
    let book = EndpointSamples.book(own)
    #expect(book.all.first?.name == "openai")
    #expect(book.endpoint(named: "openai")?.endpoint.url == "https://a.example/v1")
    #expect(book.all.count == EndpointPreset.all.count)

    let wrong = EndpointSamples.book("endpoints:\n  - {preset: openai, budget: 1o}")
    #expect(wrong.split("openai/gpt") == nil)
    #expect(
      wrong.obstacle(to: "openai/gpt")
        == "the endpoint openai can't be used: config.yaml:2: \"budget\" is an amount such as 0.20, "
        + "not \"1o\"")
    #expect(wrong.hasBroken)
  }

  @Test func `an address in the environment is for the key beside it`() throws {
    let gateway = [
      "OPENAI_API_KEY": "sk-gateway", "OPENAI_BASE_URL": "https://gateway.example/v1/",
    ]
    func addresses(_ text: String, _ environment: [String: String]) -> [String: String] {
      let book = EndpointSamples.book(text, environment: environment)
      return book.all.reduce(into: [:]) { $0[$1.name] = $1.endpoint.url }
    }
    #expect(addresses("", gateway)["openai"] == "https://gateway.example/v1")
    #expect(addresses("", ["OPENAI_BASE_URL": ""])["openai"] == "https://api.openai.com/v1")
    let own = """
      endpoints:
        - {preset: openai, budget: 1}
        - {name: other, preset: openai, key: "${MY_KEY}"}
        - {name: written, preset: openai, url: "https://api.openai.com/v1"}
      """
    let found = addresses(own, gateway)
    #expect(found["openai"] == "https://gateway.example/v1")
    // A key that was named for OpenAI goes to OpenAI.
    #expect(found["other"] == "https://api.openai.com/v1")
    #expect(found["written"] == "https://api.openai.com/v1")
    let moved = try #require(
      EndpointSamples.book("", environment: gateway).endpoint(named: "openai"))
    #expect(moved.host == "gateway.example" && moved.prices(of: "gpt-4o-mini") == nil)
    let open = EndpointSamples.book(
      "", environment: ["OPENAI_API_KEY": "sk-x", "OPENAI_BASE_URL": "http://gateway.example/v1"])
    #expect(throws: Failure.self) { try open.endpoint(named: "openai")?.key() }
    let wrong = EndpointSamples.book("", environment: ["OPENAI_BASE_URL": "https://me:secret@x/v1"])
    #expect(wrong.endpoint(named: "openai") == nil && wrong.problems.count == 1)
    let sentence = try #require(wrong.wanting("openai"))
    #expect(sentence.contains("OPENAI_BASE_URL") && !sentence.contains("secret"))
  }

  @Test func `a mistake in the list of endpoints stops the presets of other machines`() throws {
    let book = EndpointSamples.book(
      "endpoints: {openai: {budget: 0.01}}", environment: ["OPENAI_API_KEY": "sk-x"])
    #expect(book.endpoint(named: "openai") == nil && book.endpoint(named: "ollama") != nil)
    #expect(book.wanting("openai")?.contains("endpoints is a list") == true)
    let broken = EndpointSamples.book("theme: [")
    #expect(broken.obstacle(to: "lab/llama")?.contains("mend config.yaml:2") == true)
  }

  @Test func `a variable in a header is a secret where its name or the header's says so`() throws {
    let text = """
      endpoints:
        - name: lab
          url: http://127.0.0.1:1/v1
          headers: {X-Team: "${TEAM} ${LAB_TOKEN}", Cookie: "sid=${SESSION}"}
      """
    let lab = try #require(
      EndpointSamples.book(
        text, environment: ["TEAM": "marketing", "LAB_TOKEN": "t-1234567", "SESSION": "s-7654321"]
      ).endpoint(named: "lab"))
    #expect(Set(lab.endpoint.headerSecrets) == ["t-1234567", "s-7654321"])
    #expect(lab.endpoint.headers["X-Team"] == "marketing t-1234567")
  }

  @Test func `a budget that can't be told lets nothing be paid`() throws {
    let text = """
      budget: "2,50"
      endpoints:
        - {name: lab, url: "http://127.0.0.1:1/v1", prices: {paid: {input: 1, output: 1}}}
      """
    let (settings, _) = UserSettings.read(text, file: "config.yaml")
    let lab = try #require(EndpointSamples.book(text).endpoint(named: "lab"))
    let budget = SessionBudget(nil, or: settings)
    #expect(throws: Failure.self) { try lab.limits(of: "paid", budget) }
    #expect(try lab.limits(of: "free", budget) == nil)
    let said = SessionBudget(Budget("1"), or: settings)
    #expect(try lab.limits(of: "paid", said)?.session == 1)
  }

  @Test func `prices that makers published hold where the settings name none`() throws {
    let text = """
      endpoints:
        - {name: mine, preset: openai, prices: {gpt-6-luna: {input: 1, output: 2}}}
        - {name: euro, preset: openai, currency: EUR}
        - {name: proxy, preset: openai, url: "https://proxy.example/v1"}
      """
    let book = EndpointSamples.book(text)
    func prices(_ name: String) throws -> [TokenPrices?] {
      let endpoint = try #require(book.endpoint(named: name))
      return ["gpt-4o-mini", "gpt-6-luna", "gpt-0"].map(endpoint.prices)
    }
    let mini = TokenPrices(input: 0.15, output: 0.6, currency: "USD")
    let luna = TokenPrices(input: 0.1, output: 0.5, currency: "USD")
    #expect(try prices("openai") == [mini, luna, nil])
    #expect(
      try prices("mine") == [mini, TokenPrices(input: 1, output: 2, currency: "USD"), nil])
    #expect(try prices("euro") == [nil, nil, nil])
    #expect(try prices("proxy") == [nil, nil, nil])
  }

  @Test func `a name that is only nearly one is told, a path is not`() {
    let book = EndpointSamples.book(lab)
    #expect(
      book.obstacle(to: "opnai/gpt") == "there is no endpoint \"opnai\"; did you mean openai?")
    #expect(book.obstacle(to: "lab/")?.contains("lineup endpoints check lab") == true)
    for text in ["lab/x", "models/x.gguf", "lbb/x.gguf", "./lbb/x", "~/x", "/x", "x"] {
      #expect(book.obstacle(to: text) == (text == "lab/x" ? book.obstacle(to: "lab/") : nil))
    }
  }

  @Test func `the table tells where each key is, and none`() {
    let text = """
      endpoints:
        - {name: a, url: "https://a.example/v1", key: "${A}", budget: 0.5}
        - {name: b, url: "https://b.example/v1", key: "${B}"}
        - {name: c, url: "https://c.example/v1", key_command: pass secret}
        - {name: d, url: "https://d.example/v1", headers: {x: "${D}"}}
      """
    let book = EndpointSamples.book(text, environment: ["A": "sk-secret"])
    let own = book.all.filter { !$0.isPreset }
    #expect(own.map(\.keyState) == [.present, .missing, .present, .missing])
    #expect(own.map(\.keyName) == ["${A}", "${B}", "key_command", nil])
    #expect(
      EndpointsTable.text(own, width: nil) == """
        yours
          a  https://a.example/v1  key in A            at most $0.50 a session
          b  https://b.example/v1  no key: set B
          c  https://c.example/v1  key from a command
          d  https://d.example/v1  no D: set it

        lineup NAME/MODEL opens a model; lineup endpoints check NAME says which there are

        """)
    for endpoint in own { #expect(!endpoint.json.write().contains("secret")) }
    for width in [1, 10, 40, 60] {
      let lines = EndpointsTable.text(book.all, width: width).split(separator: "\n")
      let rows = lines.filter { $0.contains("https://") }
      #expect(rows.allSatisfy { Amounts.width(String($0)) <= width })
    }
  }
}
