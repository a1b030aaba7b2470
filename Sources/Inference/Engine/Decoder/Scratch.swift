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

  /// Elements of each part, in the order in which they lie in memory.
  private static func sizes(_ c: ModelConfiguration, tokens: Int) -> [Int] {
    let attention = c.heads * c.headWidth
    let kv = c.kvHeads * c.headWidth
    let logitTiles = (c.vocabulary + logitTile - 1) / logitTile
    let rows = tokens * c.feedForwardsPerToken
    let chosen = c.experts > 0 ? rows : 0
    return [
      tokens * c.width, tokens * c.width, tokens * padded(attention), tokens * padded(kv),
      tokens * padded(kv), tokens * attention, tokens * padded(c.width),
      rows * padded(c.feedForward), rows * padded(c.feedForward), rows * c.feedForward,
      logitTokens * padded(c.vocabulary), logitTokens * logitTiles, logitTokens * logitTiles,
      tokens * c.heads * c.paddedHeadWidth, tokens * c.heads * c.paddedHeadWidth,
      tokens * padded(c.experts), chosen * c.width, chosen * padded(c.width),
    ].map(padded)
  }

  private static func padded(_ n: Int) -> Int { (n + 15) / 16 * 16 }

  private static func quantizedBytes(_ c: ModelConfiguration, tokens: Int) -> Int {
    let rows = tokens * c.feedForwardsPerToken
    return max(
      QuantizedRows.byteCount(tokens: tokens, columns: max(c.width, c.heads * c.headWidth)),
      QuantizedRows.byteCount(
        tokens: rows, columns: c.experts > 0 ? max(c.width, c.feedForward) : c.feedForward))
  }

  /// Bytes that the buffers for this many tokens take.
  static func byteCount(_ c: ModelConfiguration, tokens: Int) -> Int {
    sizes(c, tokens: tokens).reduce(0, +) * 4 + quantizedBytes(c, tokens: tokens)
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
    let sizes = Self.sizes(c, tokens: tokens)
    count = sizes.reduce(0, +)
    quantized = try QuantizedRows(bytes: Self.quantizedBytes(c, tokens: tokens))
    memory = try HugePages.allocate(count * 4).assumingMemoryBound(to: Float.self)
    var parts: [UnsafeMutablePointer<Float>] = []
    var offset = 0
    for size in sizes {
      parts.append(memory + offset)
      offset += size
    }
    x = parts[0]
    normed = parts[1]
    query = parts[2]
    key = parts[3]
    value = parts[4]
    headQuery = parts[13]
    headAttended = parts[14]
    attended = c.paddedHeadWidth == c.headWidth ? headAttended : parts[5]
    projected = parts[6]
    gate = parts[7]
    up = parts[8]
    activated = parts[9]
    logits = parts[10]
    maxima = parts[11]
    sums = parts[12]
    routed = parts[15]
    gathered = parts[16]
    answers = parts[17]
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
