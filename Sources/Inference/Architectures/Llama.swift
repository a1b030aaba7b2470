extension Architecture {
  /// Touvron et al., "LLaMA", 2023, and what descends from it: Llama 2 and 3, Mistral, Mixtral,
  /// Alpaca and most fine-tunes. Factors of Llama 3.1's rotary frequencies are a tensor of the file,
  /// experts a matter of its hyperparameters.
  static let llama = Architecture(name: "llama", positions: .adjacentPairs, activation: .silu)
}
