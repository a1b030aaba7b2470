import SessionLog

/// How a saved session is looked at while it plays.
public struct ReplayView: Sendable, Equatable {
  /// What the session is called.
  public var title: String
  /// The moment that is shown, in seconds on the session's clock.
  public var t: Double = 0
  /// Seconds the session lasts, as far as is known.
  public var length: Double = 0
  /// How many events have had their effect, of how many.
  public var event = 0
  public var count = 0
  public var isPlaying = false
  /// How much faster than it was.
  public var speed = 1.0
  /// Seconds of silence that are waited for at most.
  public var idleLimit: Double?
  public var markers: [ReplayMarker] = []
  /// Which share of the file is looked through.
  public var known = 1.0
  /// A session runs behind it.
  public var isOverSession = false
  /// It can't be gone on with: why, a sentence.
  public var obstacle: String?

  /// How much faster or slower it may be than it was.
  public static let speeds = 1.0 / 16...64.0

  public init(title: String) { self.title = title }

  /// "2x", "1/4x"; with the sign for times that there is.
  func speedText(_ times: String) -> String {
    speed >= 1 ? "\(Int(speed))\(times)" : "1/\(Int((1 / speed).rounded()))\(times)"
  }

  /// "1:02.3", with hours where there are any.
  public static func clock(_ seconds: Double) -> String {
    let tenths = Int(max(0, min(seconds, 1e9)) * 10)
    let (minutes, rest) = (tenths / 600, tenths % 600)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let small = "\(two(rest / 10)).\(rest % 10)"
    return minutes < 60
      ? "\(minutes):\(small)" : "\(minutes / 60):\(two(minutes % 60)):\(small)"
  }
}

/// What is asked of a replay.
public enum ReplayCommand: Sendable, Equatable, Hashable {
  /// Plays, or pauses.
  case toggle
  /// So many tokens further.
  case step(Int)
  /// So many seconds further.
  case skip(Double)
  case jump(ReplayJump)
  /// To a share of its length.
  case seek(Double)
  /// Doubles the speed so many times.
  case speed(Int)
  /// Begins a new session that goes on from here.
  case goLive
  case leave
}
