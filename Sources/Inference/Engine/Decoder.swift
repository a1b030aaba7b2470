import CKernels

/// The forward pass: tokens in, keys and values into their caches, logits out.
///
/// Every row of every product, every head and every norm is computed whole by one thread in an
/// order that depends on the model alone, so the number of tokens in a step, their sequences and
/// the number of threads never change a bit. `@unchecked Sendable`: used by the engine's queue
/// alone, which calls one step at a time.
final class Decoder: @unchecked Sendable {
  let configuration: ModelConfiguration
  private let architecture: Architecture
  private let weights: Weights
  let scratch: Scratch
  private let kernels: KernelTable
  private let team: Team
  private let globalRotary: RotaryTable
  private let localRotary: RotaryTable?
  private let embeddingScale: Float
  private let queryScale: Float

  init(
    _ model: LocalModel, kernels: KernelTable, team: Team, maxTokens: Int
  ) throws(OutOfMemory) {
    let c = model.configuration
    configuration = c
    architecture = model.architecture
    weights = model.weights
    self.kernels = kernels
    self.team = team
    scratch = try Scratch(c, tokens: maxTokens)
    globalRotary = RotaryTable(rotated: c.rotated, base: c.ropeBase, scale: c.ropeScale)
    localRotary =
      c.slidingWindow > 0
      ? RotaryTable(rotated: c.rotated, base: c.localRopeBase, scale: 1) : nil
    embeddingScale = architecture.embeddingScale(c)
    queryScale = Float(architecture.queryScale(c))
  }

  /// Runs one step; to be called inside `team.run`. The caches have room for all positions.
  ///
  /// - Parameters:
  ///   - isCancelled: read between products; where it turns true the step is left unfinished.
  ///   - onLogits: called in order for each token that needs them.
  /// - Returns: whether the step was finished.
  func step(
    _ batch: [BatchToken], isCancelled: () -> Bool, onLogits: (Int, Logits) -> Void
  ) -> Bool {
    let c = configuration
    let s = scratch
    let positions = 1 + (batch.map(\.position).max() ?? 0)
    globalRotary.reserve(positions)
    localRotary?.reserve(positions)

    each(batch.count) { token in
      let row = s.x + token * c.width
      weights.embedding.unpack(row: batch[token].id, into: row)
      if embeddingScale != 1 { kernels.scale(row, embeddingScale, c.width) }
    }
    for index in 0..<c.layers {
      if isCancelled() { return false }
      let layer = weights.layers[index]
      attention(layer, index, batch)
      if isCancelled() { return false }
      feedForward(layer, batch.count)
    }
    output(batch, onLogits)
    return true
  }

  private func attention(_ layer: LayerWeights, _ index: Int, _ batch: [BatchToken]) {
    let c = configuration
    let s = scratch
    let count = batch.count
    norm(layer.attentionNorm, count, for: layer.query)
    multiply(
      [
        Product(layer.query, s.query, s.queryStride), Product(layer.key, s.key, s.kvStride),
        Product(layer.value, s.value, s.kvStride),
      ], s.normed, count)

    let local = c.isLocal[index]
    let rotary = local ? localRotary ?? globalRotary : globalRotary
    each(count) { token in place(layer, index, batch[token], token, rotary) }

    let group = headsTogether(count)
    let groups = c.heads / group
    let window = local ? c.slidingWindow : Int.max
    let work = batch.reduce(0) { $0 + min($1.position + 1, window) } * c.heads * c.headWidth
    each(count * groups, worth: work > 1 << 15) { tile in
      // All tokens of a head after another: its keys and values are then still near.
      let token = tile % count
      attend(index, batch[token], token, head: tile / count * group, heads: group, window: window)
    }
    quantize(s.attended, columns: c.heads * c.headWidth, count, for: layer.output)
    multiply([Product(layer.output, s.projected, s.widthStride)], s.attended, count)
    each(count) { token in addProjected(token, layer.postAttentionNorm) }
  }

