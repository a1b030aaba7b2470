import CKernels

/// Feed-forwards among which each token has a choice (Shazeer et al., "Outrageously Large Neural
/// Networks", 2017; Jiang et al., "Mixtral of Experts", 2024).
extension Decoder {
  /// - Returns: false where the step was cancelled meanwhile.
  func experts(_ layer: LayerWeights, _ count: Int, _ isCancelled: () -> Bool) -> Bool {
    guard let router = layer.feedForward.router else { return true }
    let c = configuration
    let s = scratch
    let part = layer.feedForward
    norm(layer.feedForwardNorm, count)
    multiply([Product(router, s.routed, s.routedStride)], s.normed, count)
    let choice = ExpertChoice(c, tokens: count) { token in
      let logits = s.routed + token * s.routedStride
      if let bias = router.bias { kernels.add(logits, bias.pointer, c.experts) }
      return UnsafeBufferPointer(start: logits, count: c.experts)
    }

    // The tokens of an expert lie one behind the other, so that it takes them as a batch.
    each(choice.tokens.count) { row in
      let from = s.normed + choice.tokens[row] * c.width
      (s.gathered + row * c.width).update(from: from, count: c.width)
    }
    let inputs = [part.gate, part.up].compactMap { $0?.matrix }
    if let matrix = inputs.first(where: \.usesInt8) {
      quantize(choice.batches, of: s.gathered, columns: c.width, for: matrix)
    }
    let bytes = part.up.matrix.groupBytes * 2
    tiles(choice.batches, part.up.matrix.groups, of: bytes) { batch, groups in
      let input = s.quantized.activations(s.gathered, columns: c.width, from: batch.rows.lowerBound)
      activate(part, expert: batch.expert, groups, input, tokens: batch.rows)
    }
    if isCancelled() { return false }

    let down = part.down.matrix
    quantize(choice.batches, of: s.activated, columns: c.feedForward, for: down)
    tiles(choice.batches, down.groups, of: down.groupBytes) { batch, groups in
      let start = batch.rows.lowerBound
      let input = s.quantized.activations(s.activated, columns: c.feedForward, from: start)
      withUnsafePointer(to: input) { input in
        kernels.multiply(
          down.type, down.bytes(of: batch.expert), down.columns, groups.lowerBound,
          groups.upperBound, input, batch.rows.count, s.answers + start * s.widthStride,
          s.widthStride)
      }
    }
    each(count) { token in
      combine(token, choice, part.down.bias)
      addProjected(token, bias: nil, norm: layer.postFeedForwardNorm)
    }
    return true
  }

  /// Adds up what a token's experts gave, the one it likes best first.
  private func combine(_ token: Int, _ choice: ExpertChoice, _ bias: Vector?) {
    let c = configuration
    let sum = scratch.projected + token * scratch.widthStride
    for rank in 0..<c.expertsUsed {
      let taken = choice.taken[token * c.expertsUsed + rank]
      let answer = scratch.answers + taken.row * scratch.widthStride
      if let bias { kernels.add(answer, bias.pointer + taken.expert * c.width, c.width) }
      kernels.scale(answer, taken.weight, c.width)
      if rank == 0 {
        sum.update(from: answer, count: c.width)
      } else {
        kernels.add(sum, answer, c.width)
      }
    }
  }

  /// Quantises rows that lie expert by expert, each expert's as a batch.
  private func quantize(
    _ batches: [ExpertChoice.Batch], of x: UnsafePointer<Float>, columns: Int,
    for matrix: PackedMatrix
  ) {
    guard matrix.usesInt8 else { return }
    let size = QuantizedRows.tileTokens
    let pieces = batches.flatMap { batch in
      stride(from: 0, to: batch.rows.count, by: size).map {
        (batch, $0..<min($0 + size, batch.rows.count))
      }
    }
    each(pieces.count) { piece in
      let (batch, rows) = pieces[piece]
      var activations = scratch.quantized.activations(
        x, columns: columns, from: batch.rows.lowerBound)
      kernels.quantize(
        &activations, columns, batch.rows.count, rows.lowerBound, rows.upperBound)
    }
  }

  /// Divides the groups of several experts into tiles, all of them one piece of work.
  private func tiles(
    _ batches: [ExpertChoice.Batch], _ groups: Int, of bytes: Int,
    _ body: (ExpertChoice.Batch, Range<Int>) -> Void
  ) {
    let tokens = max(1, batches.reduce(0) { $0 + $1.rows.count } / max(1, batches.count))
    let shares = team.threads == 1 ? 1 : max(1, 4 * team.threads / max(1, batches.count))
    let size = tileSize(groups, of: bytes, tokens, shares: shares)
    let each = (groups + size - 1) / size
    team.parallel(batches.count * each) { tile in
      let first = tile % each * size
      body(batches[tile / each], first..<min(first + size, groups))
    }
  }
}

/// Which experts the tokens of a step take, and where their rows lie: expert by expert.
struct ExpertChoice {
  /// One expert's rows.
  struct Batch {
    var expert: Int
    var rows: Range<Int>
  }

  struct Taken {
    var expert: Int
    /// What its answer is multiplied with.
    var weight: Float
    var row = 0
  }

  /// For each row, whose it is.
  private(set) var tokens: [Int] = []
  private(set) var batches: [Batch] = []
  /// [tokens][expertsUsed], the one with the highest logit first.
  private(set) var taken: [Taken] = []

  /// - Parameter logits: a token's, one for each expert.
  init(
    _ c: ModelConfiguration, tokens count: Int, logits: (Int) -> UnsafeBufferPointer<Float>
  ) {
    taken.reserveCapacity(count * c.expertsUsed)
    for token in 0..<count { taken += Self.best(logits(token), c) }
    var ofExpert = [[Int]](repeating: [], count: c.experts)
    for index in taken.indices { ofExpert[taken[index].expert].append(index) }
    for (expert, indices) in ofExpert.enumerated() where !indices.isEmpty {
      let start = tokens.count
      for index in indices {
        taken[index].row = tokens.count
        tokens.append(index / c.expertsUsed)
      }
      batches.append(Batch(expert: expert, rows: start..<tokens.count))
    }
  }

  /// The experts with the highest logits, weighted by the softmax over these; of equal ones those
  /// that come first.
  private static func best(
    _ logits: UnsafeBufferPointer<Float>, _ c: ModelConfiguration
  ) -> [Taken] {
    var best: [Int] = []
    for _ in 0..<c.expertsUsed {
      var most: Int?
      for expert in 0..<c.experts where !best.contains(expert) {
        if let so = most, !(logits[expert] > logits[so]) { continue }
        most = expert
      }
      if let most { best.append(most) }
    }
    let largest = best.first.map { Double(logits[$0]) } ?? 0
    let powers = best.map { Elementary.exp(Double(logits[$0]) - largest) }
    let sum = powers.reduce(0, +)
    return zip(best, powers).map { Taken(expert: $0, weight: Float($1 / sum)) }
  }
}
