extension Architecture {
  /// OpenAI, "gpt-oss-120b & gpt-oss-20b Model Card", 2025.
  static let gptOSS = Architecture(
    name: "gpt-oss", positions: .halves, activation: .clampedSwish,
    feedForwardNorm: "post_attention_norm",
    biases: [.attentionInput, .attentionOutput, .feedForward, .router], hasSinks: true,
    windows: Windows(globalLayerEvery: 2, isRequired: true))
}