  /// How many of the heads that share keys attend together: all of them, or so many fewer that no
  /// thread is left idle.
  private func headsTogether(_ tokens: Int) -> Int {
    let c = configuration
    let sharing = c.heads / c.kvHeads
    return stride(from: sharing, to: 1, by: -1)
      .first { sharing % $0 == 0 && tokens * c.heads / $0 >= team.threads } ?? 1
  }

  /// Norms and rotates a token's query and key, and writes key and value into its cache.
  private func place(
    _ layer: LayerWeights, _ index: Int, _ entry: BatchToken, _ token: Int, _ rotary: RotaryTable
  ) {
    let c = configuration
    let neox = architecture.rotaryPairs == .halves
    let cosine = rotary.cosine(entry.position)
    let sine = rotary.sine(entry.position)
    let query = scratch.query + token * scratch.queryStride
    for head in 0..<c.heads {
      let projected = query + head * c.headWidth
      let q = scratch.headQuery + (token * c.heads + head) * c.paddedHeadWidth
      q.update(from: projected, count: c.headWidth)
      if let norm = layer.queryNorm {
        kernels.rms_norm(q, norm.pointer, c.headWidth, c.epsilon, q)
      }
      kernels.rope(q, cosine, sine, rotary.pairs, neox)
    }
    kernels.scale(
      scratch.headQuery + token * c.heads * c.paddedHeadWidth, queryScale,
      c.heads * c.paddedHeadWidth)
    let page = entry.position / KVCache.pagePositions
    let slot = entry.position % KVCache.pagePositions
    for head in 0..<c.kvHeads {
      let k = scratch.key + token * scratch.kvStride + head * c.headWidth
      if let norm = layer.keyNorm {
        kernels.rms_norm(k, norm.pointer, c.headWidth, c.epsilon, k)
      }
      kernels.rope(k, cosine, sine, rotary.pairs, neox)
      let v = scratch.value + token * scratch.kvStride + head * c.headWidth
      // Reserved before the step.
      guard let keys = entry.cache.keyPages(layer: index, head: head)[page],
        let values = entry.cache.valuePages(layer: index, head: head)[page]
      else { preconditionFailure("no room for position \(entry.position)") }
      padded(k) { kernels.store_key($0, c.paddedHeadWidth, .init(mutating: keys), slot) }
      padded(v) { kernels.store_value($0, c.paddedHeadWidth, .init(mutating: values), slot) }
    }
  }

