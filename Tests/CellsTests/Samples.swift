/// Scalars that are awkward one way or another.
enum Samples {
  static let scalars: [Unicode.Scalar] = [
    "a", "b", " ", "-", "(", ")", "1", "\n", "\t", "\r", "\u{1B}", "\u{7F}", "\u{9D}", "\u{301}",
    "\u{20E3}", "\u{FE0F}", "\u{FE0E}", "\u{FE01}", "\u{200D}", "\u{200C}", "\u{200B}", "\u{202E}",
    "\u{2069}", "\u{E0041}", "\u{E007F}", "\u{1100}", "\u{1161}", "\u{11A8}", "\u{A960}", "한", "가",
    "漢", "。", "「", "ー", "👍", "👨", "\u{1F3FD}", "❤", "\u{1F1F0}", "\u{1F1F7}", "\u{1F3F4}", "ก",
    "\u{E33}", "\u{E34}", "क", "\u{94D}", "ष", "\u{93E}", "\u{3099}", "か", "\u{600}", "\u{E0100}",
    "\u{115F}", "\u{1160}", "\u{3164}", "\u{AD}", "\u{378}", "\u{FFFD}", "\u{FFFF}", "…", "│",
  ]
}

/// A small random generator, the same on every machine (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
