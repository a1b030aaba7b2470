import GGUF

extension ModelConfiguration {
  /// Reads the hyperparameters of a model file.
  ///
  /// - Throws: `ModelError` for values that contradict each other or that are not supported.
  init(_ metadata: Metadata, _ architecture: Architecture, vocabulary: Int) throws {
    let keys = Hyperparameters(metadata, architecture.name)
    self.architecture = architecture.name
    self.vocabulary = vocabulary
    width = try keys.positive("embedding_length", at: 1 << 17)
    let layers = try keys.positive("block_count", at: 512)
    self.layers = layers
    let heads = try keys.positive(
      "attention.head_count", at: 1 << 12,
      keys.uniform("attention.head_count", layers: layers))
    self.heads = heads
    let kvHeads = try keys.uniform("attention.head_count_kv", layers: layers) ?? heads
    self.kvHeads = kvHeads
    let experts = try keys.integer("expert_count") ?? 0
    feedForward = try Self.rows(keys, architecture, layers: layers, experts: experts)
    // Up to here, what all layers, heads and positions take together fits in 63 bits.
    contextLength = try keys.positive("context_length", at: 1 << 28)
    guard kvHeads >= 1, heads % kvHeads == 0 else {
      throw keys.bad("attention.head_count_kv", "is \(kvHeads), no divisor of \(heads) heads")
    }
    headWidth = try keys.headWidth(width: width, heads: heads)
    let epsilonKey =
      architecture.norm == .rms
      ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon"
    let epsilon = try keys.requiredNumber(epsilonKey)
    guard epsilon >= 0, epsilon < 1 else {
      throw keys.bad(epsilonKey, "is \(epsilon), not from 0 to 1")
    }
    self.epsilon = Float(epsilon)
    isLocal = Array(repeating: false, count: layers)
    isRotated = try Self.rotatedLayers(keys, architecture, layers: layers)
    rotary = try RotaryShape(keys, headWidth: headWidth, contextLength: contextLength)
    localRotary = rotary
    try readWindows(keys, architecture)
    try readExperts(keys, count: experts)
    try readScales(keys, architecture)
    attentionCap = try keys.cap(
      "attn_logit_softcapping", default: architecture.caps?.attention ?? 0)
    logitCap = try keys.cap("final_logit_softcapping", default: architecture.caps?.logits ?? 0)
    if architecture.caps == nil, logitCap > 0 || attentionCap > 0 {
      throw ModelError.unsupportedFeature("soft-capped logits in this architecture")
    }
  }

  /// Rows of the feed-forward. Files of models with experts give those of one under a key of its
  /// own, or under the usual one.
  private static func rows(
    _ keys: Hyperparameters, _ architecture: Architecture, layers: Int, experts: Int
  ) throws -> Int {
    let key = "feed_forward_length"
    if experts > 0, let rows = try keys.uniform("expert_" + key, layers: layers), rows > 0 {
      return try keys.positive("expert_" + key, at: 1 << 20, rows)
    }
    let rows = try keys.positive(key, at: 1 << 20, keys.uniform(key, layers: layers))
    guard experts > 0, architecture.sharesRowsAmongExperts else { return rows }
    let used = try keys.positive("expert_used_count", at: 64)
    return try keys.positive(key, at: 1 << 20, rows / used)
  }

  private static func rotatedLayers(
    _ keys: Hyperparameters, _ architecture: Architecture, layers: Int
  ) throws -> [Bool] {
    // Granite's files switch rotation off with a key that in others says something else.
    let isSwitchedOff =
      try architecture.hasScales && keys.truth("rope.scaling.finetuned") == false
    let every = architecture.unrotatedLayerEvery
    return (0..<layers).map { layer in
      if architecture.positions == .learned || isSwitchedOff { return false }
      return every == 0 || (layer + 1) % every != 0
    }
  }

  private mutating func readWindows(
    _ keys: Hyperparameters, _ architecture: Architecture
  ) throws {
    let windows = architecture.windows
    let key = "attention.sliding_window"
    // Files of other architectures give one, too, and llama.cpp computes without it.
    guard windows.globalLayerEvery > 0 else { return }
    let given = try keys.integer(key)
    if given == nil, windows.isRequired { throw GGUFError.missingKey(keys.prefix + key) }
    guard let size = given ?? windows.size, size > 0 else { return }
    slidingWindow = try keys.positive(key, at: 1 << 30, size)
    isLocal = try keys.localLayers(layers: layers, globalEvery: windows.globalLayerEvery)
    if let base = try keys.base("rope.freq_base_swa") ?? windows.ropeBase {
      localRotary.base = base
    }
    // Gemma 3 extends its context on the layers that see all of it only.
    if windows.ropeBase != nil {
      localRotary.scale = 1
      localRotary.isYaRN = false
    }
  }

  private mutating func readExperts(_ keys: Hyperparameters, count: Int) throws {
    guard count > 0 else { return }
    experts = try keys.positive("expert_count", at: 1024, count)
    expertsUsed = try keys.positive("expert_used_count", at: min(experts, 64))
    if try keys.integer("expert_group_count") ?? 0 > 1 {
      throw ModelError.unsupportedFeature("experts in groups")
    }
    if try keys.integer("expert_shared_count") ?? 0 > 0 {
      throw ModelError.unsupportedFeature("experts that all tokens share")
    }
  }

  private mutating func readScales(_ keys: Hyperparameters, _ architecture: Architecture) throws {
    guard architecture.hasScales else { return }
    func scale(_ key: String) throws -> Double? {
      let scale = try keys.scale(key)
      return scale == 0 ? nil : scale
    }
    embeddingScale = try scale("embedding_scale").map { Float($0) } ?? 1
    residualScale = try scale("residual_scale").map { Float($0) } ?? 1
    attentionScale = try scale("attention.scale")
    guard let divisor = try scale("logit_scale") else {
      throw GGUFError.missingKey(keys.prefix + "logit_scale")
    }
    logitScale = Float(1 / divisor)
  }
}
