extension Architecture {
  /// Gemma Team, "Gemma: Open Models Based on Gemini Research and Technology", 2024.
  static let gemma = Architecture(
    name: "gemma", positions: .halves, activation: .gelu, embeddingScale: rootOfWidth)

  /// What all Gemmas multiply embeddings with.
  static let rootOfWidth: @Sendable (ModelConfiguration) -> Float = {
    Float(Double($0.width).squareRoot())
  }

  /// What Gemma 2 and 3 multiply queries with: the 27B models, which are known by their layers alone,
  /// scale by their width a head.
  static func gemmaQueryScale(_ c: ModelConfiguration, layersOf27B: Int) -> Double {
    let width = c.layers == layersOf27B ? c.width / c.heads : c.headWidth
    return 1 / Double(width).squareRoot()
  }
}
