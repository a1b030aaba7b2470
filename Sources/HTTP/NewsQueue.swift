import Dispatch
import Foundation
import Synchronization

/// The queue of what a session tells: holds the network up while it is long.
///
/// A session tells each piece by itself, and keeps all that was not heard yet. Of pieces of a byte each,
/// which cost a server nothing, that would be gigabytes.
final class NewsQueue: OperationQueue, @unchecked Sendable {
  private static let most = 1 << 10
  /// Seconds that the network is held up.
  private static let patience = 10.0
  private static let pause = 0.001

  private let queue = DispatchQueue(label: "news")
  private let count = Atomic(0)
  private let isLost = Atomic(false)
  private let onLoss: @Sendable () -> Void

  /// - Parameter onLoss: called before anything is lost.
  init(onLoss: @escaping @Sendable () -> Void) {
    self.onLoss = onLoss
    super.init()
  }

  /// Without the operations that it is called for: they are as many objects again, and go later than
  /// they are done.
  override func addOperation(_ block: @escaping @Sendable () -> Void) {
    var waited = 0.0
    while count.load(ordering: .relaxed) >= Self.most {
      guard !isLost.load(ordering: .relaxed), waited < Self.patience else {
        if !isLost.exchange(true, ordering: .relaxed) { onLoss() }
        return
      }
      Thread.sleep(forTimeInterval: Self.pause)
      waited += Self.pause
    }
    count.add(1, ordering: .relaxed)
    queue.async {
      block()
      self.count.subtract(1, ordering: .relaxed)
    }
  }
}
