import Synchronization

/// Remembers the first signal that asked the program to end.
final class InterruptFlag: Sendable {
  private let number = Atomic<Int32>(0)

  /// Nil while none came.
  var signal: Int32? {
    let number = number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  func raise(_ signal: Int32) {
    _ = number.compareExchange(expected: 0, desired: signal, ordering: .relaxed)
  }
}
