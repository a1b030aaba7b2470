extension Architecture {
  /// Gemma Team, "Gemma: Open Models Based on Gemini Research and Technology", 2024.
  static let gemma = Architecture(
    name: "gemma", positions: .halves, activation: .gelu, embeddingScale: rootOfWidth)

  /// Gemma Team, "Gemma 2: Improving Open Language Models at a Practical Size", 2024.
  static let gemma2 = Architecture(
    name: "gemma2", positions: .halves, activation: .gelu, embeddingScale: rootOfWidth,
    queryScale: { gemmaQueryScale($0, layersOf27B: 46) }, hasPostNorms: true,
    windows: Windows(globalLayerEvery: 2, size: 4096), caps: (attention: 50, logits: 30))

  /// Gemma Team, "Gemma 3 Technical Report", 2025.
  static let gemma3 = Architecture(
    name: "gemma3", positions: .halves, activation: .gelu, embeddingScale: rootOfWidth,
    queryScale: { gemmaQueryScale($0, layersOf27B: 62) }, hasHeadNorms: true, hasPostNorms: true,
    windows: Windows(globalLayerEvery: 6, ropeBase: 10000), caps: (attention: 0, logits: 0))

  private static let rootOfWidth: @Sendable (ModelConfiguration) -> Float = {
    Float(Double($0.width).squareRoot())
  }

  /// The 27B models, which are known by their layers alone, scale by their width a head.
  private static func gemmaQueryScale(_ c: ModelConfiguration, layersOf27B: Int) -> Double {
    let width = c.layers == layersOf27B ? c.width / c.heads : c.headWidth
    return 1 / Double(width).squareRoot()
  }
}
