import GenerationAPI
import JSON

/// One thing that happened in a session: a line of the session file.
public struct SessionEvent: Sendable, Equatable {
  /// Seconds since the session was created, on the worker's monotonic clock, in whole microseconds.
  public let t: Double
  public var body: Body
  /// Fields this version does not know, in the file's order; kept, and written back behind the known
  /// ones. A field that is known, but holds unknown ones, stands here with just those and is written
  /// in its own place; so is one of an unexpected type.
  public var unknownFields: [JSONField] = []

  /// Rounds `t` to microseconds, as it is written, so that live and replay see the same times.
  /// A `t` that is not finite, or centuries away, becomes 0.
  public init(t: Double, _ body: Body) {
    let microseconds = (t * 1e6).rounded()
    self.t = abs(microseconds) < 0x1p53 ? microseconds / 1e6 : 0
    self.body = body
  }

  public enum Body: Sendable, Equatable {
    case session(SessionHeader)
    case meta(SessionMeta)
    case pane(PaneEvent)
    /// How far a pane's model is loaded, in bytes of weights.
    case load(pane: Int, done: Int, total: Int)
    /// How far a pane's model has come to this machine, in bytes of its file.
    case fetch(pane: Int, done: Int, total: Int)
    case settings(pane: Int, settings: [SettingEntry])
    case prompt(PromptEvent)
    /// Another of a turn's answers is part of the conversation from now on, with what followed it.
    case show(pane: Int, turn: Int, variant: Int)
    /// Whether panes answer at the same time from now on.
    case mode(RunMode)
    case start(StartEvent)
    case prefill(pane: Int, done: Int, total: Int)
    case token(pane: Int, GeneratedToken)
    /// A pane's server refused for the moment and is asked again.
    case wait(pane: Int, RetryWait)
    /// What a pane's server lets its user ask for.
    case limits(pane: Int, RateLimits)
    case sample(SampleEvent)
    case done(DoneEvent)
    /// The process was stopped, or the machine asleep, for so many seconds until now.
    case paused(seconds: Double)
    /// The session was opened again; wall time, program and machine as in the header.
    case resumed(wall: String, app: String? = nil, machine: SessionHeader.Machine? = nil)
    /// An event of a type, or with an action or reason, that this version does not know, whole.
    case unknown(type: String, fields: [JSONField])
  }
}

/// How panes share the machine.
public enum RunMode: String, Sendable, CaseIterable {
  /// All at once.
  case parallel
  /// One after the other, each alone.
  case queue
  /// As `queue`, beginning with another pane each time.
  case rotating
}

/// The first line of a session file.
public struct SessionHeader: Sendable, Equatable {
  public static let currentVersion = 1
  public var version = SessionHeader.currentVersion
  /// Wall time, ISO 8601 in UTC.
  public var created: String
  /// Name and version of the program that wrote it.
  public var app: String
  public var machine: Machine

  public init(created: String, app: String, machine: Machine) {
    self.created = created
    self.app = app
    self.machine = machine
  }

  /// What the session ran on.
  public struct Machine: Sendable, Equatable {
    public var cpu: String
    public var cores: Int
    /// Bytes.
    public var memory: Int
    /// The kernel table in use.
    public var kernels: String

    public init(cpu: String, cores: Int, memory: Int, kernels: String) {
      self.cpu = cpu
      self.cores = cores
      self.memory = memory
      self.kernels = kernels
    }
  }
}

/// What a person says about a session; the last one wins, field by field.
public struct SessionMeta: Sendable, Equatable {
  public var title: String?
  public var tags: [String]?
  public var star: Bool?
  public var notes: String?
  /// SHA-256 of model files by pane, once known.
  public var sha256: [Int: String]?

  public init(title: String? = nil) { self.title = title }
}

/// A pane opened, closed, moved, or its model became known or changed.
public struct PaneEvent: Sendable, Equatable {
  public enum Action: String, Sendable { case open, close, move, model }

  /// From 1, never reused.
  public var pane: Int
  public var action: Action
  /// Alias or file stem, "#2" for a repeat.
  public var name: String?
  public var model: ModelFacts?
  /// Tokens the context holds.
  public var contextSize: Int?
  /// With an `open` or `model` that failed: one sentence.
  public var error: String?
  /// With an `open` or `move`: where it stands on the screen then, from 1; nil is the end.
  public var place: Int?
  /// With an `open`: the pane whose conversation so far it begins with.
  public var copies: Int?

  public init(
    pane: Int, action: Action, name: String? = nil, model: ModelFacts? = nil,
    contextSize: Int? = nil, error: String? = nil, place: Int? = nil, copies: Int? = nil
  ) {
    self.pane = pane
    self.action = action
    self.name = name
    self.model = model
    self.contextSize = contextSize
    self.error = error
    self.place = place
    self.copies = copies
  }
}

