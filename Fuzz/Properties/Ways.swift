/// In which of several ways an input is checked: in a test in all of them, while fuzzing in one.
///
/// All of the input's bytes choose, so that whatever changes in it, it is tried in another way, too.
struct Ways {
  /// Nil where all are taken.
  private var state: UInt64?

  /// All ways.
  init() {}

  /// One, by the bytes.
  init(chosenBy bytes: [UInt8]) {
    // FNV-1a.
    state = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The ways to take.
  mutating func of<Way>(_ ways: [Way]) -> [Way] {
    guard let state else { return ways }
    self.state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return [ways[Int(state >> 33) % ways.count]]
  }
}
