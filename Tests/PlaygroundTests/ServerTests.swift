import Cells
import GenerationAPI
import JSON
import SessionLog
import Testing

@testable import Playground

/// What panes of servers say and do.
struct ServerTests {
  // MARK: Money

  @Test func whatIsNotNothingIsNeverWrittenAsNothing() {
    let written: [(Double, String)] = [
      (0, "$0"), (1e-9, "<$0.000001"), (0.000001, "$0.000001"), (0.00012, "$0.00012"),
      (0.0132, "$0.0132"), (0.5, "$0.5000"), (1, "$1.00"), (12.345, "$12.35"),
      (1_234_567, "$1234567.00"), (.nan, "$?"), (-1, "$?"), (.infinity, "$?"),
    ]
    for (amount, text) in written {
      #expect(Cost(amount: amount, currency: "USD").text == text)
    }
    var amount = 1e-12
    while amount < 1e6 {
      let text = Cost(amount: amount, currency: "EUR").text
      #expect(text.contains { ("1"..."9").contains($0) }, "\(amount): \(text)")
      amount *= 1.7
    }
  }

  @Test func aCurrencyStandsBehindAndAnEstimateHasASign() {
    #expect(Cost(amount: 0.00012, currency: "EUR").text == "0.00012 EUR")
    #expect(Cost(amount: 0.0132, currency: "USD", isEstimated: true).text == "~$0.0132")
    #expect(Cost(amount: 0.5, currency: "USD").roundText == "$0.50")
    #expect(Cost(amount: 0.015, currency: "USD").roundText == "$0.015")
    #expect(Cost(amount: 20, currency: "KRW").roundText == "20.00 KRW")
    let long = String(repeating: "x", count: 1_000_000)
    #expect(Cost(amount: 1, currency: long).text.count < 20)
  }

  @Test func aModelThatAServerDoesNotListIsOpenedAsItIsTyped() {
    var picker = Picker(.add)
    picker.take([
      ModelChoice(endpoint: "lab/llama"), ModelChoice(server: "gpu", obstacle: "no key"),
      ModelChoice(name: "far", path: "", isFetched: true),
    ])
    picker.setFilter("lab/llama")
    #expect(picker.matches.map(\.name) == ["lab/llama"])
    picker.setFilter("lab/Qwen/Qwen3-8B")
    #expect(picker.picked?.endpoint == "lab/Qwen/Qwen3-8B" && picker.picked?.obstacle == nil)
    picker.setFilter("gpu/x")
    #expect(picker.picked?.obstacle == "no key")
    for text in ["labs/x", "lab/", "/x", "lab/a b", "far/x"] {
      picker.setFilter(text)
      #expect(!picker.matches.contains { $0.name == text })
    }
  }

  // MARK: A budget

  @Test func aBudgetIsSetByName() throws {
    func run(_ command: String) -> [Effect] {
      var person = Person(Scenes.servers())
      person.press(Key(.escape), .plain(":"))
      person.type(command)
      person.press(Key(.enter))
      return person.effects
    }
    #expect(run("budget 0.50") == [.setBudget(amount: 0.5, currency: nil)])
    #expect(run("budget $2") == [.setBudget(amount: 2, currency: "USD")])
    #expect(run("budget 0.50 EUR") == [.setBudget(amount: 0.5, currency: "EUR")])
    #expect(run("budget none") == [.setBudget(amount: nil, currency: nil)])
    for nonsense in ["budget -1", "budget nan", "budget inf", "budget much", "budget 1 2 3"] {
      #expect(run(nonsense).isEmpty, "\(nonsense)")
    }
  }

  @Test func aBudgetThatIsNearlySpentIsMarkedWithoutColour() {
    var view = ViewState()
    let session = Scenes.serversStreaming().session
    view.budgets = [Cost(amount: 0.5, currency: "USD")]
    #expect(SpendingLabel(session, view).text == "~$0.0132 of $0.50")
    view.budgets = [Cost(amount: 0.015, currency: "USD")]
    let label = SpendingLabel(session, view)
    #expect(label.text == "! ~$0.0132 of $0.015")
    #expect(label.role == .stateWarn)
  }

