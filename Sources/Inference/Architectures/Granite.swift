extension Architecture {
  /// Granite Team, "Granite 3.0 Language Models", 2024: Llama with scales of embeddings, attention,
  /// residuals and logits, which the file gives.
  static let granite = Architecture(
    name: "granite", positions: .adjacentPairs, activation: .silu, hasScales: true)
}
