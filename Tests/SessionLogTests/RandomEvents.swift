import GenerationAPI
import JSON
import Support

@testable import SessionLog

extension SplitMix {
  /// An event as this program can write it, of any kind.
  mutating func event() -> SessionEvent {
    SessionEvent(t: Double(below(1 << 40)) / 1e6, body())
  }

  private mutating func body() -> SessionEvent.Body {
    switch below(19) {
    case 0: .session(header())
    case 1: .meta(meta())
    case 2: .pane(paneEvent())
    case 3: .load(pane: pane(), done: count(), total: count())
    case 4:
      .settings(
        pane: pane(),
        settings: named(upTo: 5) { name, random in
          SettingEntry(name: name, value: random.json(depth: 2), source: random.text())
        })
    case 5: .prompt(prompt())
    case 6: .start(start())
    case 7: .prefill(pane: pane(), done: count(), total: count())
    case 8:
      .token(
        pane: pane(),
        GeneratedToken(
          id: maybe { $0.below(300_000) }, text: text(), logprob: maybe { $0.float() }))
    case 9: .sample(sample())
    case 10: .done(done())
    case 11: .resumed(wall: text(), app: maybe { $0.text() }, machine: maybe { $0.machine() })
    case 13: .show(pane: pane(), turn: below(6), variant: below(4))
    case 15: .fetch(pane: pane(), done: count(), total: count())
    case 16: .wait(pane: pane(), wait())
    case 17: .limits(pane: pane(), limits())
    case 14: .mode(pick(RunMode.allCases))
    case 12: .paused(seconds: Double(below(1 << 40)) / 1000)
    default:
      .unknown(
        type: "x" + text(),
        fields: list(upTo: 4) { JSONField("x" + $0.text(), $0.json(depth: 3)) })
    }
  }

  private mutating func pane() -> Int { 1 + below(8) }

  private mutating func machine() -> SessionHeader.Machine {
    SessionHeader.Machine(cpu: text(), cores: count(), memory: count(), kernels: text())
  }

  private mutating func header() -> SessionHeader {
    var header = SessionHeader(
      created: text(), app: text(), machine: machine())
    header.version = 1 + below(3)
    return header
  }

  private mutating func meta() -> SessionMeta {
    var meta = SessionMeta(title: maybe { $0.text() })
    meta.tags = maybe { $0.list(upTo: 3) { $0.text() } }
    meta.star = maybe { $0.bool() }
    meta.notes = maybe { $0.text() }
    meta.sha256 = maybe { random in
      Dictionary(random.list(upTo: 3) { ($0.pane(), $0.text()) }) { $1 }
    }
    return meta
  }

  private mutating func paneEvent() -> PaneEvent {
    PaneEvent(
      pane: pane(), action: pick([.open, .close, .model]), name: maybe { $0.text() },
      model: maybe { $0.model() }, contextSize: maybe { $0.count() }, error: maybe { $0.text() })
  }

  private mutating func model() -> ModelFacts {
    var model = ModelFacts(path: maybe { $0.text() }, endpoint: maybe { $0.text() })
    model.host = maybe { $0.text() }
    model.body = maybe { [JSONField("a", $0.json(depth: 2))] } ?? []
    model.prices = maybe {
      TokenPrices(
        input: $0.double(), cachedInput: $0.maybe { $0.double() }, output: $0.double(),
        currency: $0.text())
    }
    model.title = maybe { $0.text() }
    model.architecture = maybe { $0.text() }
    model.quantisation = maybe { $0.text() }
    model.parameters = maybe { $0.count() }
    model.fileBytes = maybe { $0.count() }
    model.weightBytes = maybe { $0.count() }
    model.kvPerToken = maybe { $0.count() }
    model.contextLength = maybe { $0.count() }
    model.weightsHeld = maybe { $0.text() }
    model.sharesWeights = maybe { $0.bool() }
    model.format = maybe { $0.text() }
    model.loadSeconds = maybe { $0.double() }
    return model
  }

  private mutating func prompt() -> PromptEvent {
    var event = PromptEvent(
      turn: bool() ? count() : below(6), panes: list(upTo: 4) { $0.pane() }, text: text())
    event.question.use = maybe { random in
      PromptUse(
        prompt: random.json(depth: 3), shots: random.count(),
        inputs: Dictionary(random.named(upTo: 3) { name, random in (name, random.text()) }) { $1 })
    }
    return event
  }

  private mutating func start() -> StartEvent {
    StartEvent(
      pane: pane(), turn: bool() ? count() : below(6), variant: 1 + below(3), seed: next(),
      rendered: text(), promptTokens: count(), cachedTokens: count(), condition: condition(),
      sent: maybe { $0.double() }, continues: maybe { $0.count() },
      parts: maybe { PromptParts(system: $0.count(), examples: $0.count(), input: $0.count()) })
  }

  private mutating func sample() -> SampleEvent {
    SampleEvent(
      rss: count(), available: count(),
      panes: list(upTo: 4) { random in
        SampleEvent.Pane(
          pane: random.pane(), tps: random.maybe { $0.double() },
          kvBytes: random.maybe { $0.count() })
      })
  }

  private mutating func done() -> DoneEvent {
    var metrics = GenerateMetrics()
    metrics.loadSeconds = maybe { $0.double() }
    metrics.ttftMilliseconds = maybe { $0.double() }
    metrics.promptTokens = count()
    metrics.cachedTokens = count()
    metrics.prefillRate = maybe { $0.double() }
    metrics.tokens = count()
    metrics.rate = maybe { $0.double() }
    metrics.interTokenLatency = maybe {
      InterTokenLatency(p50: $0.double(), p95: $0.double(), max: $0.double())
    }
    metrics.kvBytes = maybe { $0.count() }
    metrics.reasoningTokens = maybe { $0.count() }
    metrics.isEstimated = bool()
    metrics.cost = maybe {
      Cost(amount: $0.double(), currency: $0.text(), isEstimated: $0.bool())
    }
    metrics.condition = condition()
    return DoneEvent(
      pane: pane(), turn: count(), variant: 1 + below(3),
      result: GenerateResult(
        reason: pick([.stop, .length, .cancelled, .cut, .error]), text: text(), metrics: metrics,
        error: maybe { $0.text() }))
  }

  private mutating func wait() -> RetryWait {
    RetryWait(seconds: Double(below(1 << 40)) / 1000, attempt: count(), reason: text())
  }

  private mutating func limits() -> RateLimits {
    RateLimits(requests: maybe { $0.quota() }, tokens: maybe { $0.quota() })
  }

  private mutating func quota() -> RateLimits.Quota {
    RateLimits.Quota(
      limit: maybe { $0.count() }, remaining: maybe { $0.count() },
      resetSeconds: maybe { $0.double() })
  }

  private mutating func condition() -> Condition {
    var condition = Condition()
    condition.sequences = 1 + below(8)
    condition.models = 1 + below(4)
    condition.threads = 1 + below(16)
    condition.warm = bool()
    condition.isRemote = bool()
    condition.cachedTokens = count()
    if bool() { condition.pausedSeconds = Double(below(1 << 40)) / 1000 }
    return condition
  }
}