  /// Calls `body` with one head's elements, zeros behind them up to `paddedHeadWidth`.
  private func padded(
    _ head: UnsafeMutablePointer<Float>, _ body: (UnsafePointer<Float>) -> Void
  ) {
    let width = configuration.headWidth
    let padded = configuration.paddedHeadWidth
    if width == padded { return body(head) }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: padded) { buffer in
      buffer.initialize(repeating: 0)
      for index in 0..<width { buffer[index] = head[index] }
      buffer.baseAddress.map { body($0) }
    }
  }

  private func attend(
    _ index: Int, _ entry: BatchToken, _ token: Int, head: Int, heads: Int, window: Int
  ) {
    let c = configuration
    let kvHead = head / (c.heads / c.kvHeads)
    let end = entry.position + 1
    let first = max(0, end - min(window, end))
    let room = heads * ((end - first / 16 * 16 + 15) / 16 * 16)
    withUnsafeTemporaryAllocation(
      byteCount: room * 4, alignment: 64
    ) { scores in
      var arguments = KernelAttention(
        q: scratch.headQuery + (token * c.heads + head) * c.paddedHeadWidth,
        k_pages: entry.cache.keyPages(layer: index, head: kvHead),
        v_pages: entry.cache.valuePages(layer: index, head: kvHead), heads: heads,
        head_dim: c.paddedHeadWidth, first: first, end: end,
        scores: scores.baseAddress?.assumingMemoryBound(to: Float.self),
        out: scratch.headAttended + (token * c.heads + head) * c.paddedHeadWidth)
      kernels.attend(&arguments)
    }
    guard c.headWidth != c.paddedHeadWidth else { return }
    for head in token * c.heads + head..<token * c.heads + head + heads {
      let out = scratch.attended + head * c.headWidth
      out.update(from: scratch.headAttended + head * c.paddedHeadWidth, count: c.headWidth)
    }
  }

  private func feedForward(_ layer: LayerWeights, _ count: Int) {
    let c = configuration
    let s = scratch
    norm(layer.feedForwardNorm, count, for: layer.gate)
    let input = s.quantized.activations(s.normed)
    // Gate and up share rows, so a tile activates what it computed.
    tiles(layer.gate.groups, of: layer.gate.groupBytes * 2, count) { groups in
      withUnsafePointer(to: input) { input in
        for (matrix, out) in [(layer.gate, s.gate), (layer.up, s.up)] {
          kernels.multiply(
            matrix.type, matrix.bytes, matrix.columns, groups.lowerBound, groups.upperBound, input,
            count, out, s.feedForwardStride)
        }
      }
      let first = groups.lowerBound * PackedMatrix.groupRows
      let rows = min(groups.upperBound * PackedMatrix.groupRows, c.feedForward) - first
      for token in 0..<count {
        let offset = token * s.feedForwardStride + first
        let out = s.activated + token * c.feedForward + first
        switch architecture.activation {
        case .silu: kernels.silu_multiply(s.gate + offset, s.up + offset, rows, out)
        case .gelu: kernels.gelu_multiply(s.gate + offset, s.up + offset, rows, out)
        }
      }
    }
    quantize(s.activated, columns: c.feedForward, count, for: layer.down)
    multiply([Product(layer.down, s.projected, s.widthStride)], s.activated, count)
    each(count) { token in addProjected(token, layer.postFeedForwardNorm) }
  }

  private func addProjected(_ token: Int, _ norm: Vector?) {
    let c = configuration
    let projected = scratch.projected + token * scratch.widthStride
    if let norm { kernels.rms_norm(projected, norm.pointer, c.width, c.epsilon, projected) }
    kernels.add(scratch.x + token * c.width, projected, c.width)
  }

  /// The output layer, for the tokens that need it, a few at a time.
  private func output(_ batch: [BatchToken], _ onLogits: (Int, Logits) -> Void) {
    let c = configuration
    let s = scratch
    let wanted = batch.indices.filter { batch[$0].needsLogits }
    var start = 0
    while start < wanted.count {
      let part = wanted[start..<min(start + Scratch.logitTokens, wanted.count)]
      start += part.count
      for (row, token) in part.enumerated() {
        let out = s.normed + row * c.width
        kernels.rms_norm(s.x + token * c.width, weights.outputNorm.pointer, c.width, c.epsilon, out)
      }
      quantize(s.normed, columns: c.width, part.count, for: weights.output)
      let input = s.quantized.activations(s.normed)
      let matrix = weights.output
      let tileGroups = Scratch.logitTile / PackedMatrix.groupRows
      team.parallel(s.logitTiles) { tile in
        let groups = tile * tileGroups..<min((tile + 1) * tileGroups, matrix.groups)
        withUnsafePointer(to: input) { input in
          kernels.multiply(
            matrix.type, matrix.bytes, matrix.columns, groups.lowerBound, groups.upperBound, input,
            part.count, s.logits, s.vocabularyStride)
        }
        let first = tile * Scratch.logitTile
        let rows = min(Scratch.logitTile, c.vocabulary - first)
        for row in 0..<part.count {
          let logits = s.logits + row * s.vocabularyStride + first
          let maximum = kernels.maximum(logits, rows)
          s.maxima[row * s.logitTiles + tile] = maximum
          s.sums[row * s.logitTiles + tile] = kernels.sum_exp(logits, rows, maximum)
        }
      }
      for (row, token) in part.enumerated() { onLogits(token, logits(row)) }
    }
  }

  private func logits(_ row: Int) -> Logits {
    let s = scratch
    return Logits(
      values: UnsafeMutableBufferPointer(
        start: s.logits + row * s.vocabularyStride, count: configuration.vocabulary),
      maxima: UnsafeBufferPointer(start: s.maxima + row * s.logitTiles, count: s.logitTiles),
      sums: UnsafeBufferPointer(start: s.sums + row * s.logitTiles, count: s.logitTiles),
      tile: Scratch.logitTile)
  }
}

