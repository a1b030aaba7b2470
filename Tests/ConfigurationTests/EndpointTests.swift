import GenerationAPI
import JSON
import OpenAIClient
import Testing

@testable import Configuration

struct EndpointTests {
  private func read(_ text: String) -> (UserSettings, [String]) {
    let (settings, problems) = UserSettings.read(text, file: "config.yaml")
    return (settings, problems.map(\.description))
  }

  /// What is wrong with one endpoint that is otherwise right.
  private func problems(_ line: String, url: String = "http://127.0.0.1/v1") -> [String] {
    let (settings, problems) = read("endpoints:\n  - name: lab\n    url: \(url)\n    \(line)\n")
    #expect(settings.endpoints.isEmpty == !problems.isEmpty)
    return problems
  }

  @Test func everySettingIsRead() throws {
    let (settings, problems) = read(
      """
      budget: 2.50 EUR
      endpoints:
        - name: lab
          url: http://127.0.0.1:8080/v1/
          key: ${LAB_KEY}
          prices:
            meta/llama-3: {input: 0.20, output: 0.60}
            no: {input: 1, output: 2, cached_input: 0.5}
          currency: EUR
          budget: 0.50
          limits: {concurrent: 2, requests_per_minute: 30}
          headers: {X-Team: "a ${TEAM} b"}
          body: {reasoning_effort: low, top_a: 0.5, tags: [yes, true, "true", 7, "7", ~, 1e999]}
          timeouts: {first: 300, between: 7.5}
          models: [no, "12:30"]
          api: completions
          logprobs: yes
          length_field: max_completion_tokens
          samplers: all
          title: The lab
      """)
    #expect(problems == [])
    #expect(settings.budget == Budget("2.50 EUR"))
    let lab = try #require(settings.endpoints.first)
    var wanted = Endpoint(name: "lab", url: "http://127.0.0.1:8080/v1")
    wanted.headers = ["X-Team": "a ${TEAM} b"]
    wanted.body = [
      JSONField("reasoning_effort", .string("low")), JSONField("top_a", .number(0.5)),
      JSONField(
        "tags",
        .array([
          .string("yes"), .bool(true), .string("true"), .integer(7), .string("7"), .null,
          .string("1e999"),
        ])),
    ]
    wanted.limits.concurrent = 2
    wanted.limits.requestsPerMinute = 30
    wanted.timeouts.first = 300
    wanted.timeouts.between = 7.5
    wanted.asksLogprobs = true
    wanted.lengthField = "max_completion_tokens"
    wanted.takesMoreSamplers = true
    #expect(lab.endpoint == wanted)
    #expect(lab.title == "The lab")
    #expect(lab.key == .variable("LAB_KEY"))
    #expect(
      lab.prices == [
        "meta/llama-3": TokenPrices(input: 0.2, output: 0.6, currency: "EUR"),
        "no": TokenPrices(input: 1, cachedInput: 0.5, output: 2, currency: "EUR"),
      ])
    #expect(lab.budget == 0.5)
    #expect(lab.models == ["no", "12:30"])
    #expect(lab.usesCompletions && !lab.isPreset)
    #expect(lab.headers(["TEAM": "x"]).sent == ["X-Team": "a x b"])
    #expect(lab.headers([:]).sent.isEmpty && lab.headers([:]).missing == "TEAM")
  }

  @Test func oneEndpointWithAMistakeLeavesTheOthers() {
    let (settings, problems) = read(
      """
      endpoints:
        - name: a
          url: https://a.example/v1
        - name: b
          url: https://b.example/v1
          budget: -1
        - name: a
          url: https://c.example/v1
        - url: https://d.example/v1
        - 7
        - name: e
          url: https://e.example/v1
      theme: dark
      """)
    #expect(settings.endpoints.map(\.name) == ["a", "e"])
    #expect(settings.brokenEndpoints.map(\.name) == ["b"])
    #expect(settings.theme == "dark")
    #expect(
      problems == [
        "config.yaml:6: \"budget\" is an amount such as 0.20, not \"-1\"",
        "config.yaml:7: there is an endpoint \"a\" already; give it another name",
        "config.yaml:9: an endpoint wants a name: lab, so that lab/MODEL is one of its models",
        "config.yaml:10: an endpoint is written as \"- name: …\" with its url, not \"7\"",
      ])
  }

  @Test(
    arguments: [
      "key: sk-secret", "key: ${sk-secret}", "key: [sk-secret]", "key: x${A}sk-secret",
      "headers: {Authorization: Bearer sk-secret}", "headers: {api-key: sk-secret}",
      "headers: {x: \"${sk-secret\"}", "headers: {x: \"${sk-secret}\"}",
      "headers: {x: [sk-secret]}",
      "headers: {x: \"a\\nsk-secret\"}", "headers: sk-secret", "key_file: \"sk-secret\\n\"",
    ])
  func aKeyWrittenIntoTheFileIsRefusedAndNotRepeated(line: String) throws {
    let problem = try #require(problems(line).first)
    #expect(line == "headers: sk-secret" || !problem.contains("secret"))
    #expect(problem.hasPrefix("config.yaml:4: "))
  }

  @Test(
    arguments: [
      "https://me:secret@a.example/v1", "https://secret@a.example/v1", "secret",
      "https://a.example/v1?key=secret", "ftp://a.example/secret", "https:///secret",
      "https://a.example:99999/secret", "\"https://a.example/ secret\"", "https://a.ex#secret",
    ])
  func anAddressThatIsNoneIsRefusedAndNotRepeated(url: String) throws {
    let problem = try #require(problems("api: chat", url: url).first)
    #expect(!problem.contains("secret"))
    #expect(problem.hasPrefix("config.yaml:3: url "))
  }

  @Test func aKeyGoesUnencryptedToThisMachineAlone() {
    for key in ["key: ${A}", "key_file: a", "key_command: a"] {
      #expect(problems(key, url: "http://10.0.0.1/v1").count == 1)
      #expect(problems(key, url: "https://10.0.0.1/v1") == [])
      #expect(problems(key, url: "http://localhost:1/v1") == [])
    }
    #expect(problems("headers: {x: \"${A}\"}", url: "http://a.example/v1").count == 1)
    #expect(problems("headers: {x: y}", url: "http://a.example/v1") == [])
  }

  @Test(
    arguments: [
      "budget: nan", "budget: inf", "budget: 1e3", "budget: -0", "budget: 0x10", "budget: .",
      "budget: 99999999999", "prices: {m: {input: -1, output: 1}}", "prices: {m: {input: 1}}",
      "prices: {m: 1}", "prices: [m]", "prices: {\"a\\tb\": {input: 1, output: 1}}",
      "limits: {concurrent: 0}", "limits: {requests_per_minute: 1.5}", "limits: {x: 1}",
      "limits: 3", "timeouts: {first: 0}", "timeouts: {between: 1e9}", "api: responses",
      "logprobs: perhaps", "samplers: some", "length_field: n", "currency: \"a b\"", "currency: 1",
      "models: {a: b}", "models: [\"a\\nb\"]", "preset: opnai", "name: x", "nmae: x",
      "headers: {Host: a}", "headers: {\"a b\": c}", "headers: {a: b, A: c}",
      "{key: \"${A}\", key_file: b}", "title: \"\"",
    ])
  func whatMakesNoSenseIsToldWithItsLine(line: String) {
    let problems = problems(line)
    #expect(!problems.isEmpty)
    #expect(problems.allSatisfy { $0.hasPrefix("config.yaml:") && !$0.hasPrefix("config.yaml: ") })
  }

  @Test(arguments: [
    "", ".", "..", "-a", "a/b", "a b", "é", "a\u{301}", String(repeating: "a", count: 65),
  ])
  func aNameIsOneThatBeginsNoPath(name: String) {
    #expect(!EndpointReading.isName(name))
  }

  @Test func aVariableWithinBracesIsToldToWantQuotationMarks() {
    #expect(
      read("endpoints:\n  - {name: a, url: \"https://a.example/v1\", key: ${A}}\n").1 == [
        "config.yaml:2: within { } and [ ] a variable goes in quotation marks: \"${NAME}\""
      ])
  }

  @Test(arguments: [
    ("{stream: false}", #"the field "stream" is not for setting"#),
    ("{n: 3, user: me}", #"the field "n" is not for setting"#),
    ("{Model: x}", #"the field "Model" is not for setting"#),
    ("{MAX_TOKENS: 9}", #"the field "MAX_TOKENS" is not for setting"#),
    ("{\"max_to\u{212A}ens\": 9}", "a field's name has letters, digits"),
    ("{\"max_tokens \": 9}", "a field's name has letters, digits"),
    ("{n_cmpl: 5}", "is not for setting"), ("{models: [a]}", "is not for setting"),
    ("{options: {num_predict: 9}}", #""num_predict" is not for setting"#),
    ("{tools: []}", "is not for setting"), ("{service_tier: priority}", "is not for setting"),
    ("{api_key: x}", #""api_key" looks like a secret"#),
    ("{data: [{auth: {key: x}}]}", #""key" looks like a secret"#),
    ("{effort: \"${EFFORT}\"}", "body takes no variables"),
    ("reasoning_effort", "fields are wanted here, each as"),
    ("{a: [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}", "at most 16 deep"),
    ("{a: {[x]: 1}}", "a field's name is a word"),
    ("{a: \(String(repeating: "x", count: 20_000))}", "body has at most 16384 bytes"),
  ])
  func aBodyThatWouldChangeWhatIsCountedIsRefused(_ body: String, _ reason: String) {
    let problems = problems("body: " + body)
    #expect(problems.count == 1 && problems.first?.contains(reason) == true, "\(problems)")
    #expect(problems.allSatisfy { $0.utf8.count < 300 })
  }

  @Test func aKeyComesFromOnePlace() {
    let (settings, problems) = read(
      "endpoints:\n  - name: a\n    url: https://a.example\n    key: ${A}\n    key_file: b\n")
    #expect(settings.endpoints.isEmpty)
    #expect(
      problems == [
        "config.yaml:5: a key comes from one place: key, key_file or key_command, not several"
      ])
  }

  // MARK: Presets

  @Test func aPresetIsBegunFrom() throws {
    let (settings, problems) = read(
      """
      endpoints:
        - preset: openai
          budget: 1
        - name: proxy
          preset: openai
          url: https://proxy.example/v1
        - name: mine
          url: https://api.openai.com/v1
        - {name: gpu, preset: vllm, url: "http://10.0.0.1:8000/v1"}
        - {name: two, preset: vllm, url: "http://127.0.0.1:8001/v1"}
      """)
    #expect(problems == [])
    let all = settings.endpoints
    #expect(all.map(\.name) == ["openai", "proxy", "mine", "gpu", "two"])
    #expect(all.allSatisfy { !$0.isPreset })
    #expect(all[0].budget == 1 && all[0].key == .variable("OPENAI_API_KEY"))
    #expect(all[0].endpoint.url == "https://api.openai.com/v1")
    // What is special of a server holds for what stands before it; a key is for one alone.
    #expect(all[1].endpoint.lengthField == "max_completion_tokens" && all[1].key == nil)
    #expect(all[2].endpoint.lengthField == "max_completion_tokens")
    #expect(all[2].key == .variable("OPENAI_API_KEY"))
    #expect(all[3].endpoint.takesMoreSamplers && all[3].key == nil)
    #expect(all[4].key == .variable("VLLM_API_KEY", isOptional: true))
  }

  @Test func presetsAreWholeAndHaveNamesThatCanBeWritten() {
    let all = EndpointPreset.all
    #expect(all.count == 8)
    #expect(Set(all.map(\.name)).count == 8)
    #expect(all.allSatisfy { EndpointReading.isName($0.name) && $0.isPreset })
    #expect(all.allSatisfy { $0.address.isPrivate })
  }

  // MARK: Too much

  @Test func thousandsOfEndpointsAreCutOff() {
    let many = (0..<10_000).map { "  - {name: e\($0), url: \"https://a.example/v1\"}" }
    let (settings, problems) = read("endpoints:\n" + many.joined(separator: "\n"))
    #expect(settings.endpoints.count == EndpointReading.limit)
    #expect(problems == ["config.yaml:202: there are at most 200 endpoints"])
  }

  @Test func hugeTextsAreNoNamesAndNotRepeated() {
    let huge = String(repeating: "x", count: 400_000)
    let (settings, problems) = read(
      "endpoints:\n  - name: \(huge)\n    url: https://a.example/\(huge)\n")
    #expect(settings.endpoints.isEmpty)
    #expect(problems.allSatisfy { $0.utf8.count < 300 })
  }

  // MARK: Budgets

  @Test(arguments: [
    ("2.50", 2.5, nil), ("0", 0, nil), ("3 EUR", 3, "EUR"), ("7 €", 7, "€"), ("$1.5", 1.5, "USD"),
  ])
  func aBudgetIsAnAmount(text: String, amount: Double, currency: String?) throws {
    let budget = try #require(Budget(text))
    #expect(budget.amount == amount && budget.currency == currency)
  }

  @Test(arguments: ["", "EUR", "-1", "1 2", "1 EUR x", "nan", "1e3", "$", "$1 EUR", "1,5"])
  func otherTextsAreNoBudget(text: String) {
    #expect(Budget(text) == nil)
    #expect(read("budget: \"\(text)\"").1.count == 1)
  }
}
