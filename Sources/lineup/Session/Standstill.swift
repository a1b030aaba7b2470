/// Notices that the program stood still: stopped by a signal, or with the machine asleep. All in
/// seconds on the monotonic clock of all figures, which stands still while the machine sleeps.
struct Standstill {
  /// When the last wait for news began or ended.
  private var lastMark: Double
  /// The longest time between two such marks lately.
  private var longestSpan = (seconds: 0.0, end: 0.0)
  private var asleep: Double

  /// - Parameter asleep: for how long the machine has been asleep so far.
  init(now: Double, asleep: Double) {
    lastMark = now
    self.asleep = asleep
  }

  /// Before a wait; returns how long the machine slept, where it did: waking up costs figures still.
  mutating func willWait(now: Double, asleep: Double) -> Double? {
    mark(now)
    defer { self.asleep = asleep }
    let slept = asleep - self.asleep
    return slept > 0.5 ? slept : nil
  }

  /// After a wait, `continued` where the process was stopped and goes on; returns how long it stood
  /// still, where it did.
  mutating func didWait(now: Double, continued: Bool) -> Double? {
    mark(now)
    guard continued else { return nil }
    defer { longestSpan = (0, now) }
    // Shells continue what was not stopped, too.
    return longestSpan.seconds > 0.05 ? longestSpan.seconds : nil
  }

  /// It stood still in a wait or in the work between two, whichever took longest: word of it may come
  /// a little later.
  private mutating func mark(_ now: Double) {
    let span = now - lastMark
    lastMark = now
    if span >= longestSpan.seconds || now - longestSpan.end > 1 { longestSpan = (span, now) }
  }
}