/// How a step's work is divided.
extension Decoder {
  /// A matrix and where its products go: [tokens][stride].
  fileprivate struct Product {
    let matrix: PackedMatrix
    let out: UnsafeMutablePointer<Float>
    let stride: Int

    init(_ matrix: PackedMatrix, _ out: UnsafeMutablePointer<Float>, _ stride: Int) {
      self.matrix = matrix
      self.out = out
      self.stride = stride
    }
  }

  /// Runs `body` for each index, divided where it is worth a join: from four on where nothing else
  /// is said.
  fileprivate func each(_ count: Int, worth: Bool? = nil, _ body: (Int) -> Void) {
    if worth ?? (count >= 4) {
      team.parallel(count, body)
    } else {
      for index in 0..<count { body(index) }
    }
  }

  /// Norms the residual stream into `normed` and quantises it where the matrix wants that.
  fileprivate func norm(_ norm: Vector, _ count: Int, for matrix: PackedMatrix) {
    let c = configuration
    let s = scratch
    eachTile(count) { tokens in
      for token in tokens {
        kernels.rms_norm(
          s.x + token * c.width, norm.pointer, c.width, c.epsilon, s.normed + token * c.width)
      }
      if c.width % QuantizedRows.block == 0 {
        quantize(tokens, of: s.normed, columns: c.width, count)
      }
    }
  }

  fileprivate func quantize(
    _ x: UnsafePointer<Float>, columns: Int, _ count: Int, for matrix: PackedMatrix
  ) {
    guard matrix.usesInt8 else { return }
    eachTile(count) { tokens in quantize(tokens, of: x, columns: columns, count) }
  }

  private func quantize(
    _ tokens: Range<Int>, of x: UnsafePointer<Float>, columns: Int, _ count: Int
  ) {
    var activations = scratch.quantized.activations(x)
    kernels.quantize(&activations, columns, count, tokens.lowerBound, tokens.upperBound)
  }

  /// Runs `body` for the tokens that are quantised together.
  private func eachTile(_ count: Int, _ body: (Range<Int>) -> Void) {
    let size = QuantizedRows.tileTokens
    each((count + size - 1) / size, worth: count > size) { tile in
      body(tile * size..<min((tile + 1) * size, count))
    }
  }

  /// Multiplies matrices with the same activations, their rows divided as one.
  fileprivate func multiply(
    _ products: [Product], _ x: UnsafePointer<Float>, _ count: Int
  ) {
    let input = scratch.quantized.activations(x)
    let groups = products.reduce(0) { $0 + $1.matrix.groups }
    let bytes = products.reduce(0) { $0 + $1.matrix.byteCount } / groups
    tiles(groups, of: bytes, count) { range in
      withUnsafePointer(to: input) { input in
        var first = 0
        for product in products {
          let matrix = product.matrix
          let part = range.clamped(to: first..<first + matrix.groups)
          if !part.isEmpty {
            kernels.multiply(
              matrix.type, matrix.bytes, matrix.columns, part.lowerBound - first,
              part.upperBound - first, input, count, product.out, product.stride)
          }
          first += matrix.groups
        }
      }
    }
  }

  /// Divides groups of rows into tiles of some 5 µs or more; a thread alone takes them whole.
  fileprivate func tiles(
    _ groups: Int, of bytes: Int, _ tokens: Int, _ body: (Range<Int>) -> Void
  ) {
    let smallest = max(1, (64 << 10) / (bytes * tokens))
    let shares = team.threads == 1 ? 1 : 4 * team.threads
    let size = max(smallest, (groups + shares - 1) / shares)
    team.parallel((groups + size - 1) / size) { tile in
      body(tile * size..<min((tile + 1) * size, groups))
    }
  }
}
