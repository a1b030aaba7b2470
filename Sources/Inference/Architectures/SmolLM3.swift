extension Architecture {
  /// Hugging Face, "SmolLM3", 2025: each fourth layer without positions (Yang et al., "Rope to Nope
  /// and Back Again", 2025).
  static let smollm3 = Architecture(
    name: "smollm3", positions: .adjacentPairs, activation: .silu, unrotatedLayerEvery: 4)
}
