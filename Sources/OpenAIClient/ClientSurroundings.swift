import Dispatch
import FoundationEssentials
import HTTP

/// What a generator needs of the world beside the network.
public struct ClientSurroundings: Sendable {
  /// A monotonic clock in seconds, which times the events.
  public var clock: @Sendable () -> Double
  /// Seconds since 1970.
  public var wallTime: @Sendable () -> Double = { Date().timeIntervalSince1970 }
  public var sleep: @Sendable (_ seconds: Double) -> Void = { seconds in
    _ = DispatchSemaphore(value: 0).wait(timeout: .now() + seconds)
  }
  /// From 0 to 1.
  public var chance: @Sendable () -> Double = { Double.random(in: 0..<1) }

  public init(clock: @escaping @Sendable () -> Double) { self.clock = clock }
}