  @Test func nothingIsSaidOfMoneyWhereNothingCostsAny() {
    #expect(SpendingLabel(Scenes.streaming().session, ViewState()).text == nil)
    #expect(Scenes.streaming().session.costColumns == 0)
  }

  // MARK: The picker

  private let listed = [
    ModelChoice(name: "smol", path: "/m/smol"), ModelChoice(server: "lab"),
    ModelChoice(endpoint: "openai/gpt-4o-mini"),
  ]

  private func picking(_ index: Int) -> Person {
    var person = Person(Scenes.servers())
    person.press(Key(.escape), .plain("a"))
    person.send(.models(listed, at: 0))
    for _ in 0..<index { person.press(Key(.down)) }
    person.press(Key(.enter))
    return person
  }

  @Test func aServersModelOpensAPane() {
    #expect(picking(2).effects == [.openEndpoint("openai/gpt-4o-mini")])
  }

  @Test func aServerIsAskedForItsModelsOnce() {
    var person = picking(1)
    #expect(person.effects == [.listModels(server: "lab")])
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.view.picker?.remark(on: listed[1])?.text == "asking lab for its models")
    person.send(.models(listed + [ModelChoice(endpoint: "lab/llama")], at: 0))
    person.send(.listed(server: "lab", obstacle: nil, at: 0))
    #expect(person.view.picker?.picked?.endpoint == "lab/llama")
    person.press(Key(.enter))
    #expect(person.effects == [.openEndpoint("lab/llama")])
  }

  @Test func aServerThatDoesNotTellSaysWhyAndIsAskedAgain() {
    var person = picking(1)
    person.send(.listed(server: "lab", obstacle: "nobody answers at lab:8000", at: 0))
    #expect(person.view.picker?.remark(on: listed[1])?.text == "nobody answers at lab:8000")
    person.press(Key(.enter))
    #expect(person.effects == [.listModels(server: "lab")])
  }

  @Test func anotherModelForAPaneOfAServerCanBeUndone() {
    var person = Person(Scenes.servers())
    person.press(Key(.escape), .plain("2"), .plain("m"))
    person.send(.models(listed, at: 0))
    person.press(Key(.enter))
    #expect(person.effects == [.change(panes: [2], name: "smol", path: "/m/smol")])
    person.press(.plain("u"))
    #expect(person.effects == [.changeEndpoint(panes: [2], "openai/gpt-4o-mini")])
  }

  // MARK: Answers

  private func cut() -> Script {
    var script = Scenes.servers()
    script.prompt("안녕?", to: [2])
    script.startServer(2, turn: 1, rendered: #"[{"role":"user","content":"안녕?"}]"#)
    script.answer(2, "안녕하세요! 무엇을", rate: 20)
    script.end(2, .cut, error: "the server closed the connection")
    script.play()
    return script
  }

  @Test func aServersAnswerCantGoOnAndSaysSo() {
    var person = Person(cut())
    person.press(Key(.escape), .plain("2"), .plain("C"))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "a server's answer can't go on; r answers again")
  }

  @Test func aCutAnswerSaysWhyAndWhatComesNext() throws {
    let pane = try #require(cut().session.pane(2))
    var view = ViewState()
    view.mode = .panes
    #expect(
      PaneNote.lines(of: pane, view: view).map(\.text)
        == ["↯ cut off: the server closed the connection; r asks again"])
    #expect(PaneNote.strip(of: pane)?.text == "cut off: the server closed the connection")
  }

  @Test func whatStreamsFromAServerIsEstimatedUntilItSays() throws {
    let pane = try #require(Scenes.serversStreaming().session.pane(2))
    let figures = pane.figures(ascii: false, costColumns: 9)
    #expect(figures.rate == "~48.0")
    #expect(figures.tokens.hasPrefix("  ~"))
    #expect(figures.wait == " 400ms")
    #expect(figures.cost == " ~$0.0132")
  }

  @Test func aCountdownIsWrittenInFewCells() {
    #expect(Figures.left(0) == "0 s")
    #expect(Figures.left(11.2) == "12 s")
    #expect(Figures.left(125) == "2:05")
    #expect(Figures.left(7265) == "2:01:05")
    #expect(Figures.left(.infinity) == "?")
    #expect(Figures.left(-5) == "0 s")
    #expect(Figures.left(1e300) == "99:59:59")
  }

  @Test func aQuotaIsSaidOnceItIsLow() {
    var limits = RateLimits(requests: .init(limit: 500, remaining: 51))
    #expect(limits.warning == nil)
    limits.requests?.remaining = 50
    #expect(limits.warning == "50 of 500 requests left")
    limits.tokens = .init(limit: nil, remaining: 3, resetSeconds: 61)
    #expect(limits.warning == "50 of 500 requests left; 3 tokens left, all again in 61 s")
    limits.requests?.remaining = .min
    limits.requests?.limit = .max
    #expect(limits.warning?.hasPrefix("0 of ") == true)
  }

  // MARK: The table

  @Test func figuresOfServersAreNeverRankedWithThoseOfThisMachine() {
    var script = Scenes.servers()
    script.openServer(4, .server("openai/gpt-4o", host: "api.openai.com"))
    let answers: [Int: GenerateMetrics] = [
      1: .of(rate: 900, ttft: 1, sequences: 1),
      2: .ofServer(rate: 70, ttft: 500, tokens: 50, cost: Cost(amount: 0.002, currency: "USD")),
      3: .ofServer(
        rate: 300, ttft: 200, tokens: 50, cost: Cost(amount: 1, currency: "EUR"),
        isEstimated: true),
      4: .ofServer(rate: 90, ttft: 400, tokens: 50, cost: Cost(amount: 0.003, currency: "USD")),
    ]
    script.turn(1, answers)
    let table = PaneTable(script.session, ViewState())
    func best(_ column: TableColumn) -> [Int] {
      table.rows.filter { $0.cells[column]?.isBest == true }.map(\.pane)
    }
    // What was counted here is no match for what a server says.
    #expect(best(.rate) == [4])
    #expect(best(.ttft) == [3])
    // Money of one currency, and nothing that is free.
    #expect(best(.cost) == [2])
    #expect(table.rows[0].cells[.cost]?.text == "0")
    #expect(table.rows[0].cells[.cost]?.number == nil)
    #expect(
      table.rows[2].cells[.rate]?.text == "~ 300" || table.rows[2].cells[.rate]?.text == " ~300")
  }

  // MARK: Copies

  @Test func aRunLineAsksTheServer() throws {
    let pane = try #require(cut().session.pane(2))
    #expect(
      RunLine(of: pane, pane.turns.last) == .line("lineup run openai/gpt-4o-mini -p '안녕?'"))
  }

  @Test func aConversationWithAServerIsNoRunLine() throws {
    var script = Scenes.servers()
    script.prompt("안녕?", to: [2])
    script.startServer(
      2, turn: 1,
      rendered:
        #"[{"role":"user","content":"a"},{"role":"assistant","content":"b"},"#
        + #"{"role":"user","content":"안녕?"}]"#)
    script.answer(2, "안녕하세요!", rate: 20)
    script.end(2)
    script.play()
    let pane = try #require(script.session.pane(2))
    guard case .none = RunLine(of: pane, pane.turns.last) else {
      Issue.record("a line for half of what was asked")
      return
    }
  }

  @Test func copiedNumbersHaveACost() {
    let text = NumbersTable.markdown(Scenes.serversStreaming().session.panes)
    #expect(text.contains("| condition | cost |"))
    #expect(text.contains("| 2 | openai/gpt-4o-mini |  |  | ~48.00 |"))
    #expect(text.contains("| solo | 0 |"))
  }

  // MARK: Layouts, settings, X-ray

  @Test func aLayoutHoldsServersToo() throws {
    let layout = SavedLayout(Scenes.servers().session, .columns)
    #expect(layout.panes.map(\.endpoint) == [nil, "openai/gpt-4o-mini", "lab/llama-3.3-70b"])
    #expect(SavedLayout(layout.json) == layout)
    let none = JSONValue.object([
      JSONField("panes", .array([.object([JSONField("endpoint", .string(""))])]))
    ])
    #expect(SavedLayout(none) == nil)
  }

  @Test func aServersContextIsItsOwn() {
    var person = Person(Scenes.servers())
    person.press(Key(.escape), .plain("2"), .plain(":"))
    person.type("ctx-size 512")
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "its server decides how much its context holds")
  }

  @Test func anXRayNeedsNoTokens() throws {
    var person = Person(cut())
    person.press(Key(.escape), .plain("2"), .plain("x"))
    #expect(person.effects.isEmpty)
    guard case .xray(let shown) = person.view.overlay else {
      Issue.record("no X-ray")
      return
    }
    #expect(shown.shown?.text == #"[{"role":"user","content":"안녕?"}]"#)
    person.press(.plain("d"))
    #expect(person.effects == [.xray(pane: 2, draft: "", inputs: [:])])
    guard case .xray(let draft) = person.view.overlay else {
      Issue.record("no X-ray of the draft")
      return
    }
    #expect(draft.isOfDraft && draft.shown == nil && draft.obstacle == nil)
  }

  // MARK: Whatever they are called

  @Test func hostileNamesHostsAndReasonsNeverBreakAFrame() {
    let huge = String(repeating: "바다\u{202E}x", count: 1_000_000)
    let nasty = [
      huge, "\u{1B}[31m\u{1B}]52;c;eA==\u{7}", "\u{202E}moc.ianepo.ipa\u{2066}", "a\nb\r\n\tc\0",
      "", "/", "////", String(repeating: "\u{301}", count: 5000), "👨‍👩‍👧‍👦/漢字",
    ]
    for text in nasty {
      var script = Script()
      var facts = ModelFacts.server(text, host: text, currency: text)
      facts.body = [JSONField(text, .string(text))]
      facts.title = text
      script.openServer(1, facts, name: text)
      script.openServer(2, .server("a/b", host: text))
      script.prompt("안녕?", to: [1, 2])
      script.startServer(1, turn: 1, tokens: .max, rendered: text)
      script.startServer(2, turn: 1, tokens: -5, rendered: text)
      script.apply(
        .wait(pane: 2, RetryWait(seconds: .nan, attempt: .min, reason: text)))
      var limits = RateLimits()
      limits.requests = .init(limit: .min, remaining: .max, resetSeconds: .infinity)
      limits.tokens = .init(limit: .max, remaining: .min, resetSeconds: -1)
      script.apply(.limits(pane: 1, limits))
      var metrics = GenerateMetrics.ofServer(
        rate: .infinity, ttft: -1, tokens: .max, reasoning: .min,
        cost: Cost(amount: 1e300, currency: text), isEstimated: true)
      metrics.promptTokens = .max
      let result = GenerateResult(reason: .cut, text: "…", metrics: metrics, error: text)
      script.apply(.done(DoneEvent(pane: 1, turn: 1, result: result)))
      for (columns, rows) in [(40, 10), (80, 24), (130, 50)] {
        let size = Size(columns: columns, rows: rows)
        var cache = LayoutCache()
        var view = ViewState(size: size)
        view.budgets = [Cost(amount: -1, currency: text), Cost(amount: .nan, currency: "USD")]
        view.consent = ConsentQuestion(
          [ConsentHost(host: text, endpoint: text, panes: [1, 2, 99], most: view.budgets[0])],
          at: 0)
        view.now = 5
        var picker = Picker(.add)
        picker.take([
          ModelChoice(endpoint: text, facts: [text], obstacle: text), ModelChoice(server: text),
        ])
        picker.listed(text, text)
        let pane = script.session.pane(1)
        let xray = XRay(pane: 1, turn: 1, variant: 1, format: text, text: text)
        for overlay in [
          nil, .details(first: 0), .table, .picker(picker), .settings(SettingsForm([1, 2])),
          .xray(XRayView(shown: xray)),
        ] as [Overlay?] {
          view.overlay = overlay
          for isASCII in [true, false] {
            view.isASCII = isASCII
            let frame = render(
              script.session, view, size: size, theme: .lineupDark, cache: &cache)
            #expect(frame.rowWidths.allSatisfy { $0 == columns })
            #expect(!frame.cells.contains { $0.text.unicodeScalars.contains { $0.value < 32 } })
          }
        }
        if let pane { _ = RunLine(of: pane, pane.turns.last) }
        _ = NumbersTable.markdown(script.session.panes)
      }
    }
  }
}
