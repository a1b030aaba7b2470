/// Between what a share probably lies, of which a sample is known (Wilson 1927), with 95% confidence.
struct WilsonInterval: Equatable {
  var low: Double
  var high: Double

  /// The 97.5th percentile of the normal distribution.
  private static let z = 1.959_963_984_540_054

  /// Nil where nothing was counted.
  init?(met: Int, of count: Int) {
    guard count > 0, 0...count ~= met else { return nil }
    let n = Double(count)
    let p = Double(met) / n
    let z = Self.z
    let center = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // At the ends rounding must not leave what a share can be.
    low = met == 0 ? 0 : max(0, (center - half) / scale)
    high = met == count ? 1 : min(1, (center + half) / scale)
  }
}
