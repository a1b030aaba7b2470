/// Cosines and sines of rotary position embedding (Su et al., "RoFormer", 2021), made as positions
/// are reached, in steps of 256.
///
/// Shape: [position][pairs]. `@unchecked Sendable`: extended by the engine's queue between steps
/// only.
final class RotaryTable: @unchecked Sendable {
  let pairs: Int
  private let angles: [Double]
  private let amplitude: Double
  private var cosines: [UnsafeMutablePointer<Float>] = []
  private var sines: [UnsafeMutablePointer<Float>] = []

  private static let step = 256

  init(_ shape: RotaryShape, factors: [Float]? = nil) {
    pairs = shape.pairs
    angles = shape.angles(factors: factors)
    amplitude = shape.amplitude
  }

  deinit {
    for block in cosines + sines { block.deallocate() }
  }

  /// Bytes of all tables of a model, for positions below `positions`.
  static func byteCount(_ configuration: ModelConfiguration, positions: Int) -> Int {
    let shapes = Set(configuration.isLocal).map { local in
      local ? configuration.localRotary : configuration.rotary
    }
    let rotated = configuration.isRotated.contains(true) ? shapes.reduce(0) { $0 + $1.rotated } : 0
    return (positions + step - 1) / step * step * rotated * 4
  }

  /// Makes all positions below `positions` available.
  func reserve(_ positions: Int) {
    while cosines.count * Self.step < positions {
      let cosine = UnsafeMutablePointer<Float>.allocate(capacity: Self.step * pairs)
      let sine = UnsafeMutablePointer<Float>.allocate(capacity: Self.step * pairs)
      for pair in 0..<pairs {
        for row in 0..<Self.step {
          let angle = Double(cosines.count * Self.step + row) * angles[pair]
          let (s, c) = Elementary.sineCosine(angle)
          cosine[row * pairs + pair] = Float(c * amplitude)
          sine[row * pairs + pair] = Float(s * amplitude)
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
