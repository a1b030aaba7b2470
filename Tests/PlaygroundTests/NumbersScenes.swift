import Cells
import GenerationAPI
import SessionLog

@testable import Playground

extension GenerateMetrics {
  /// What an answer cost, with gaps that go with its rate.
  static func of(
    rate: Double, ttft: Double, tokens: Int = 40, prompt: Int = 18, prefill: Double? = nil,
    sequences: Int = 2, threads: Int = 1, warm: Bool = true, cached: Int = 0, paused: Double = 0
  ) -> GenerateMetrics {
    var metrics = GenerateMetrics()
    metrics.rate = rate
    metrics.ttftMilliseconds = ttft
    metrics.tokens = tokens
    metrics.promptTokens = prompt
    metrics.cachedTokens = cached
    metrics.prefillRate = prefill ?? Double(prompt - cached) / ttft * 1000
    metrics.interTokenLatency = InterTokenLatency(
      p50: 1000 / rate, p95: 1300 / rate, max: 2100 / rate)
    metrics.kvBytes = 9_500_000
    metrics.condition.sequences = sequences
    metrics.condition.models = min(2, sequences)
    metrics.condition.threads = threads
    metrics.condition.warm = warm
    metrics.condition.cachedTokens = cached
    metrics.condition.pausedSeconds = paused
    return metrics
  }
}

extension Script {
  /// One turn of panes that all end, each with what its answer cost.
  mutating func turn(
    _ number: Int, _ answers: [Int: GenerateMetrics], reason: GenerateStopReason = .stop
  ) {
    t += 1
    let panes = answers.keys.sorted()
    apply(.prompt(PromptEvent(turn: number, panes: panes, text: Scenes.capital)))
    for pane in panes {
      guard let metrics = answers[pane] else { continue }
      apply(
        .start(
          StartEvent(
            pane: pane, turn: number, seed: UInt64(4_190_000_000 + pane), rendered: "",
            promptTokens: metrics.promptTokens, cachedTokens: metrics.cachedTokens,
            condition: metrics.condition)))
    }
    t += 1
    for pane in panes {
      guard let metrics = answers[pane] else { continue }
      let result = GenerateResult(reason: reason, text: " Paris.", metrics: metrics)
      apply(.done(DoneEvent(pane: pane, turn: number, result: result)))
    }
  }
}

extension Scenes {
  static let settings: [SettingEntry] = [
    SettingEntry(name: "temp", value: .number(0.8), source: "default"),
    SettingEntry(name: "top_k", value: .integer(64), source: "model"),
    SettingEntry(name: "top_p", value: .number(0.95), source: "default"),
    SettingEntry(name: "seed", value: .null, source: "random"),
    SettingEntry(name: "predict", value: .integer(512), source: "flag"),
    SettingEntry(name: "stop", value: .array([.string("\n\n")]), source: "flag"),
  ]

  /// Three panes that answered three prompts: the first two at the same time, the third alone.
  static func compared() -> Script {
    var script = Scenes.bothReady()
    script.open(3, "SmolLM2-135M-Instruct#2")
    script.ready(3, .smol)
    for pane in 1...3 { script.apply(.settings(pane: pane, settings: settings)) }
    script.set(3, temperature: 1.2)
    script.turn(1, [1: .of(rate: 150, ttft: 60, warm: false), 2: .of(rate: 40, ttft: 140)])
    script.turn(
      2,
      [
        1: .of(rate: 212, ttft: 31), 2: .of(rate: 51.3, ttft: 88),
        3: .of(rate: 260, ttft: 25, sequences: 1, threads: 2),
      ], reason: .length)
    script.turn(
      3,
      [
        1: .of(rate: 208, ttft: 33), 2: .of(rate: 52.6, ttft: 91),
        3: .of(rate: 255, ttft: 24, sequences: 1, threads: 2),
      ])
    return script
  }

  static let card: ModelCard = {
    var card = ModelCard(path: "smol")
    card.facts = [
      .init("title", "Smollm2 135M 8k Lc100K Mix1 Ep2"), .init("organisation", "HuggingFaceTB"),
      .init("licence", "apache-2.0"), .init("languages", "en"),
    ]
    card.shape = [.init("block count", "30"), .init("attention.layer norm rms epsilon", "1e-05")]
    card.tokenizer = [.init("model", "gpt2"), .init("tokens", "49152 × string")]
    card.template = "{% for message in messages %}\n{{ '<|im_start|>' }}"
    card.templateBytes = 368
    card.tensors = [
      .init(name: "Q4_1", count: 210, bytes: 66_355_200),
      .init(name: "F32", count: 61, bytes: 140_544),
    ]
    card.memory = .init(
      weights: 96_600_000, keysAndValuesPerToken: 23_040, keysAndValues: 188_743_680,
      scratch: 16_042_188, contextSize: 8192)
    card.left = 24_159_191_040
    card.limit = "this machine"
    return card
  }()
}
