extension Architecture {
  /// Gemma Team, "Gemma 2: Improving Open Language Models at a Practical Size", 2024.
  static let gemma2 = Architecture(
    name: "gemma2", positions: .halves, activation: .gelu, embeddingScale: rootOfWidth,
    queryScale: { gemmaQueryScale($0, layersOf27B: 46) }, hasPostNorms: true,
    windows: Windows(globalLayerEvery: 2, size: 4096), caps: (attention: 50, logits: 30))
}
