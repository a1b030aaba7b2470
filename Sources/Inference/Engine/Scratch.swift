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
  /// [tokens][heads · headWidth]
  let attended: UnsafeMutablePointer<Float>
  /// Output of attention and of feed-forward: [tokens][padded width].
  let projected: UnsafeMutablePointer<Float>
  /// [tokens][padded feedForward]
  let gate: UnsafeMutablePointer<Float>
  let up: UnsafeMutablePointer<Float>
  /// [tokens][feedForward]
  let activated: UnsafeMutablePointer<Float>
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
  let vocabularyStride: Int
  let logitTiles: Int

  private let memory: UnsafeMutablePointer<Float>
  private let count: Int

  init(_ c: ModelConfiguration, tokens: Int) throws(OutOfMemory) {
    func padded(_ n: Int) -> Int { (n + 15) / 16 * 16 }
    self.tokens = tokens
    let attention = c.heads * c.headWidth
    let kv = c.kvHeads * c.headWidth
    queryStride = padded(attention)
    kvStride = padded(kv)
    widthStride = padded(c.width)
    feedForwardStride = padded(c.feedForward)
    vocabularyStride = padded(c.vocabulary)
    logitTiles = (c.vocabulary + Self.logitTile - 1) / Self.logitTile
    let sizes = [
      tokens * c.width, tokens * c.width, tokens * queryStride, tokens * kvStride,
      tokens * kvStride, tokens * attention, tokens * widthStride, tokens * feedForwardStride,
      tokens * feedForwardStride, tokens * c.feedForward, Self.logitTokens * vocabularyStride,
      Self.logitTokens * logitTiles, Self.logitTokens * logitTiles,
    ].map { padded($0) }
    count = sizes.reduce(0, +)
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
    attended = parts[5]
    projected = parts[6]
    gate = parts[7]
    up = parts[8]
    activated = parts[9]
    logits = parts[10]
    maxima = parts[11]
    sums = parts[12]
    quantized = QuantizedRows(
      tokens: tokens, columns: padded(max(c.width, attention, c.feedForward)))
  }

  deinit { HugePages.free(memory, count * 4) }

  var byteCount: Int { count * 4 + quantized.byteCount }
}

/// Room for rows of activations in int8, with a scale per block of 32.
///
/// `@unchecked Sendable`: as `Scratch`.
final class QuantizedRows: @unchecked Sendable {
  private let q: UnsafeMutablePointer<Int8>
  private let scale: UnsafeMutablePointer<Float>
  private let sum: UnsafeMutablePointer<Int16>
  private let scaledSum: UnsafeMutablePointer<Float>
  let byteCount: Int

  static let block = Int(kernels_block)
  /// Sums of a block's activations, by the columns that share a lane.
  private static let sums = 4

  init(tokens: Int, columns: Int) {
    let blocks = tokens * ((columns + Self.block - 1) / Self.block)
    q = .allocate(capacity: blocks * Self.block)
    scale = .allocate(capacity: blocks)
    sum = .allocate(capacity: blocks * Self.sums)
    scaledSum = .allocate(capacity: blocks)
    byteCount = blocks * (Self.block + 2 * Self.sums + 8)
  }

  deinit {
    q.deallocate()
    scale.deallocate()
    sum.deallocate()
    scaledSum.deallocate()
  }

  /// Quantises columns `range` of row `row`, whole blocks, of the matrix x: [tokens][columns].
  func quantize(
    _ kernels: borrowing KernelTable, _ x: UnsafePointer<Float>, columns: Int, row: Int,
    _ range: Range<Int>
  ) {
    let offset = row * columns + range.lowerBound
    let block = offset / Self.block
    kernels.quantize(
      x + offset, range.count, q + offset, scale + block, sum + block * Self.sums, scaledSum + block)
  }

  func activations(_ x: UnsafePointer<Float>) -> KernelActivations {
    KernelActivations(
      x: x, q: q, scale: scale, sum: sum, scaled_sum: scaledSum)
  }
}
