import Cells
import GenerationAPI
import SessionLog

@testable import Playground

/// A session told as events, in the words of what happens.
struct Script {
  var session = SessionState()
  /// All that happened, as it would be written.
  private(set) var events: [SessionEvent] = []
  var t = 0.0
  /// The last prompt's number.
  var turn = 0
  private var pending: [(t: Double, body: SessionEvent.Body)] = []

  init() {
    apply(
      .session(
        SessionHeader(
          created: "2026-02-01T09:00:00Z", app: "lineup 0.1",
          machine: .init(cpu: "test", cores: 2, memory: 25_233_000_000, kernels: "plain"))))
    sample(rss: 430_000_000)
  }

  mutating func apply(_ body: SessionEvent.Body) {
    let event = SessionEvent(t: t, body)
    events.append(event)
    session.apply(event)
  }

  mutating func sample(rss: Int) {
    apply(.sample(SampleEvent(rss: rss, available: 20_000_000_000, panes: [])))
  }

  mutating func open(_ pane: Int, _ name: String) {
    apply(
      .pane(PaneEvent(pane: pane, action: .open, name: name, model: ModelFacts(path: name))))
  }

  mutating func load(_ pane: Int, _ done: Int, of total: Int) {
    apply(.load(pane: pane, done: done, total: total))
  }

  mutating func ready(_ pane: Int, _ model: ModelFacts, context: Int = 8192) {
    load(pane, 1, of: 2)
    apply(.pane(PaneEvent(pane: pane, action: .model, model: model, contextSize: context)))
  }

  mutating func set(_ pane: Int, temperature: Double) {
    apply(
      .settings(
        pane: pane,
        settings: [SettingEntry(name: "temp", value: .number(temperature), source: "flag")]))
  }

  mutating func prompt(_ text: String, to panes: [Int]) { ask(Question(text), to: panes) }

  mutating func ask(_ question: Question, to panes: [Int]) {
    turn += 1
    apply(.prompt(PromptEvent(turn: turn, panes: panes, question)))
  }

  mutating func start(
    _ pane: Int, tokens: Int = 12, sequences: Int = 1, seed: UInt64 = 7,
    parts: PromptParts? = nil
  ) {
    var condition = Condition()
    condition.sequences = sequences
    apply(
      .start(
        StartEvent(
          pane: pane, turn: turn, seed: seed, rendered: "", promptTokens: tokens,
          cachedTokens: 0, condition: condition, parts: parts)))
  }

  mutating func read(_ pane: Int, _ done: Int, of total: Int) {
    apply(.prefill(pane: pane, done: done, total: total))
  }

  /// Tokens of a text, one a word, so many a second; panes answer at the same time until `play`.
  mutating func answer(_ pane: Int, _ text: String, rate: Double, ttft: Double = 0.03) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    for (index, word) in words.enumerated() {
      let token = GeneratedToken(id: 1, text: (index > 0 ? " " : "") + word, logprob: nil)
      pending.append((t + ttft + Double(index) / rate, .token(pane: pane, token)))
    }
  }

  /// Ends an answer right after its last token.
  mutating func end(
    _ pane: Int, _ reason: GenerateStopReason = .stop, error: String? = nil, kv: Int? = nil
  ) {
    let events = pending.filter { if case .token(pane, _) = $0.body { true } else { false } }
    var metrics = GenerateMetrics()
    metrics.tokens = events.count
    if let first = events.first, let last = events.last {
      metrics.ttftMilliseconds = (first.t - t) * 1000
      if events.count > 1 { metrics.rate = Double(events.count - 1) / (last.t - first.t) }
    }
    metrics.kvBytes = kv
    metrics.condition = session.pane(pane)?.readout.condition ?? Condition()
    let text = events.reduce("") { text, event in
      if case .token(_, let token) = event.body { text + token.text } else { text }
    }
    let result = GenerateResult(reason: reason, text: text, metrics: metrics, error: error)
    pending.append(
      ((events.last?.t ?? t) + 0.0001, .done(DoneEvent(pane: pane, turn: turn, result: result))))
  }

  /// Lets everything happen in the order of its time, up to a time.
  mutating func play(until end: Double = .infinity) {
    let start = t
    for event in pending.sorted(by: { $0.t < $1.t }) where event.t <= start + end {
      t = event.t
      apply(event.body)
    }
    pending = []
  }
}

extension ModelFacts {
  static func facts(
    _ path: String, _ quantisation: String, _ parameters: Int, _ weights: Int, format: String
  ) -> ModelFacts {
    var facts = ModelFacts(path: path)
    facts.quantisation = quantisation
    facts.parameters = parameters
    facts.weightBytes = weights
    facts.format = format
    return facts
  }

  static let smol = facts("smol", "Q4_1", 134_515_008, 96_600_000, format: "chatml")
  static let gemma = facts("gemma", "Q4_K_M", 268_098_176, 246_400_000, format: "plain")
}

