import GenerationAPI
import JSON
import SessionLog

/// Sessions to export, made of the events that would have made them.
struct Script {
  private(set) var state = SessionState()
  private(set) var events: [SessionEvent] = []
  private var t = 0.0

  init(panes: [String] = ["small"]) {
    let machine = SessionHeader.Machine(cpu: "AMD EPYC", cores: 2, memory: 1 << 30, kernels: "avx2")
    add(
      .session(
        SessionHeader(created: "2026-11-27T14:23:30Z", app: "lineup 0.1.0", machine: machine)))
    for (index, name) in panes.enumerated() {
      var model = ModelFacts(path: "/home/mina/models/\(name).gguf")
      model.quantisation = "Q4_1"
      model.parameters = 134_515_008
      add(
        .pane(
          PaneEvent(
            pane: index + 1, action: .open, name: name, model: model, contextSize: 8192)))
      set("temp", .number(0.8), source: "default", pane: index + 1)
    }
  }

  mutating func add(_ body: SessionEvent.Body) {
    t += 0.1
    let event = SessionEvent(t: t, body)
    events.append(event)
    state.apply(event)
  }

  mutating func set(_ name: String, _ value: JSONValue, source: String = "user", pane: Int = 1) {
    add(
      .settings(
        pane: pane, settings: [SettingEntry(name: name, value: value, source: source)]))
  }

  mutating func title(_ text: String) { add(.meta(SessionMeta(title: text))) }

  mutating func ask(_ text: String, turn: Int = 1, panes: [Int] = [1], _ use: PromptUse? = nil) {
    add(.prompt(PromptEvent(turn: turn, panes: panes, Question(text, use))))
  }

  mutating func answer(
    _ text: String, turn: Int = 1, pane: Int = 1, variant: Int = 1,
    reason: GenerateStopReason = .stop
  ) {
    add(
      .start(
        StartEvent(
          pane: pane, turn: turn, variant: variant, seed: 7, rendered: "", promptTokens: 20,
          cachedTokens: 4, condition: Condition(), sent: t)))
    for piece in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      let text = (piece.offset == 0 ? "" : " ") + piece.element
      add(.token(pane: pane, GeneratedToken(id: piece.offset, text: text, logprob: -0.5)))
    }
    var metrics = GenerateMetrics()
    metrics.ttftMilliseconds = 31.25
    metrics.promptTokens = 20
    metrics.cachedTokens = 4
    metrics.tokens = 19
    metrics.rate = 212.5
    metrics.interTokenLatency = InterTokenLatency(p50: 4.5, p95: 6, max: 9)
    let result = GenerateResult(reason: reason, text: text, metrics: metrics)
    add(.done(DoneEvent(pane: pane, turn: turn, variant: variant, result: result)))
  }

  /// One pane, one question, one answer.
  static func answered(_ text: String, to prompt: String = "Why?") -> SessionState {
    var script = Script()
    script.ask(prompt)
    script.answer(text)
    return script.state
  }

  /// How the prompt file `json-person` was used.
  static func use(shots: Int = 1) -> PromptUse {
    let json = JSONValue.object([
      JSONField("name", .string("json-person")), JSONField("mode", .string("chat")),
      JSONField("system", .string("Answer with JSON.")),
      JSONField("user", .string("Text: {{input}}")),
      JSONField("variables", .array([.object([JSONField("name", .string("input"))])])),
      JSONField(
        "examples",
        .array([
          .object([
            JSONField("input", .string("Ann of Oslo")),
            JSONField("output", .string(#"{"name":"Ann"}"#)),
          ])
        ])),
      JSONField("expect", .object([JSONField("equals", .string(#"{"name":"Jisoo"}"#))])),
    ])
    return PromptUse(prompt: json, shots: shots, inputs: ["input": "Jisoo of Busan"])
  }
}

/// What belongs in no document as it is, and has broken others.
let hostileTexts = [
  "```\nfence\n````\n# no heading", "<script>alert(1)</script>&amp;\"'", "a\r\n```\rb",
  "\u{202E}evil\u{202C}\u{200B}\u{1B}[31m\u{0}\u{7F}\u{85}", "---\ntitle: x\n---",
  "=1+1", "+1", "-1", "@x", "\t=1", "a,b\"c\nd", "]]>", "--><!--", "\u{E0041}\u{FEFF}", "",
  "한국어 😀👩‍🚀 العربية", "| a | b |\n|---|---|\n| `|` | x |", "`", "~~~\n~~~~", "\n\nx\n\n",
]
