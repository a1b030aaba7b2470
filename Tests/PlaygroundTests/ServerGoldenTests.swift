import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

/// How panes of servers look.
struct ServerGoldenTests {
  private let golden = GoldenTests()

  @Test(arguments: GoldenTests.sizes)
  func serversAnswerBesideThisMachine(columns: Int, rows: Int) throws {
    try golden.check("servers", Scenes.serversStreaming(), columns: columns, rows: rows) {
      $0.chosen = 2
      $0.budgets = [Cost(amount: 0.5, currency: "USD")]
    }
  }

  @Test func serversAnswerWithoutUnicode() throws {
    for (columns, rows) in [(80, 24), (120, 36)] {
      try golden.check("servers-ascii", Scenes.serversStreaming(), columns: columns, rows: rows) {
        $0.isASCII = true
        $0.mode = .panes
      }
    }
  }

  @Test(arguments: GoldenTests.sizes)
  func aPromptDoesNotLeaveUnasked(columns: Int, rows: Int) throws {
    let script = Scenes.asked()
    try golden.check("consent", script, columns: columns, rows: rows) {
      var cache = LayoutCache()
      _ = update(
        &$0, .consentNeeded(hosts: Scenes.consent, at: 1), script.session, cache: &cache)
      _ = update(&$0, .tick(at: 2), script.session, cache: &cache)
    }
  }

  @Test func aBudgetThatIsNearlySpentStandsOut() throws {
    try golden.check("budget", Scenes.serversStreaming(), columns: 80, rows: 24) {
      $0.budgets = [Cost(amount: 0.015, currency: "USD")]
    }
  }

  @Test func theDetailsTellOfTheServer() throws {
    for (columns, rows) in [(80, 24), (120, 36)] {
      try golden.check("server-details", Scenes.serversStreaming(), columns: columns, rows: rows) {
        $0.mode = .panes
        $0.chosen = 2
        $0.overlay = .details(first: 0)
      }
    }
  }

  @Test func theTableHasACostAndRanksServersApart() throws {
    for (columns, rows) in [(80, 24), (160, 50)] {
      try golden.check("server-table", Scenes.serversStreaming(), columns: columns, rows: rows) {
        $0.mode = .panes
        $0.overlay = .table
        $0.table.scope = .session
      }
    }
  }

  @Test func modelsOfServersAreListed() throws {
    var picker = Picker(.add)
    var choices = [
      ModelChoice(name: "gemma-3-270m", path: "/m/gemma.gguf", facts: ["Q4_K_M", "268.1M"]),
      ModelChoice(
        endpoint: "openai/gpt-4o-mini", facts: ["$0.15", "key: OPENAI_API_KEY"]),
      ModelChoice(
        endpoint: "groq/llama-3.3-70b", facts: [], obstacle: "no key: set GROQ_API_KEY"),
      ModelChoice(server: "lab", facts: ["gpu.lab.example"]),
      ModelChoice(server: "ollama", facts: ["localhost:11434"]),
    ]
    choices[2].facts = ["$0.59"]
    picker.take(choices)
    _ = picker.ask("lab")
    _ = picker.ask("ollama")
    picker.listed("ollama", "nobody answers at localhost:11434")
    picker.select(3)
    for (columns, rows) in [(80, 24), (40, 10)] {
      try golden.check("server-models", Scenes.servers(), columns: columns, rows: rows) {
        $0.mode = .panes
        $0.overlay = .picker(picker)
      }
    }
  }

  @Test func nothingOfServersCanBeOpenedWhereNothingMayLeave() throws {
    var picker = Picker(.add)
    picker.take([
      ModelChoice(name: "gemma-3-270m", path: "/m/gemma.gguf", facts: ["Q4_K_M", "268.1M"]),
      ModelChoice(endpoint: "openai/gpt-4o-mini", facts: ["$0.15"], obstacle: "local-only"),
      ModelChoice(server: "lab", facts: ["gpu.lab.example"], obstacle: "local-only"),
    ])
    try golden.check("server-models-local", Scenes.bothReady(), columns: 80, rows: 24) {
      $0.mode = .panes
      $0.isLocalOnly = true
      $0.overlay = .picker(picker)
    }
  }

  @Test func manyPanesStillShowWhatTheyCost() throws {
    var script = Scenes.serversStreaming()
    for (number, name) in [(4, "groq/llama-3.3-70b"), (5, "openrouter/qwen3"), (6, "vllm/gemma")] {
      script.openServer(number, .server(name, host: "\(name.prefix(4)).example"))
    }
    for (columns, rows) in [(80, 24), (120, 30)] {
      try golden.check("servers-strips", script, columns: columns, rows: rows, draft: Draft()) {
        $0.mode = .panes
        $0.chosen = 2
        $0.arrangement = .strips
      }
    }
  }

  @Test func theXRayShowsWhatAServerWasGiven() throws {
    var script = Scenes.servers()
    script.prompt("안녕?", to: [2])
    script.startServer(
      2, turn: 1,
      rendered: #"[{"role":"system","content":"Be brief."},{"role":"user","content":"안녕?"}]"#)
    var person = Person(script)
    person.view.mode = .panes
    person.view.chosen = 2
    person.press(.plain("x"))
    let overlay = person.view.overlay
    try golden.check("server-xray", script, columns: 80, rows: 24) {
      $0.mode = .panes
      $0.chosen = 2
      $0.overlay = overlay
    }
  }

  @Test func settingsThatAServerDoesNotTakeAreGrey() throws {
    var script = Scenes.servers()
    script.apply(.settings(pane: 2, settings: Scenes.settings))
    try golden.check("server-settings", script, columns: 80, rows: 24) {
      $0.mode = .panes
      var form = SettingsForm([2])
      form.select(1)
      $0.overlay = .settings(form)
    }
  }
}
