/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014),
/// addressed by draw.
///
/// The n-th draw depends on the seed and n alone, so a generation that is continued later draws
/// what it would have drawn.
struct SplitMix: Sendable {
  let seed: UInt64

  /// The draw with this number, 64 uniform bits.
  func bits(_ draw: Int) -> UInt64 {
    var z = seed &+ UInt64(truncatingIfNeeded: draw &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The draw with this number, uniform in 0..<1.
  func uniform(_ draw: Int) -> Double {
    Double(bits(draw) >> 11) * 0x1p-53
  }
}
