extension Architecture {
  /// Qwen3 with experts in place of one feed-forward.
  static let qwen3moe = Architecture(
    name: "qwen3moe", positions: .halves, activation: .silu, hasHeadNorms: true,
    sharesRowsAmongExperts: true)
}
