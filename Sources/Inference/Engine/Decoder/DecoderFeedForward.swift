import CKernels

/// The feed-forward, where a layer has one.
extension Decoder {
  func feedForward(_ layer: LayerWeights, _ count: Int) {
    let c = configuration
    let s = scratch
    let part = layer.feedForward
    norm(layer.feedForwardNorm, count)
    let input = s.quantized.activations(s.normed)
    let matrices = [part.gate?.matrix, part.up.matrix].compactMap { $0 }
    let bytes = matrices.reduce(0) { $0 + $1.groupBytes }
    // Gate and up share rows, so a tile activates what it computed.
    tiles(part.up.matrix.groups, of: bytes, count) { groups in
      activate(part, expert: 0, groups, input, tokens: 0..<count)
    }
    quantize(s.activated, columns: c.feedForward, count, for: part.down.matrix)
    multiply([Product(part.down, s.projected, s.widthStride)], s.activated, count)
    each(count) { token in
      addProjected(token, bias: part.down.bias, norm: layer.postFeedForwardNorm)
    }
  }

  /// Multiplies some groups of rows of gate and up with a batch of tokens, and activates the
  /// products.
  ///
  /// - Parameters:
  ///   - input: the activations of these tokens alone.
  ///   - tokens: where they stand in the buffers.
  func activate(
    _ part: FeedForwardWeights, expert: Int, _ groups: Range<Int>, _ input: KernelActivations,
    tokens: Range<Int>
  ) {
    let c = configuration
    let s = scratch
    let first = groups.lowerBound * PackedMatrix.groupRows
    let rows = min(groups.upperBound * PackedMatrix.groupRows, c.feedForward) - first
    let start = tokens.lowerBound * s.feedForwardStride
    withUnsafePointer(to: input) { input in
      for (projection, out) in [(part.gate, s.gate), (part.up, s.up)] {
        guard let projection else { continue }
        let matrix = projection.matrix
        kernels.multiply(
          matrix.type, matrix.bytes(of: expert), matrix.columns, groups.lowerBound,
          groups.upperBound, input, tokens.count, out + start, s.feedForwardStride)
        guard let bias = projection.bias else { continue }
        for token in tokens {
          kernels.add(
            out + token * s.feedForwardStride + first,
            bias.pointer + expert * c.feedForward + first, rows)
        }
      }
    }
    for token in tokens {
      let up = s.up + token * s.feedForwardStride + first
      let out = s.activated + token * c.feedForward + first
      guard part.gate != nil else {
        kernels.gelu(up, rows, out)
        continue
      }
      let gate = s.gate + token * s.feedForwardStride + first
      switch architecture.activation {
      case .silu: kernels.silu_multiply(gate, up, rows, out)
      case .gelu: kernels.gelu_multiply(gate, up, rows, out)
      case .clampedSwish: kernels.swish_multiply(gate, up, rows, out)
      }
    }
  }
}
