import GGUF

extension ModelConfiguration {
  /// Reads the hyperparameters of a model file.
  ///
  /// - Throws: `ModelError` for values that contradict each other or that are not supported.
  init(_ metadata: Metadata, _ architecture: Architecture, vocabulary: Int) throws {
    let prefix = architecture.name + "."
    func positive(_ key: String, at most: Int, _ value: Int? = nil) throws -> Int {
      let value = try value ?? metadata.uint(prefix + key)
      guard value >= 1, value <= most else {
        throw ModelError.badMetadata(
          key: prefix + key, reason: "is \(value), not a number from 1 to \(most)")
      }
      return value
    }
    if try metadata.uintIfPresent(prefix + "expert_count") ?? 0 > 0 {
      throw ModelError.unsupportedFeature("a mixture of experts")
    }
    self.architecture = architecture.name
    self.vocabulary = vocabulary
    width = try positive("embedding_length", at: 1 << 17)
    let layers = try positive("block_count", at: 512)
    self.layers = layers
    func uniform(_ key: String) throws -> Int? {
      try Self.uniform(metadata, prefix + key, layers: layers)
    }
    heads = try positive("attention.head_count", at: 1 << 12, uniform("attention.head_count"))
    kvHeads = try uniform("attention.head_count_kv") ?? heads
    feedForward = try positive(
      "feed_forward_length", at: 1 << 20, uniform("feed_forward_length"))
    // Up to here, what all layers, heads and positions take together fits in 63 bits.
    contextLength = try positive("context_length", at: 1 << 28)
    guard kvHeads >= 1, heads % kvHeads == 0 else {
      throw ModelError.badMetadata(
        key: prefix + "attention.head_count_kv",
        reason: "is \(kvHeads), no divisor of \(heads) heads")
    }
    if let length = try metadata.uintIfPresent(prefix + "attention.key_length") {
      headWidth = length
    } else {
      guard width % heads == 0 else {
        throw ModelError.badMetadata(
          key: prefix + "embedding_length", reason: "is \(width), no multiple of \(heads) heads")
      }
      headWidth = width / heads
    }
    guard headWidth >= 2, headWidth <= 1024 else {
      throw ModelError.unsupportedFeature("heads of \(headWidth) elements")
    }
    if let values = try metadata.uintIfPresent(prefix + "attention.value_length"),
      values != headWidth
    {
      throw ModelError.unsupportedFeature("values of another length than keys")
    }
    rotated = try metadata.uintIfPresent(prefix + "rope.dimension_count") ?? headWidth
    guard rotated >= 2, rotated <= headWidth, rotated % 2 == 0 else {
      throw ModelError.badMetadata(
        key: prefix + "rope.dimension_count",
        reason: "is \(rotated), not an even number from 2 to \(headWidth)")
    }
    let epsilon = try metadata.float(prefix + "attention.layer_norm_rms_epsilon")
    guard epsilon >= 0, epsilon < 1 else {
      throw ModelError.badMetadata(
        key: prefix + "attention.layer_norm_rms_epsilon", reason: "is \(epsilon), not from 0 to 1")
    }
    self.epsilon = Float(epsilon)
    ropeBase = try Self.base(metadata, prefix + "rope.freq_base") ?? 10000
    localRopeBase = try Self.base(metadata, prefix + "rope.freq_base_swa") ?? 10000
    ropeScale = try Self.ropeScale(metadata, prefix)

    if architecture.globalLayerEvery > 0 {
      slidingWindow = try positive("attention.sliding_window", at: 1 << 30)
      isLocal = (0..<layers).map { ($0 + 1) % architecture.globalLayerEvery != 0 }
    } else {
      if try metadata.uintIfPresent(prefix + "attention.sliding_window") ?? 0 > 0 {
        throw ModelError.unsupportedFeature("a sliding window in this architecture")
      }
      slidingWindow = 0
      isLocal = Array(repeating: false, count: layers)
    }
    if try metadata.floatIfPresent(prefix + "final_logit_softcapping") ?? 0 != 0 {
      throw ModelError.unsupportedFeature("soft-capped logits")
    }
  }

  /// A number that some files give once and others for every layer; it must be the same for all.
  private static func uniform(_ metadata: Metadata, _ key: String, layers: Int) throws -> Int? {
    guard case .array(let array)? = metadata[key] else { return try metadata.uintIfPresent(key) }
    guard array.count == layers else {
      throw ModelError.badMetadata(
        key: key, reason: "has \(array.count) values for \(layers) layers")
    }
    let values = try metadata.ints(key)
    guard let first = values.first, values.allSatisfy({ $0 == first }) else {
      throw ModelError.unsupportedFeature("a \(key) that differs from layer to layer")
    }
    return first
  }

  private static func base(_ metadata: Metadata, _ key: String) throws -> Double? {
    guard let base = try metadata.floatIfPresent(key) else { return nil }
    guard base >= 1, base.isFinite else {
      throw ModelError.badMetadata(key: key, reason: "is \(base), not a number from 1")
    }
    return base
  }

  private static func ropeScale(_ metadata: Metadata, _ prefix: String) throws -> Double {
    // As in llama.cpp: a factor alone is linear, and an older key says the same.
    let kind = try metadata.nameIfPresent(prefix + "rope.scaling.type") ?? "linear"
    switch kind {
    case "none": return 1
    case "linear":
      let factor =
        try metadata.floatIfPresent(prefix + "rope.scaling.factor")
        ?? metadata.floatIfPresent(prefix + "rope.scale_linear") ?? 0
      if factor == 0 { return 1 }
      guard factor >= 1, factor <= 1e6 else {
        throw ModelError.badMetadata(
          key: prefix + "rope.scaling.factor", reason: "is \(factor), not a number from 1")
      }
      return factor
    default: throw ModelError.unsupportedFeature("the rope scaling \(kind.quoted)")
    }
  }
}
