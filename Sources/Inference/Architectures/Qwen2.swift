extension Architecture {
  /// Qwen Team, "Qwen2 Technical Report", 2024; Qwen2.5 too.
  static let qwen2 = Architecture(
    name: "qwen2", positions: .halves, activation: .silu, biases: [.attentionInput])
}
