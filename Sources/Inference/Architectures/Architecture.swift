import GGUF

/// What distinguishes one decoder from another. The forward pass reads these; an architecture that
/// is made of the same parts is one more value, in a file of its own, and an entry in `all`.
struct Architecture: Sendable {
  /// `general.architecture`, also the prefix of its metadata keys.
  var name: String
  var positions: Positions
  var norm = Norm.rms
  var activation: Activation
  /// Whether the feed-forward has a gate, whose activation multiplies `up`.
  var isGated = true
  /// Whether the file gives scales of embeddings, attention, residuals and logits.
  var hasScales = false
  /// Multiplies token embeddings.
  var embeddingScale: @Sendable (ModelConfiguration) -> Float = { $0.embeddingScale }
  /// Multiplies queries.
  var queryScale: @Sendable (ModelConfiguration) -> Double = {
    $0.attentionScale ?? 1 / Double($0.headWidth).squareRoot()
  }
  /// Norms of queries and keys, per head.
  var hasHeadNorms = false
  /// Norms behind attention and feed-forward, before the residual is added.
  var hasPostNorms = false
  /// The name of the norm before the feed-forward.
  var feedForwardNorm = "ffn_norm"
  /// Biases that the tensors of a file have to have; others are used where they are there.
  var biases: Set<BiasPart> = []
  /// A score a head takes part in attention's softmax and has no value.
  var hasSinks = false
  /// Whether query, key and value are one tensor, and gate and up another, in the files there are.
  var isFused = false
  /// Whether `feed_forward_length` counts the rows of all experts that a token takes, where the file
  /// does not give those of one.
  var sharesRowsAmongExperts = false
  var windows = Windows()
  /// Every n-th layer rotates nothing; 0: all rotate.
  var unrotatedLayerEvery = 0
  /// Caps of scores and logits that hold where the file says nothing, 0 being none; nil: a file that
  /// gives one is not understood.
  var caps: (attention: Double, logits: Double)?

  enum Activation: Sendable {
    case silu, gelu
    /// `KernelTable.swish_multiply`.
    case clampedSwish
  }

  enum Norm: Sendable {
    /// Without a mean and a bias: Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
    case rms
    /// With both: Ba et al., "Layer Normalization", 2016.
    case layer
  }

  /// How a layer knows where a token stands.
  enum Positions: Sendable {
    /// An embedding of its own for each position, added to the token's.
    case learned
    /// Queries and keys are rotated: elements (2i, 2i + 1) of a head together.
    case adjacentPairs
    /// The same, elements (i, i + half), as GPT-NeoX has it.
    case halves
  }

  enum BiasPart: Sendable {
    /// Of query, key and value.
    case attentionInput
    case attentionOutput
    case feedForward
    case router
  }

  /// Which layers see only the last tokens.
  struct Windows: Sendable {
    /// Every n-th layer sees everything, the others the window; 0: all see everything.
    var globalLayerEvery = 0
    /// Tokens, where the file does not say; nil: all layers see everything then.
    var size: Int?
    /// Whether the file has to give one.
    var isRequired = false
    /// The rotary base of layers with a window where the file does not say; nil: the other layers'.
    var ropeBase: Double?
  }

  /// All there are, the oldest first.
  static let all = [
    gpt2, llama, qwen2, qwen3, qwen3moe, phi3, gemma, gemma2, gemma3, smollm3, granite, gptOSS,
  ]

  static func named(_ name: String) throws(ModelError) -> Architecture {
    guard let found = all.first(where: { $0.name == name }) else {
      throw .unknownArchitecture(name, known: all.map(\.name))
    }
    return found
  }
}
