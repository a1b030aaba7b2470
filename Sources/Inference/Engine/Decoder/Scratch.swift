import CKernels

/// The buffers of a step, for up to `tokens` tokens. All float32 unless said otherwise.
///
/// `@unchecked Sendable`: owned by the engine's queue; within a step threads write disjoint parts.
final class Scratch: @unchecked Sendable {
  let tokens: Int
  /// Residual stream: [tokens][width].
  let x: UnsafeMutablePointer<Float>
  /// Normed input of the next product: [tokens][width].
  let normed: UnsafeMutablePointer<Float>
  /// [tokens][padded heads · headWidth]
  let query: UnsafeMutablePointer<Float>
  /// [tokens][padded kvHeads · headWidth]
  let key: UnsafeMutablePointer<Float>
  let value: UnsafeMutablePointer<Float>
  /// Queries and answers of attention: [tokens][heads][paddedHeadWidth].
  let headQuery: UnsafeMutablePointer<Float>
  let headAttended: UnsafeMutablePointer<Float>
  /// [tokens][heads · headWidth]; `headAttended` itself where heads need no padding.
  let attended: UnsafeMutablePointer<Float>
  /// Output of attention and of feed-forward: [tokens][padded width].
  let projected: UnsafeMutablePointer<Float>
  /// [rows][padded feedForward]; a row is a token, or a token with one of its experts.
  let gate: UnsafeMutablePointer<Float>
  let up: UnsafeMutablePointer<Float>
  /// [rows][feedForward]
  let activated: UnsafeMutablePointer<Float>
  /// Where there are experts: their logits, [tokens][padded experts]; their input, [rows][width];
  /// their answers, [rows][padded width].
  let routed: UnsafeMutablePointer<Float>
  let gathered: UnsafeMutablePointer<Float>
  let answers: UnsafeMutablePointer<Float>
  /// Logits of up to `logitTokens` tokens: [logitTokens][padded vocabulary].
  let logits: UnsafeMutablePointer<Float>
  /// Largest logit and sum of exponentials below it, per token and tile of the vocabulary.
  let maxima: UnsafeMutablePointer<Float>
  let sums: UnsafeMutablePointer<Float>
  let quantized: QuantizedRows

  static let logitTokens = 8
  /// Rows of the output layer whose exponentials are summed together.
  static let logitTile = 4096

  let queryStride: Int
  let kvStride: Int
  let widthStride: Int
  let feedForwardStride: Int
  let routedStride: Int
  let vocabularyStride: Int
  let logitTiles: Int

  private let memory: UnsafeMutablePointer<Float>
  private let count: Int

  /// The buffers, in the order in which they lie in memory.
  private enum Part: Int, CaseIterable {
    case x, normed, query, key, value, attended, projected, gate, up, activated, logits, maxima,
      sums
    case headQuery, headAttended, routed, gathered, answers

    func elements(_ c: ModelConfiguration, tokens: Int) -> Int {
      let rows = tokens * c.feedForwardsPerToken
      let chosen = c.experts > 0 ? rows : 0
      let size =
        switch self {
        case .x, .normed: tokens * c.width
        case .query: tokens * Scratch.padded(c.heads * c.headWidth)
        case .key, .value: tokens * Scratch.padded(c.kvHeads * c.headWidth)
        case .attended: tokens * c.heads * c.headWidth
        case .projected: tokens * Scratch.padded(c.width)
        case .gate, .up: rows * Scratch.padded(c.feedForward)
        case .activated: rows * c.feedForward
        case .logits: Scratch.logitTokens * Scratch.padded(c.vocabulary)
        case .maxima, .sums:
          Scratch.logitTokens * ((c.vocabulary + Scratch.logitTile - 1) / Scratch.logitTile)
        case .headQuery, .headAttended: tokens * c.heads * c.paddedHeadWidth
        case .routed: tokens * Scratch.padded(c.experts)
        case .gathered: chosen * c.width
        case .answers: chosen * Scratch.padded(c.width)
        }
      return Scratch.padded(size)
    }
  }

