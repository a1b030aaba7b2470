import GGUF

/// What distinguishes one decoder from another. The forward pass reads these; adding an
/// architecture that is made of the same parts means adding a value here and to `all`.
struct Architecture: Sendable {
  enum Activation: Sendable { case silu, gelu }
  /// Which elements of a head are rotated together.
  enum RotaryPairs: Sendable {
    /// (2i, 2i + 1).
    case adjacent
    /// (i, i + half), as GPT-NeoX has it.
    case halves
  }

  /// `general.architecture`, also the prefix of its metadata keys.
  var name: String
  var rotaryPairs: RotaryPairs
  var activation: Activation
  /// Multiplies token embeddings; by the width of the model.
  var embeddingScale: @Sendable (ModelConfiguration) -> Float = { _ in 1 }
  /// Multiplies queries.
  var queryScale: @Sendable (ModelConfiguration) -> Double = {
    1 / Double($0.headWidth).squareRoot()
  }
  /// Norms of queries and keys, per head.
  var hasHeadNorms = false
  /// Norms behind attention and feed-forward, before the residual is added.
  var hasPostNorms = false
  /// Every n-th layer sees everything, the others a sliding window; 0: all see everything.
  var globalLayerEvery = 0

  static let all = [llama, gemma3]

  /// Touvron et al., "LLaMA", 2023, and what descends from it.
  static let llama = Architecture(name: "llama", rotaryPairs: .adjacent, activation: .silu)

  /// Gemma Team, "Gemma 3 Technical Report", 2025.
  static let gemma3 = Architecture(
    name: "gemma3", rotaryPairs: .halves, activation: .gelu,
    embeddingScale: { Float(Double($0.width).squareRoot()) },
    queryScale: { configuration in
      // The 27B model scales by its width a head instead.
      let is27B = configuration.layers == 62
      let width = is27B ? configuration.width / configuration.heads : configuration.headWidth
      return 1 / Double(width).squareRoot()
    },
    hasHeadNorms: true, hasPostNorms: true, globalLayerEvery: 6)

  static func named(_ name: String) throws(ModelError) -> Architecture {
    guard let found = all.first(where: { $0.name == name }) else {
      throw .unknownArchitecture(name, known: all.map(\.name))
    }
    return found
  }
}
