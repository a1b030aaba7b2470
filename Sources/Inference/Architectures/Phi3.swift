extension Architecture {
  /// Abdin et al., "Phi-3 Technical Report", 2024; Phi-3.5 and Phi-4-mini too.
  ///
  /// Files give a window, and llama.cpp computes without it.
  static let phi3 = Architecture(
    name: "phi3", positions: .halves, activation: .silu, isFused: true,
    windows: Windows(isIgnored: true))
}