/// What is known of a pane's model. Before it is loaded only its path or endpoint.
public struct ModelFacts: Sendable, Equatable {
  public var path: String?
  /// A server's model, "lab/llama-3.3-70b".
  public var endpoint: String?
  /// The host for which prompts leave this machine; nil where they stay.
  public var host: String?
  /// Further fields that the server's requests have.
  public var body: [JSONField] = []
  /// What a server charges, where that is known.
  public var prices: TokenPrices?
  /// The model's own name, from its metadata.
  public var title: String?
  public var architecture: String?
  public var quantisation: String?
  /// Sum of all tensor elements, tied ones once.
  public var parameters: Int?
  public var fileBytes: Int?
  /// Bytes of tensor data.
  public var weightBytes: Int?
  /// "mapped" or "repacked".
  public var weightsHeld: String?
  /// Bytes of keys and values of one token.
  public var kvPerToken: Int?
  /// Tokens the model was made for.
  public var contextLength: Int?
  /// True where another pane's weights are used.
  public var sharesWeights: Bool?
  /// How prompts reach it: its chat template by name, such as "chatml"; "plain" for completion.
  public var format: String?
  public var loadSeconds: Double?

  public init(path: String? = nil, endpoint: String? = nil) {
    self.path = path
    self.endpoint = endpoint
  }
}

/// One setting with where its value came from: "flag", "prompt", "model", "default", "user".
public struct SettingEntry: Sendable, Equatable {
  public var name: String
  public var value: JSONValue
  public var source: String

  public init(name: String, value: JSONValue, source: String) {
    self.name = name
    self.value = value
    self.source = source
  }
}

/// A prompt was sent. With the number of a turn that is there it asks for another answer, to the
/// same text or to another one; what followed is put aside with the answer that was shown.
public struct PromptEvent: Sendable, Equatable {
  /// From 1.
  public var turn: Int
  public var panes: [Int]
  public var question: Question

  public init(turn: Int, panes: [Int], _ question: Question) {
    self.turn = turn
    self.panes = panes
    self.question = question
  }

  public init(turn: Int, panes: [Int], text: String) {
    self.init(turn: turn, panes: panes, Question(text))
  }

  /// What the user typed.
  public var text: String { question.text }
}

/// A pane's generation began.
public struct StartEvent: Sendable, Equatable {
  public var pane: Int
  public var turn: Int
  /// From 1; a retry of the same turn counts on.
  public var variant: Int
  public var seed: UInt64
  /// The exact text the model is given.
  public var rendered: String
  public var promptTokens: Int
  public var cachedTokens: Int
  public var condition: Condition
  /// From when TTFT counts, on the session's clock: when the model was asked. Waiting for the pane's
  /// own answer before, for its turn, or for its model to load came earlier.
  public var sent: Double?
  /// Tokens of the same variant that are there already and that it goes on from.
  public var continues: Int?
  /// What the prompt's tokens are, where a prompt file was used.
  public var parts: PromptParts?

  public init(
    pane: Int, turn: Int, variant: Int = 1, seed: UInt64, rendered: String, promptTokens: Int,
    cachedTokens: Int, condition: Condition, sent: Double? = nil, continues: Int? = nil,
    parts: PromptParts? = nil
  ) {
    self.parts = parts
    self.sent = sent
    self.continues = continues
    self.pane = pane
    self.turn = turn
    self.variant = variant
    self.seed = seed
    self.rendered = rendered
    self.promptTokens = promptTokens
    self.cachedTokens = cachedTokens
    self.condition = condition
  }
}

/// Once a second: what the process and each pane use.
public struct SampleEvent: Sendable, Equatable {
  public struct Pane: Sendable, Equatable {
    public var pane: Int
    /// Tokens per second over the last second.
    public var tps: Double?
    public var kvBytes: Int?

    public init(pane: Int, tps: Double?, kvBytes: Int?) {
      self.pane = pane
      self.tps = tps
      self.kvBytes = kvBytes
    }
  }
  /// Resident memory of the process, bytes.
  public var rss: Int
  /// Memory the machine has left, bytes.
  public var available: Int
  public var panes: [Pane]

  public init(rss: Int, available: Int, panes: [Pane]) {
    self.rss = rss
    self.available = available
    self.panes = panes
  }
}

/// A pane's generation ended.
public struct DoneEvent: Sendable, Equatable {
  public var pane: Int
  public var turn: Int
  public var variant: Int
  public var result: GenerateResult

  public init(pane: Int, turn: Int, variant: Int = 1, result: GenerateResult) {
    self.pane = pane
    self.turn = turn
    self.variant = variant
    self.result = result
  }
}
