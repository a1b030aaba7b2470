import CKernels

/// Attention: projections, rotation, caches, and the softmax over what is seen.
extension Decoder {
  func attention(_ layer: LayerWeights, _ index: Int, _ batch: [BatchToken]) {
    let c = configuration
    let s = scratch
    let count = batch.count
    norm(layer.attentionNorm, count)
    multiply(
      [
        Product(layer.query, s.query, s.queryStride), Product(layer.key, s.key, s.kvStride),
        Product(layer.value, s.value, s.kvStride),
      ], s.normed, count)

    let local = c.isLocal[index]
    each(count) { token in place(layer, index, batch[token], token) }

    let group = headsTogether(count)
    let groups = c.heads / group
    let window = local ? c.slidingWindow : Int.max
    let work = batch.reduce(0) { $0 + min($1.position + 1, window) } * c.heads * c.headWidth
    each(count * groups, worth: work > 1 << 15) { tile in
      // All tokens of a head after another: its keys and values are then still near.
      let token = tile % count
      attend(
        layer, index, batch[token], token, head: tile / count * group, heads: group,
        window: window)
    }
    quantize(s.attended, columns: c.heads * c.headWidth, count, for: layer.output.matrix)
    multiply([Product(layer.output, s.projected, s.widthStride)], s.attended, count)
    each(count) { token in
      addProjected(token, bias: layer.output.bias, norm: layer.postAttentionNorm)
    }
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
  private func place(_ layer: LayerWeights, _ index: Int, _ entry: BatchToken, _ token: Int) {
    let c = configuration
    let table = rotary.table(layer: index, entry.cache)
    let query = scratch.query + token * scratch.queryStride
    if let bias = layer.query.bias { kernels.add(query, bias.pointer, bias.count) }
    for head in 0..<c.heads {
      let projected = query + head * c.headWidth
      let q = scratch.headQuery + (token * c.heads + head) * c.paddedHeadWidth
      q.update(from: projected, count: c.headWidth)
      turn(q, layer.queryNorm, table, entry.position)
    }
    kernels.scale(
      scratch.headQuery + token * c.heads * c.paddedHeadWidth, queryScale,
      c.heads * c.paddedHeadWidth)
    let keys = scratch.key + token * scratch.kvStride
    let values = scratch.value + token * scratch.kvStride
    if let bias = layer.key.bias { kernels.add(keys, bias.pointer, bias.count) }
    if let bias = layer.value.bias { kernels.add(values, bias.pointer, bias.count) }
    let page = entry.position / KVCache.pagePositions
    let slot = entry.position % KVCache.pagePositions
    for head in 0..<c.kvHeads {
      let k = keys + head * c.headWidth
      let v = values + head * c.headWidth
      turn(k, layer.keyNorm, table, entry.position)
      // Reserved before the step.
      guard let keys = entry.cache.keyPages(layer: index, head: head)[page],
        let values = entry.cache.valuePages(layer: index, head: head)[page]
      else { preconditionFailure("no room for position \(entry.position)") }
      padded(k) { kernels.store_key($0, c.paddedHeadWidth, .init(mutating: keys), slot) }
      padded(v) { kernels.store_value($0, c.paddedHeadWidth, .init(mutating: values), slot) }
    }
  }

  /// Norms and rotates one head.
  private func turn(
    _ head: UnsafeMutablePointer<Float>, _ norm: Vector?, _ table: RotaryTable?, _ position: Int
  ) {
    let c = configuration
    if let norm { kernels.rms_norm(head, norm.pointer, c.headWidth, c.epsilon, head) }
    guard let table else { return }
    kernels.rope(
      head, table.cosine(position), table.sine(position), table.pairs,
      architecture.positions == .halves)
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
    _ layer: LayerWeights, _ index: Int, _ entry: BatchToken, _ token: Int, head: Int, heads: Int,
    window: Int
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
        head_dim: c.paddedHeadWidth, first: first, end: end, soft_cap: c.attentionCap,
        sinks: layer.sinks.map { $0.pointer + head },
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
}