/// Sessions that the golden frames show.
enum Scenes {
  static let capital = "The capital of France is"

  static func two() -> Script {
    var script = Script()
    script.open(1, "SmolLM2-135M-Instruct")
    script.open(2, "gemma-3-270m")
    return script
  }

  static func bothReady() -> Script {
    var script = two()
    script.ready(1, .smol)
    script.ready(2, .gemma)
    return script
  }

  static func loading() -> Script {
    var script = two()
    script.ready(1, .smol)
    script.load(2, 108_000_000, of: 253_113_024)
    return script
  }

  /// One pane has answered, the other is at it, in Korean and with emoji.
  static func streaming() -> Script {
    var script = bothReady()
    script.set(1, temperature: 0.8)
    script.set(2, temperature: 0.8)
    script.t = 1
    script.prompt("Translate into Korean: The sea is calm today. 🌊", to: [1, 2])
    script.start(1, tokens: 18, sequences: 2)
    script.start(2, tokens: 14, sequences: 2)
    let korean =
      "오늘은 바다가 잔잔합니다. 바람도 거의 없고 물결이 고요해요. 👍🏽 이런 날에는 배를 타기 좋습니다. "
      + "아이들이 모래밭에서 놀고 👨‍👩‍👧‍👦 갈매기들이 하늘을 날아다닙니다. 🇰🇷 ❤️ 멀리 섬이 보입니다.\n\n"
    let english =
      " The sea is calm today, and the wind is so light that the flags along the harbour hang still."
    script.answer(1, String(repeating: korean, count: 4), rate: 212, ttft: 0.031)
    script.end(1, kv: 24_500_000)
    script.answer(2, String(repeating: english, count: 20), rate: 51.3, ttft: 0.088)
    script.play(until: 2.4)
    return script
  }

  /// Every way to end, and a model that could not be opened.
  static func endings() -> Script {
    var script = Script()
    for (pane, name) in [
      (1, "SmolLM2-135M-Instruct"), (2, "gemma-3-270m"), (3, "SmolLM2-135M-Instruct#2"),
      (4, "llama-3.3-70b"), (5, "broken"),
    ] {
      script.open(pane, name)
    }
    script.ready(1, .smol)
    script.ready(2, .gemma)
    script.ready(3, .smol)
    script.ready(4, ModelFacts(endpoint: "lab"))
    script.apply(
      .pane(
        PaneEvent(
          pane: 5, action: .model,
          error: "broken.gguf is no model file: it begins with “<htm”, not with “GGUF”.")))
    script.t = 1
    script.prompt(capital, to: [1, 2, 3, 4])
    for pane in 1...4 { script.start(pane, sequences: 3) }
    script.answer(1, "Paris is the capital of France.", rate: 180)
    script.end(1, .length, kv: 9_500_000)
    script.answer(2, " Paris.\n\nThe capital of Germany is Berlin.\n\n", rate: 44.8)
    script.end(2, .cancelled, kv: 9_500_000)
    script.answer(3, "Par", rate: 90)
    script.end(3, .cut)
    script.end(4, .error, error: "429 Too Many Requests: the quota is used up; again in 18 s.")
    script.play()
    return script
  }

  static func eight() -> Script {
    var script = Script()
    let names = [
      "SmolLM2-135M-Instruct", "SmolLM2-135M-Instruct-Q8_0", "gemma-3-270m", "gemma-3-270m#2",
      "gpt-4o-mini", "Qwen3-0.6B", "SmolLM2-135M-F16", "SmolLM2-360M",
    ]
    for (index, name) in names.enumerated() { script.open(index + 1, name) }
    for pane in [1, 2, 7, 8] {
      var model = ModelFacts.smol
      model.path = names[pane - 1]
      script.ready(pane, model)
    }
    for pane in [3, 4] { script.ready(pane, .gemma) }
    script.ready(5, ModelFacts(endpoint: "lab"))
    script.load(6, 220_000_000, of: 511_000_000)
    script.t = 1
    script.prompt("Translate into Korean: The sea is calm today.", to: [1, 2, 3, 4, 5, 7, 8])
    for pane in [1, 2, 3, 4, 5, 8] { script.start(pane, sequences: 4) }
    script.answer(1, "오늘은 바다가 참 조용하다.", rate: 212)
    script.end(1, kv: 9_500_000)
    let calm = "바람도 거의 없고 물결이 고요해요. 멀리 섬이 보입니다. "
    script.answer(2, String(repeating: calm, count: 40) + "오늘 바다는 참", rate: 118)
    script.answer(3, String(repeating: calm, count: 14) + "오늘은 바다가 잔잔합니다.", rate: 51.3)
    script.answer(4, "오늘 바다는", rate: 50.9)
    script.end(4, .cancelled, kv: 4_200_000)
    script.end(5, .error, error: "429 quota; again in 18 s")
    script.read(8, 64, of: 312)
    script.play(until: 1.9)
    return script
  }
}
