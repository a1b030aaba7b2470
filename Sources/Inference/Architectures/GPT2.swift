extension Architecture {
  /// Radford et al., "Language Models are Unsupervised Multitask Learners", 2019; Cerebras-GPT
  /// (Dey et al., 2023) has its structure.
  static let gpt2 = Architecture(
    name: "gpt2", positions: .learned, norm: .layer, activation: .gelu, isGated: false,
    biases: [.attentionInput, .attentionOutput, .feedForward], isFused: true)
}
