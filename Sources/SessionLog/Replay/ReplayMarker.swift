/// A moment of a session that one may want to go to.
public struct ReplayMarker: Sendable, Equatable {
  public enum Kind: String, Sendable, Equatable {
    /// A prompt was sent.
    case prompt
    /// The first token of an answer.
    case firstToken
    /// The first place at which two panes answer the same turn differently.
    case difference
    /// An answer ended.
    case end
    /// The session was opened again.
    case resumed
  }

  public var kind: Kind
  /// How many events have had their effect then, this one included.
  public var event: Int
  /// Seconds on the session's clock.
  public var t: Double
  /// Nil where it is no pane's alone.
  public var pane: Int?
  /// 0 before the first.
  public var turn: Int

  public init(kind: Kind, event: Int, t: Double, pane: Int? = nil, turn: Int) {
    self.kind = kind
    self.event = event
    self.t = t
    self.pane = pane
    self.turn = turn
  }
}

/// Finds a session's markers as its events come.
struct MarkerFinder: Sendable {
  /// More than anyone looks at; the rest of a longer session has none.
  static let limit = 100_000

  private(set) var markers: [ReplayMarker] = []
  /// What the panes of the newest turn have in common so far.
  private var common: [UInt8] = []
  private var lengths: [Int: Int] = [:]
  private var ended: Set<Int> = []
  private var turn = 0
  /// Nothing more is compared in this turn.
  private var isDifferent = false
  /// The turn that runs in a pane, until its first token.
  private var started: [Int: Int] = [:]

  /// - Parameters:
  ///   - event: how many events there were, this one included.
  ///   - t: the session's time, which never runs back.
  mutating func add(_ body: SessionEvent.Body, event: Int, t: Double) {
    guard markers.count < Self.limit else { return }
    func marker(_ kind: ReplayMarker.Kind, _ pane: Int? = nil) -> ReplayMarker {
      ReplayMarker(kind: kind, event: event, t: t, pane: pane, turn: turn)
    }
    switch body {
    case .prompt(let prompt):
      if prompt.turn != turn || !lengths.isEmpty { begin(prompt.turn) }
      // Panes that are asked differently are so at the same moment.
      let isSame = markers.last.map { $0.kind == .prompt && $0.event == event - 1 } ?? false
      if isSame { markers.removeLast() }
      markers.append(marker(.prompt, prompt.panes.count == 1 && !isSame ? prompt.panes[0] : nil))
    case .start(let start):
      if start.turn != turn { begin(start.turn) }
      started[start.pane] = start.turn
      lengths[start.pane] = 0
      ended.remove(start.pane)
      if (start.continues ?? 0) > 0 { isDifferent = true }
    case .token(let pane, let token):
      if started.removeValue(forKey: pane) != nil { markers.append(marker(.firstToken, pane)) }
      if !isDifferent, let length = lengths[pane], differs(token.text.utf8, at: length, pane) {
        isDifferent = true
        common = []
        markers.append(marker(.difference, pane))
      }
    case .done(let done):
      guard started.removeValue(forKey: done.pane) != nil || lengths[done.pane] != nil else {
        return
      }
      ended.insert(done.pane)
      markers.append(marker(.end, done.pane))
      if !isDifferent, let length = lengths[done.pane], length < common.count {
        isDifferent = true
        common = []
        markers.append(marker(.difference, done.pane))
      }
    case .resumed:
      begin(turn)
      markers.append(marker(.resumed))
    default: break
    }
  }

  private mutating func begin(_ turn: Int) {
    self.turn = turn
    common = []
    lengths = [:]
    ended = []
    started = [:]
    isDifferent = false
  }

  private mutating func differs(_ text: String.UTF8View, at length: Int, _ pane: Int) -> Bool {
    var place = length
    for byte in text {
      if place < common.count {
        if common[place] != byte { return true }
      } else {
        // Another that has ended is shorter than this one.
        if ended.contains(where: { $0 != pane && lengths[$0] == place }) { return true }
        common.append(byte)
      }
      place += 1
    }
    lengths[pane] = place
    return false
  }
}
