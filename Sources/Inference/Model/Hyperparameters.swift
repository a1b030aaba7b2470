import GGUF

/// The metadata of one architecture, whose keys begin with its name, read with the checks that
/// numbers of a kind have in common.
struct Hyperparameters {
  private let metadata: Metadata
  /// "llama."
  let prefix: String

  init(_ metadata: Metadata, _ architecture: String) {
    self.metadata = metadata
    prefix = architecture + "."
  }

  func bad(_ key: String, _ reason: String) -> ModelError {
    .badMetadata(key: prefix + key, reason: reason)
  }

  func integer(_ key: String) throws -> Int? { try metadata.uintIfPresent(prefix + key) }

  func truth(_ key: String) throws -> Bool? { try metadata.boolIfPresent(prefix + key) }

  func name(_ key: String) throws -> String? { try metadata.nameIfPresent(prefix + key) }

  func number(_ key: String) throws -> Double? { try metadata.floatIfPresent(prefix + key) }

  func requiredNumber(_ key: String) throws -> Double { try metadata.float(prefix + key) }

  /// `value`, or where that is nil the number of the key, if it is from 1 to `most`.
  func positive(_ key: String, at most: Int, _ value: Int? = nil) throws -> Int {
    let value = try value ?? metadata.uint(prefix + key)
    guard value >= 1, value <= most else {
      throw bad(key, "is \(value), not a number from 1 to \(most)")
    }
    return value
  }

  /// A number that some files give once and others for every layer; it must be the same for all.
  func uniform(_ key: String, layers: Int) throws -> Int? {
    guard case .array(let array)? = metadata[prefix + key] else { return try integer(key) }
    guard array.count == layers else {
      throw bad(key, "has \(array.count) values for \(layers) layers")
    }
    let values = try metadata.ints(prefix + key)
    guard let first = values.first, values.allSatisfy({ $0 == first }) else {
      throw ModelError.unsupportedFeature("a \(prefix + key) that differs from layer to layer")
    }
    return first
  }

  func headWidth(width: Int, heads: Int) throws -> Int {
    var headWidth = width / heads
    if let length = try integer("attention.key_length") {
      headWidth = length
    } else if width % heads != 0 {
      throw bad("embedding_length", "is \(width), no multiple of \(heads) heads")
    }
    guard headWidth >= 2, headWidth <= 1024 else {
      throw ModelError.unsupportedFeature("heads of \(headWidth) elements")
    }
    if let values = try integer("attention.value_length"), values != headWidth {
      throw ModelError.unsupportedFeature("values of another length than keys")
    }
    return headWidth
  }

  /// Which layers have a window: by a list of the file, or all but every n-th.
  func localLayers(layers: Int, globalEvery usual: Int) throws -> [Bool] {
    let key = "attention.sliding_window_pattern"
    if case .array(let array)? = metadata[prefix + key] {
      guard let pattern = array.bools, pattern.count >= layers else {
        throw bad(key, "is no list of \(layers) truth values")
      }
      return Array(pattern.prefix(layers))
    }
    let every = try integer(key) ?? usual
    return (0..<layers).map { every == 0 || ($0 + 1) % every != 0 }
  }

  /// What something is multiplied with.
  func scale(_ key: String) throws -> Double? {
    guard let scale = try number(key) else { return nil }
    guard abs(scale) <= 1e6, scale == 0 || abs(scale) >= 1e-6 else {
      throw bad(key, "is \(scale), which scales out of all proportion")
    }
    return scale
  }

  func cap(_ key: String, default usual: Double) throws -> Float {
    let cap = try number(key) ?? usual
    guard cap >= 0, cap <= 1e6, cap == 0 || cap >= 1e-3 else {
      throw bad(key, "is \(cap), not 0 or a number from 0.001")
    }
    return Float(cap)
  }

  func base(_ key: String) throws -> Double? {
    guard let base = try number(key) else { return nil }
    guard base >= 1, base.isFinite else { throw bad(key, "is \(base), not a number from 1") }
    return base
  }
}

extension RotaryShape {
  init(_ keys: Hyperparameters, headWidth: Int, contextLength: Int) throws {
    rotated = try keys.integer("rope.dimension_count") ?? headWidth
    guard rotated >= 2, rotated <= headWidth, rotated % 2 == 0 else {
      throw keys.bad(
        "rope.dimension_count", "is \(rotated), not an even number from 2 to \(headWidth)")
    }
    base = try keys.base("rope.freq_base") ?? 10000
    originalContext = try keys.positive(
      "rope.scaling.original_context_length", at: 1 << 28,
      keys.integer("rope.scaling.original_context_length") ?? contextLength)
    magnitude = try keys.scale("rope.scaling.attn_factor") ?? 1
    // As in llama.cpp: a factor alone is linear, and an older key says the same.
    let kind = try keys.name("rope.scaling.type") ?? "linear"
    guard ["none", "linear", "yarn", "longrope"].contains(kind) else {
      throw ModelError.unsupportedFeature("the rope scaling \(kind.quoted)")
    }
    if kind == "none" { return }
    scale = try keys.stretch
    isYaRN = kind == "yarn"
  }
}

extension Hyperparameters {
  /// What positions are divided by.
  fileprivate var stretch: Double {
    get throws {
      let key = "rope.scaling.factor"
      let factor = try number(key) ?? number("rope.scale_linear") ?? 0
      if factor == 0 { return 1 }
      guard factor >= 1, factor <= 1e6 else { throw bad(key, "is \(factor), not a number from 1") }
      return factor
    }
  }
}
