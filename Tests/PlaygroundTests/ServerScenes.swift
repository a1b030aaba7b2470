import Cells
import GenerationAPI
import SessionLog

@testable import Playground

extension ModelFacts {
  /// A server's model; at $0.15 and $0.60 a million tokens, if it costs anything.
  static func server(
    _ endpoint: String, host: String?, currency: String? = "USD"
  ) -> ModelFacts {
    var facts = ModelFacts(endpoint: endpoint)
    facts.host = host
    facts.format = "chat"
    facts.prices = currency.map {
      TokenPrices(input: 0.15, cachedInput: 0.075, output: 0.6, currency: $0)
    }
    return facts
  }
}

extension GenerateMetrics {
  /// What a server said of an answer.
  static func ofServer(
    rate: Double, ttft: Double, tokens: Int, reasoning: Int? = nil, cost: Cost?,
    isEstimated: Bool = false
  ) -> GenerateMetrics {
    var metrics = GenerateMetrics.of(rate: rate, ttft: ttft, tokens: tokens, sequences: 1)
    metrics.kvBytes = nil
    metrics.prefillRate = nil
    metrics.condition = Condition()
    metrics.condition.isRemote = true
    metrics.reasoningTokens = reasoning
    metrics.cost = cost
    metrics.isEstimated = isEstimated
    return metrics
  }
}

extension Script {
  mutating func openServer(_ pane: Int, _ facts: ModelFacts, name: String? = nil) {
    let event = PaneEvent(
      pane: pane, action: .open, name: name ?? facts.endpoint, model: facts)
    apply(.pane(event))
    apply(.pane(PaneEvent(pane: pane, action: .model, model: facts)))
  }

  /// A server takes a prompt up.
  mutating func startServer(_ pane: Int, turn: Int, tokens: Int = 18, rendered: String = "") {
    var condition = Condition()
    condition.isRemote = true
    apply(
      .start(
        StartEvent(
          pane: pane, turn: turn, seed: 7, rendered: rendered, promptTokens: tokens,
          cachedTokens: 0, condition: condition)))
  }
}

extension Scenes {
  static let openAI = ModelFacts.server("openai/gpt-4o-mini", host: "api.openai.com")
  static let lab = ModelFacts.server("lab/llama-3.3-70b", host: "gpu.lab.example", currency: nil)

  /// A model of this machine, one of a server that is paid, and one of a server's own house.
  static func servers() -> Script {
    var script = Script()
    script.open(1, "SmolLM2-135M-Instruct")
    script.ready(1, .smol)
    script.openServer(2, openAI)
    script.openServer(3, lab)
    return script
  }

  /// One answers in Korean, one is asked again, one has answered.
  static func serversStreaming() -> Script {
    var script = servers()
    for pane in 1...3 { script.set(pane, temperature: 0.2) }
    script.turn(
      1,
      [
        1: .of(rate: 212, ttft: 31, sequences: 1),
        2: .ofServer(
          rate: 71.4, ttft: 512, tokens: 312, reasoning: 240,
          cost: Cost(amount: 0.01312, currency: "USD")),
        3: .ofServer(rate: 38.2, ttft: 240, tokens: 280, cost: nil, isEstimated: true),
      ])
    script.t += 1
    script.turn = 1
    script.prompt("Translate into Korean: The sea is calm today. 🌊", to: [1, 2, 3])
    script.startServer(2, turn: 2)
    script.startServer(3, turn: 2)
    var limits = RateLimits()
    limits.requests = .init(limit: 500, remaining: 12, resetSeconds: 40)
    limits.tokens = .init(limit: 30_000, remaining: 28_400, resetSeconds: 3)
    script.apply(.limits(pane: 2, limits))
    script.start(1, tokens: 18)
    script.answer(1, " The sea is calm today. The sea is calm today. The sea is", rate: 180)
    script.end(1, .length, kv: 9_500_000)
    let korean =
      "오늘은 바다가 잔잔합니다. 바람도 거의 없고 물결이 고요해요. 👍🏽 이런 날에는 배를 타기 좋습니다. "
    script.answer(2, String(repeating: korean, count: 6), rate: 48, ttft: 0.4)
    script.play(until: 1.6)
    script.apply(
      .wait(pane: 3, RetryWait(seconds: 11.2, attempt: 2, reason: "429, too many requests")))
    return script
  }

  static let consent = [
    ConsentHost(
      host: "api.openai.com", endpoint: "openai", panes: [2],
      most: Cost(amount: 0.00123, currency: "USD")),
    ConsentHost(host: "gpu.lab.example", endpoint: "lab", panes: [3]),
  ]

  /// A prompt waits for an answer to the question whether it may go out; the first pane is at it.
  static func asked() -> Script {
    var script = servers()
    script.prompt("Translate into Korean: The sea is calm today. 🌊", to: [1, 2, 3])
    script.start(1, tokens: 18)
    script.answer(1, "오늘은 바다가 잔잔합니다. 바람도 거의 없고 물결이 고요해요.", rate: 5)
    script.play(until: 0.9)
    return script
  }
}
