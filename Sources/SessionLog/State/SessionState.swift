import GenerationAPI

/// Everything that is true in a session, as its events made it. Changes only in `apply`.
public struct SessionState: Sendable, Equatable {
  public var header: SessionHeader?
  public var meta = SessionMeta()
  /// Open panes, in the order they stand on the screen.
  public var panes: [PaneState] = []
  /// The last turn's number; 0 before the first prompt.
  public var turn = 0
  /// Time of the newest event, in seconds.
  public var t: Double = 0
  /// Resident memory of the process, bytes; nil before the first sample.
  public var rss: Int?
  /// Memory the machine has left, bytes.
  public var available: Int?

  public init() {}

  public func pane(_ number: Int) -> PaneState? { panes.first { $0.number == number } }

  /// Panes that load, wait, read or write at the moment.
  public var busyPanes: [PaneState] { panes.filter { $0.activity.isBusy } }
}

/// One pane.
public struct PaneState: Sendable, Equatable {
  /// From 1, never reused.
  public let number: Int
  public var name: String
  public var model: ModelFacts
  public var contextSize: Int?
  public var settings: [SettingEntry] = []
  public var turns: [Turn] = []
  public var activity: Activity = .idle
  /// Live figures; steady between refreshes.
  public var readout = Readout()
  public var kvBytes: Int?

  init(number: Int, name: String, model: ModelFacts) {
    self.number = number
    self.name = name
    self.model = model
  }

  /// What a pane is doing, or how its last generation ended.
  public enum Activity: Sendable, Equatable {
    case idle
    case loading(done: Int, total: Int)
    /// The prompt was sent; the model has not taken it up.
    case queued
    case reading(done: Int, total: Int)
    case answering
    case ended(GenerateStopReason)
    /// The model could not be opened; why.
    case failed(String)

    public var isBusy: Bool {
      switch self {
      case .loading, .queued, .reading, .answering: true
      case .idle, .ended, .failed: false
      }
    }
  }
}

/// One prompt and a pane's answer to it.
public struct Turn: Sendable, Equatable {
  public let number: Int
  public var prompt: String
  public var answer = ""
  public var result: GenerateResult?
  public var seed: UInt64?

  public init(number: Int, prompt: String) {
    self.number = number
    self.prompt = prompt
  }
}

/// The figures a pane shows. The live rate is refreshed at most four times a second.
public struct Readout: Sendable, Equatable {
  /// Tokens per second: over the last second while answering, of the whole answer afterwards.
  public var rate: Double?
  public var ttftMilliseconds: Double?
  /// Generated tokens of the running or last answer.
  public var tokens: Int?
  /// Tokens in the KV cache.
  public var contextTokens = 0
  public var condition: Condition?
  /// Rates at whole quarters of a second of the running or last answer, oldest first, at most 64.
  public var history: [Double] = []

  /// When the prompt was sent.
  var sentAt: Double?
  var firstTokenAt: Double?
  var refreshedAt: Double = 0
  /// Times of the tokens of the last second.
  var recent: [Double] = []
}
