import Synchronization

/// Lets as many requests to an endpoint through as its user allows himself: all panes of one endpoint
/// share a gate. First come, first served.
public final class RequestGate: Sendable {
  /// What a request still waits for.
  struct Hindrance: Equatable {
    /// Until then, as far as is known; 0 where another answer has to end first.
    var seconds: Double
    var reason: String
  }

  private struct State {
    var nextTicket = 0
    var queue: [Int] = []
    var running: Set<Int> = []
    /// When requests of the last minute were let through.
    var passed: [Double] = []
  }

  private let limits: Endpoint.Limits
  private let state = Mutex(State())

  public init(_ limits: Endpoint.Limits) { self.limits = limits }

  /// A place in the queue.
  func queue() -> Int {
    state.withLock { state in
      state.nextTicket += 1
      state.queue.append(state.nextTicket)
      return state.nextTicket
    }
  }

  /// - Returns: nil where it may go now, and counts as running until it leaves.
  func hindrance(_ ticket: Int, at now: Double) -> Hindrance? {
    state.withLock { state in
      state.passed.removeAll { now - $0 >= 60 }
      if let most = limits.concurrent, state.running.count >= max(1, most) {
        return Hindrance(
          seconds: 0,
          reason: "your limit of \(Self.some(max(1, most), "request")) at the same time")
      }
      if let most = limits.requestsPerMinute, state.passed.count >= max(1, most) {
        // Those before it take the places that come free first.
        let place = state.queue.firstIndex(of: ticket) ?? 0
        let first = state.passed.count - max(1, most)
        let freed = state.passed[min(first + place, state.passed.count - 1)]
        return Hindrance(
          seconds: max(0, freed + 60 - now),
          reason: "your limit of \(Self.some(max(1, most), "request")) a minute")
      }
      guard state.queue.first == ticket else {
        return Hindrance(seconds: 0, reason: "another request is before it")
      }
      state.queue.removeFirst()
      state.running.insert(ticket)
      if limits.requestsPerMinute != nil { state.passed.append(now) }
      return nil
    }
  }

  /// Its answer is over, or it does not want to wait any longer.
  func leave(_ ticket: Int) {
    state.withLock { state in
      state.running.remove(ticket)
      state.queue.removeAll { $0 == ticket }
    }
  }

  private static func some(_ count: Int, _ thing: String) -> String {
    count == 1 ? "1 \(thing)" : "\(count) \(thing)s"
  }
}
