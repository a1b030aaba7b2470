extension Architecture {
  /// Gemma Team, "Gemma 3 Technical Report", 2025.
  static let gemma3 = Architecture(
    name: "gemma3", positions: .halves, activation: .gelu, embeddingScale: rootOfWidth,
    queryScale: { gemmaQueryScale($0, layersOf27B: 62) }, hasHeadNorms: true, hasPostNorms: true,
    windows: Windows(globalLayerEvery: 6, ropeBase: 10000), caps: (attention: 0, logits: 0))
}
