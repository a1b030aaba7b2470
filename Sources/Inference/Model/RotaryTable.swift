/// Cosines and sines of rotary position embedding (Su et al., "RoFormer", 2021), made as positions
/// are reached, in steps of 256.
///
/// Shape: [position][pairs]. `@unchecked Sendable`: extended by the engine's queue between steps
/// only.
final class RotaryTable: @unchecked Sendable {
  let pairs: Int
  private let base: Double
  private let scale: Double
  private var cosines: [UnsafeMutablePointer<Float>] = []
  private var sines: [UnsafeMutablePointer<Float>] = []

  private static let step = 256

  init(rotated: Int, base: Double, scale: Double) {
    pairs = rotated / 2
    self.base = base
    self.scale = scale
  }

  deinit {
    for block in cosines + sines { block.deallocate() }
  }

  /// Bytes of all tables of a model, for positions below `positions`.
  static func byteCount(_ configuration: ModelConfiguration, positions: Int) -> Int {
    let tables = configuration.slidingWindow > 0 ? 2 : 1
    return tables * ((positions + step - 1) / step * step) * configuration.rotated * 4
  }

  /// Makes all positions below `positions` available.
  func reserve(_ positions: Int) {
    while cosines.count * Self.step < positions {
      let cosine = UnsafeMutablePointer<Float>.allocate(capacity: Self.step * pairs)
      let sine = UnsafeMutablePointer<Float>.allocate(capacity: Self.step * pairs)
      for pair in 0..<pairs {
        let frequency = Elementary.power(base, -Double(pair) / Double(pairs)) / scale
        for row in 0..<Self.step {
          let angle = Double(cosines.count * Self.step + row) * frequency
          let (s, c) = Elementary.sineCosine(angle)
          cosine[row * pairs + pair] = Float(c)
          sine[row * pairs + pair] = Float(s)
        }
      }
      cosines.append(cosine)
      sines.append(sine)
    }
  }

  func cosine(_ position: Int) -> UnsafePointer<Float> {
    UnsafePointer(cosines[position / Self.step] + position % Self.step * pairs)
  }

  func sine(_ position: Int) -> UnsafePointer<Float> {
    UnsafePointer(sines[position / Self.step] + position % Self.step * pairs)
  }
}
