import GenerationAPI

@testable import SessionLog

/// Short ways to write events in tests. Panes are 1 unless said otherwise, turns too.
func opened(_ pane: Int = 1, at t: Double = 0) -> SessionEvent {
  let model = ModelFacts(path: "/models/\(pane).gguf")
  return SessionEvent(
    t: t, .pane(PaneEvent(pane: pane, action: .open, name: "model-\(pane)", model: model)))
}

func closed(_ pane: Int = 1, at t: Double) -> SessionEvent {
  SessionEvent(t: t, .pane(PaneEvent(pane: pane, action: .close)))
}

func loading(_ pane: Int = 1, at t: Double) -> SessionEvent {
  SessionEvent(t: t, .load(pane: pane, done: 10, total: 100))
}

func loaded(_ pane: Int = 1, at t: Double, error: String? = nil) -> SessionEvent {
  SessionEvent(t: t, .pane(PaneEvent(pane: pane, action: .model, error: error)))
}

func sent(_ text: String = "hello", turn: Int = 1, to panes: [Int] = [1], at t: Double)
  -> SessionEvent
{
  SessionEvent(t: t, .prompt(PromptEvent(turn: turn, panes: panes, text: text)))
}

func started(
  _ pane: Int = 1, turn: Int = 1, variant: Int = 1, seed: UInt64 = 7, promptTokens: Int = 20,
  cachedTokens: Int = 4, at t: Double
) -> SessionEvent {
  var condition = Condition()
  condition.threads = 2
  return SessionEvent(
    t: t,
    .start(
      StartEvent(
        pane: pane, turn: turn, variant: variant, seed: seed, rendered: "<hello>",
        promptTokens: promptTokens, cachedTokens: cachedTokens, condition: condition)))
}

func prefilled(_ pane: Int = 1, done: Int, total: Int = 20, at t: Double) -> SessionEvent {
  SessionEvent(t: t, .prefill(pane: pane, done: done, total: total))
}

func token(_ text: String = "a", pane: Int = 1, at t: Double) -> SessionEvent {
  SessionEvent(t: t, .token(pane: pane, GeneratedToken(id: 5, text: text, logprob: -0.5)))
}

func sampled(_ pane: Int = 1, kvBytes: Int? = nil, at t: Double) -> SessionEvent {
  SessionEvent(
    t: t,
    .sample(
      SampleEvent(
        rss: 1000, available: 9000,
        panes: [SampleEvent.Pane(pane: pane, tps: nil, kvBytes: kvBytes)])))
}

func done(
  _ pane: Int = 1, turn: Int = 1, variant: Int = 1, as reason: GenerateStopReason = .stop,
  text: String = "aaa", metrics: GenerateMetrics = GenerateMetrics(), error: String? = nil,
  at t: Double
) -> SessionEvent {
  let result = GenerateResult(reason: reason, text: text, metrics: metrics, error: error)
  return SessionEvent(
    t: t, .done(DoneEvent(pane: pane, turn: turn, variant: variant, result: result)))
}

func paused(_ seconds: Double, at t: Double) -> SessionEvent {
  SessionEvent(t: t, .paused(seconds: seconds))
}

func resumed(at t: Double) -> SessionEvent {
  SessionEvent(t: t, .resumed(wall: "2026-11-24T08:00:00Z"))
}

extension SessionState {
  init(_ events: [SessionEvent]) {
    self.init()
    for event in events { apply(event) }
  }
}
