import Playground
import SessionLog
import Synchronization

/// A saved session that plays: which moment is shown when. Belongs to the main thread.
final class ReplayPlayer {
  let replay: Replay
  /// Tells one replay from another.
  let number: Int
  private(set) var isPlaying = false
  private(set) var speed = 1.0
  let idleLimit: Double?
  /// The moment that is shown, in seconds on the session's clock: between two events it goes on.
  private(set) var t = 0.0
  /// When that moment was reached, on this machine's clock.
  private var reachedAt = 0.0
  /// Where to, as soon as the file is looked through so far.
  private var pending: ReplayJump?
  private let isCancelled: Cancelled

  final class Cancelled: Sendable {
    private let flag = Atomic<Bool>(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
  }

  init(
    _ replay: Replay, number: Int, speed: Double, idleLimit: Double?, isCancelled: Cancelled
  ) {
    self.replay = replay
    self.number = number
    self.speed = speed
    self.idleLimit = idleLimit
    self.isCancelled = isCancelled
  }

  deinit { isCancelled.set() }

  // MARK: Playing

  /// Seconds between two drawings of the clock alone.
  private static let clockInterval = 0.1

  /// When there is something new to show, on this machine's clock; nil while it stands still.
  private(set) var nextTime: Double?

  /// Goes on to the moment that is due.
  ///
  /// - Returns: whether something else is shown.
  func play(at now: Double) throws(SessionFileError) -> Bool {
    guard isPlaying, let due = nextTime, due <= now else { return false }
    var moment = self.moment(at: now)
    if let next = try replay.nextTime() {
      // Silence is cut short: what comes after it comes now.
      if let idleLimit, next > moment, moment - replay.state.t >= idleLimit { moment = next }
      try replay.seek(toTime: moment)
    } else {
      if replay.index.isComplete { isPlaying = false }
      moment = min(moment, replay.index.length)
    }
    t = moment
    reachedAt = now
    try schedule(now)
    return true
  }

  /// Where playing has come to by now. A process that was stopped, or a machine asleep, played
  /// nothing meanwhile.
  private func moment(at now: Double) -> Double {
    guard isPlaying else { return t }
    let expected = max(0, (nextTime ?? now) - reachedAt) + Self.longestDelay
    return t + min(max(0, now - reachedAt), expected) * speed
  }

  /// Seconds that drawing comes late at most, where nothing was stopped.
  private static let longestDelay = 1.0

  private func schedule(_ now: Double) throws(SessionFileError) {
    guard isPlaying else {
      nextTime = nil
      return
    }
    var wait = Self.clockInterval
    if let next = try replay.nextTime() {
      var silence = next - t
      if let idleLimit { silence = min(silence, replay.state.t + idleLimit - t) }
      wait = min(wait, max(0.002, silence / speed))
    }
    nextTime = now + wait
  }

  func setPlaying(_ plays: Bool, at now: Double) throws(SessionFileError) {
    if plays, replay.isAtEnd, replay.index.isComplete {
      try replay.seek(to: 0)
      isPlaying = true
      return try stand(at: now)
    }
    // Within a silence it stands where it was seen to stand.
    let next = try replay.nextTime() ?? replay.index.length
    t = max(t, min(moment(at: now), next))
    reachedAt = now
    isPlaying = plays
    try schedule(now)
  }

  /// What is shown now is the moment it is.
  private func stand(at now: Double) throws(SessionFileError) {
    t = replay.state.t
    reachedAt = now
    try schedule(now)
  }

  /// Goes to a moment; what plays goes on from there.
  private func show(_ moment: Double, at now: Double) throws(SessionFileError) {
    t = moment
    reachedAt = now
    try replay.seek(toTime: moment)
    try schedule(now)
  }

  /// Stands still, as where the file can't be read any more.
  func halt() {
    isPlaying = false
    nextTime = nil
  }

  // MARK: Commands

  /// - Returns: a sentence where it does nothing.
  func perform(_ command: ReplayCommand, at now: Double) throws(SessionFileError) -> String? {
    pending = nil
    switch command {
    case .toggle: try setPlaying(!isPlaying, at: now)
    case .step(let step):
      isPlaying = false
      try replay.step(by: step)
      try stand(at: now)
    case .skip(let seconds):
      try show(max(0, min(t + seconds, replay.index.length)), at: now)
    case .seek(let share):
      try show(replay.index.length * max(0, min(share, 1)), at: now)
    case .speed(let step):
      t = moment(at: now)
      reachedAt = now
      let next = step > 0 ? speed * 2 : speed / 2
      if ReplayView.speeds.contains(next) { speed = next }
      try schedule(now)
    case .jump(let jump): return try go(to: jump, at: now)
    case .goLive, .leave: break
    }
    return nil
  }

  private func go(to jump: ReplayJump, at now: Double) throws(SessionFileError) -> String? {
    switch replay.index.target(of: jump, from: replay.event) {
    case .event(let event):
      // What was looked for is looked at.
      isPlaying = false
      try replay.seek(to: event)
      try stand(at: now)
    case .time(let time): try show(time, at: now)
    case nil:
      return replay.index.isComplete ? Self.absence(of: jump) : "it is still being read"
    }
    if !replay.index.isComplete, jump == .end { pending = jump }
    return nil
  }

  private static func absence(of jump: ReplayJump) -> String {
    switch jump {
    case .prompt: "there is no prompt before"
    case .firstToken: "there is no token"
    case .difference: "the panes' answers don't differ anywhere"
    case .marker, .end, .tenth: "there is nothing more"
    }
  }

  /// The file is looked through further.
  func take(_ index: ReplayIndex, at now: Double) throws(SessionFileError) {
    replay.take(index)
    if index.isComplete, let jump = pending {
      pending = nil
      _ = try go(to: jump, at: now)
    }
    try schedule(now)
  }

  /// As the viewer sees it.
  func view(title: String, over session: Bool, obstacle: String?) -> ReplayView {
    var view = ReplayView(title: title)
    let index = replay.index
    view.t = t
    view.length = index.length
    view.event = replay.event
    view.count = index.count
    view.isPlaying = isPlaying
    view.speed = speed
    view.idleLimit = idleLimit
    view.markers = index.markers
    view.known = index.isComplete ? 1 : Double(index.bytes) / Double(max(1, index.totalBytes))
    view.isOverSession = session
    view.obstacle = obstacle
    return view
  }
}
