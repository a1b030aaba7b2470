/// Whether bytes come fast enough to come to an end.
struct Pace {
  private let patience: Double
  private var began: Double
  private var bytes = 0
  /// Bytes a second, on average, that are too few.
  private static let slowest = 1024.0

  init(patience: Double, at now: Double) {
    self.patience = patience
    began = now
  }

  mutating func isKept(adding count: Int, at now: Double) -> Bool {
    bytes += count
    guard now - began >= patience else { return true }
    defer {
      began = now
      bytes = 0
    }
    return Double(bytes) >= Self.slowest * (now - began)
  }
}
