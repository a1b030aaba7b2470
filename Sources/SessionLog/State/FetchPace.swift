/// How fast a model's file comes to this machine: the mean of the last five to ten seconds.
public struct FetchPace: Sendable, Equatable {
  /// Bytes a second; 0 until that can be told.
  public internal(set) var bytesPerSecond = 0.0
  var isBegun = false
  /// Two moments to measure from, in seconds, and the bytes that were there.
  var earlierAt = 0.0
  var earlier = 0
  var recentAt = 0.0
  var recent = 0

  private static let interval = 5.0
  private static let shortest = 0.5

  init() {}

  /// Seconds until all is there; nil where that can't be told.
  public func secondsLeft(done: Int, total: Int) -> Double? {
    guard bytesPerSecond > 0, total >= done, done >= 0 else { return nil }
    return Double(total - done) / bytesPerSecond
  }

  mutating func note(_ done: Int, of total: Int, at t: Double) {
    // What was here before does not count, nor what was of no use and comes again.
    if total <= 0 || done < recent { self = FetchPace() }
    guard total > 0 else { return }
    if !isBegun {
      isBegun = true
      (earlierAt, earlier, recentAt, recent) = (t, done, t, done)
    } else if t - recentAt >= Self.interval {
      (earlierAt, earlier, recentAt, recent) = (recentAt, recent, t, done)
    }
    let span = t - earlierAt
    if span >= Self.shortest, done > earlier {
      bytesPerSecond = (Double(done) - Double(earlier)) / span
    }
  }
}
