import GenerationAPI

/// Everything that is true in a session, as its events made it. Changes only in `apply`.
public struct SessionState: Sendable, Equatable {
  public var header: SessionHeader?
  /// The program that writes the session now, and what it runs on: not always what it was begun with.
  public var app: String?
  public var machine: SessionHeader.Machine?
  public var meta = SessionMeta()
  /// Open panes, in the order they stand on the screen.
  public var panes: [PaneState] = []
  /// Panes that were closed, with what was said in them; opening one again brings it back.
  public var closedPanes: [PaneState] = []
  /// How panes share the machine.
  public var runMode = RunMode.parallel
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

/// The exact text that a model was given for one of its answers.
public struct Rendered: Sendable, Equatable {
  public var turn: Int
  public var variant: Int
  public var text: String
}

/// One pane.
public struct PaneState: Sendable, Equatable {
  /// From 1, never reused.
  public internal(set) var number: Int
  public var name: String
  public var model: ModelFacts
  public var contextSize: Int?
  public var settings: [SettingEntry] = []
  /// By ascending number.
  public var turns: [Turn] = []
  public var activity: Activity = .idle
  /// Live figures; steady between refreshes.
  public var readout = Readout()
  public var kvBytes: Int?
  /// What is loading is not on this machine yet.
  public internal(set) var isFetching = false
  public internal(set) var fetchPace = FetchPace()
  /// What the model was given for the answers that began last, newest last.
  var renders: [Rendered] = []

  /// How often something changed in a turn that was over, or turns were put aside or brought back.
  /// As long as this stays the same, only turns from `firstOpenTurn` on change.
  public internal(set) var rewrites = 0

  /// Index of the turn that is being answered.
  var running: Int?
  /// Indices of the turns that wait to be taken up.
  var waiting = AscendingIndices()
  /// When the model was last there to be used.
  var readyAt: Double = 0
  /// What answers cost that are over.
  public internal(set) var spent = Spending()
  /// What its server lets its user ask for.
  public internal(set) var limits: RateLimits?

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
    /// The server refused for the moment and is asked again.
    case waiting(RetryWait)
    case ended(GenerateStopReason)
    /// The model could not be opened; why.
    case failed(String)

    public var isBusy: Bool {
      switch self {
      case .loading, .queued, .reading, .answering, .waiting: true
      case .idle, .ended, .failed: false
      }
    }

    /// Whether the model is at work on an answer.
    var isGenerating: Bool {
      switch self {
      case .reading, .answering: true
      case .idle, .loading, .queued, .waiting, .ended, .failed: false
      }
    }
  }
}

extension PaneState {
  /// So many are kept, as far as they are not too long together.
  private static let renderLimit = 16
  private static let renderBytes = 1 << 20

  /// The exact text that the model was given for an answer; nil where that is long ago.
  public func rendered(turn: Int, variant: Int) -> String? {
    renders.last { $0.turn == turn && $0.variant == variant }?.text
  }

  mutating func keep(_ rendered: Rendered) {
    renders.append(rendered)
    var bytes = renders.reduce(0) { $0 + $1.text.utf8.count }
    while renders.count > 1, renders.count > Self.renderLimit || bytes > Self.renderBytes {
      bytes -= renders.removeFirst().text.utf8.count
    }
  }

  mutating func keepRendered(of other: PaneState) { renders = other.renders }
}
