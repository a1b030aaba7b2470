extension Architecture {
  /// Qwen Team, "Qwen3 Technical Report", 2025.
  static let qwen3 = Architecture(
    name: "qwen3", positions: .halves, activation: .silu, hasHeadNorms: true)
}