  fileprivate static func padded(_ n: Int) -> Int { (n + 15) / 16 * 16 }

  private static func quantizedBytes(_ c: ModelConfiguration, tokens: Int) -> Int {
    let rows = tokens * c.feedForwardsPerToken
    return max(
      QuantizedRows.byteCount(tokens: tokens, columns: max(c.width, c.heads * c.headWidth)),
      QuantizedRows.byteCount(
        tokens: rows, columns: c.experts > 0 ? max(c.width, c.feedForward) : c.feedForward))
  }

  /// Bytes that the buffers for this many tokens take.
  static func byteCount(_ c: ModelConfiguration, tokens: Int) -> Int {
    Part.allCases.reduce(0) { $0 + $1.elements(c, tokens: tokens) } * 4
      + quantizedBytes(c, tokens: tokens)
  }

  init(_ c: ModelConfiguration, tokens: Int) throws(OutOfMemory) {
    self.tokens = tokens
    queryStride = Self.padded(c.heads * c.headWidth)
    kvStride = Self.padded(c.kvHeads * c.headWidth)
    widthStride = Self.padded(c.width)
    feedForwardStride = Self.padded(c.feedForward)
    routedStride = Self.padded(c.experts)
    vocabularyStride = Self.padded(c.vocabulary)
    logitTiles = (c.vocabulary + Self.logitTile - 1) / Self.logitTile
    let sizes = Part.allCases.map { $0.elements(c, tokens: tokens) }
    count = sizes.reduce(0, +)
    quantized = try QuantizedRows(bytes: Self.quantizedBytes(c, tokens: tokens))
    let memory = try HugePages.allocate(count * 4).assumingMemoryBound(to: Float.self)
    self.memory = memory
    func place(_ part: Part) -> UnsafeMutablePointer<Float> {
      memory + sizes[..<part.rawValue].reduce(0, +)
    }
    x = place(.x)
    normed = place(.normed)
    query = place(.query)
    key = place(.key)
    value = place(.value)
    headQuery = place(.headQuery)
    headAttended = place(.headAttended)
    attended = c.paddedHeadWidth == c.headWidth ? headAttended : place(.attended)
    projected = place(.projected)
    gate = place(.gate)
    up = place(.up)
    activated = place(.activated)
    logits = place(.logits)
    maxima = place(.maxima)
    sums = place(.sums)
    routed = place(.routed)
    gathered = place(.gathered)
    answers = place(.answers)
  }

  deinit { HugePages.free(memory, count * 4) }
}

/// Room for a batch of activations in int8, in the kernels' own layout.
///
/// `@unchecked Sendable`: as `Scratch`.
final class QuantizedRows: @unchecked Sendable {
  private let memory: UnsafeMutableRawPointer
  private let bytes: Int

  /// Columns that share a scale; rows of other lengths can't be quantised.
  static let block = Int(kernels_block)
  /// Tokens that lie together.
  static let tileTokens = Int(kernels_tile_tokens)

  init(bytes: Int) throws(OutOfMemory) {
    self.bytes = bytes
    memory = try HugePages.allocate(bytes)
  }

  static func byteCount(tokens: Int, columns: Int) -> Int {
    kernels_quantized_bytes((columns + block - 1) / block * block, tokens)
  }

  deinit { HugePages.free(memory, bytes) }

  /// The activations x, [tokens][columns], with this buffer for their quantised form.
  func activations(_ x: UnsafePointer<Float>) -> KernelActivations {
    KernelActivations(x: x, quantized: memory)
  }

  /// Of rows that lie one behind the other in batches of their own, the batch that begins with one.
  func activations(
    _ x: UnsafePointer<Float>, columns: Int, from row: Int
  ) -> KernelActivations {
    KernelActivations(
      x: x + row * columns, quantized: memory + kernels_quantized_bytes(columns, row))
  }
}
