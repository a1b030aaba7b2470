extension Architecture {
  /// Abdin et al., "Phi-3 Technical Report", 2024; Phi-3.5 and Phi-4-mini too.
  static let phi3 = Architecture(
    name: "phi3", positions: .halves, activation: .silu, isFused: true)
}
