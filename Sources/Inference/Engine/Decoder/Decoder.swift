import CKernels

/// The forward pass: tokens in, keys and values into their caches, logits out.
///
/// Every row of every product, every head and every norm is computed whole by one thread in an
/// order that depends on the model alone, so the number of tokens in a step, their sequences and
/// the number of threads never change a bit. `@unchecked Sendable`: used by the engine's queue
/// alone, which calls one step at a time.
final class Decoder: @unchecked Sendable {
  let configuration: ModelConfiguration
  let architecture: Architecture
  let weights: Weights
  let scratch: Scratch
  let kernels: KernelTable
  let team: Team
  let rotary: RotaryTables
  let queryScale: Float
  private let embeddingScale: Float

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
    rotary = RotaryTables(c, model.weights)
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
    rotary.reserve(batch)
    each(batch.count) { token in embed(batch[token], token) }
    for index in 0..<configuration.layers {
      if isCancelled() { return false }
      let layer = weights.layers[index]
      attention(layer, index, batch)
      if isCancelled() { return false }
      if layer.feedForward.router == nil {
        feedForward(layer, batch.count)
      } else {
        guard experts(layer, batch.count, isCancelled) else { return false }
      }
    }
    output(batch, onLogits)
    return true
  }

  private func embed(_ entry: BatchToken, _ token: Int) {
    let width = configuration.width
    let row = scratch.x + token * width
    weights.embedding.unpack(row: entry.id, into: row)
    if embeddingScale != 1 { kernels.scale(row, embeddingScale, width) }
    guard let positions = weights.positions else { return }
    let position = scratch.normed + token * width
    positions.unpack(row: entry.position, into: position)
    kernels.add(row, position, width)
  }

  /// Adds what attention or feed-forward gave to the residual stream.
  func addProjected(_ token: Int, bias: Vector?, norm: Vector?) {
    let c = configuration
    let projected = scratch.projected + token * scratch.widthStride
    if let bias { kernels.add(projected, bias.pointer, c.width) }
    if let norm { kernels.rms_norm(projected, norm.pointer, c.width, c.epsilon, projected) }
    if c.residualScale != 1 { kernels.scale(projected, c.residualScale, c.width) }
    kernels.add(scratch.x + token * c.width, projected, c.width)
  }

  /// The output layer, for the tokens that need it, a few at a time.
  private func output(_ batch: [BatchToken], _ onLogits: (Int, Logits) -> Void) {
    let c = configuration
    let s = scratch
    let matrix = weights.output.matrix
    let wanted = batch.indices.filter { batch[$0].needsLogits }
    var start = 0
    while start < wanted.count {
      let part = wanted[start..<min(start + Scratch.logitTokens, wanted.count)]
      start += part.count
      for (row, token) in part.enumerated() {
        norm(weights.outputNorm, s.x + token * c.width, s.normed + row * c.width)
      }
      quantize(s.normed, columns: c.width, part.count, for: matrix)
      let input = s.quantized.activations(s.normed)
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
          shape(logits, first: first, rows)
          let maximum = kernels.maximum(logits, rows)
          s.maxima[row * s.logitTiles + tile] = maximum
          s.sums[row * s.logitTiles + tile] = kernels.sum_exp(logits, rows, maximum)
        }
      }
      for (row, token) in part.enumerated() { onLogits(token, logits(row)) }
    }
  }

  /// What becomes of products before they are logits.
  private func shape(_ logits: UnsafeMutablePointer<Float>, first: Int, _ rows: Int) {
    let c = configuration
    if let bias = weights.output.bias { kernels.add(logits, bias.pointer + first, rows) }
    if c.logitScale != 1 { kernels.scale(logits, c.logitScale, rows) }
    if c.logitCap > 0 { kernels.soft_cap(logits, c.logitCap, rows) }
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
