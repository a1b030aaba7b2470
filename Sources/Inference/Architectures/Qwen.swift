extension Architecture {
  /// Qwen Team, "Qwen2 Technical Report", 2024; Qwen2.5 too.
  static let qwen2 = Architecture(
    name: "qwen2", positions: .halves, activation: .silu, biases: [.attentionInput])

  /// Qwen Team, "Qwen3 Technical Report", 2025.
  static let qwen3 = Architecture(
    name: "qwen3", positions: .halves, activation: .silu, hasHeadNorms: true)

  /// Qwen3 with experts in place of one feed-forward.
  static let qwen3moe = Architecture(
    name: "qwen3moe", positions: .halves, activation: .silu, hasHeadNorms: true,
    sharesRowsAmongExperts: true)
}
