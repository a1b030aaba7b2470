import CKernels

/// How a step's work is divided.
extension Decoder {
  /// A matrix and where its products go: [tokens][stride].
  struct Product {
    let matrix: PackedMatrix
    let out: UnsafeMutablePointer<Float>
    let stride: Int

    init(_ projection: Projection, _ out: UnsafeMutablePointer<Float>, _ stride: Int) {
      matrix = projection.matrix
      self.out = out
      self.stride = stride
    }
  }

  /// Runs `body` for each index, divided where it is worth a join: from four on where nothing else
  /// is said.
  func each(_ count: Int, worth: Bool? = nil, _ body: (Int) -> Void) {
    if worth ?? (count >= 4) {
      team.parallel(count, body)
    } else {
      for index in 0..<count { body(index) }
    }
  }

  /// Norms one vector of the model's width.
  func norm(
    _ norm: NormWeights, _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>
  ) {
    let c = configuration
    if let bias = norm.bias {
      kernels.layer_norm(x, norm.weight.pointer, bias.pointer, c.width, c.epsilon, out)
    } else {
      kernels.rms_norm(x, norm.weight.pointer, c.width, c.epsilon, out)
    }
  }

  /// Norms the residual stream into `normed` and quantises it.
  func norm(_ norm: NormWeights, _ count: Int) {
    let c = configuration
    let s = scratch
    eachTile(count) { tokens in
      for token in tokens {
        self.norm(norm, s.x + token * c.width, s.normed + token * c.width)
      }
      if c.width % QuantizedRows.block == 0 {
        quantize(tokens, of: s.normed, columns: c.width, count)
      }
    }
  }

  func quantize(
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
  func multiply(_ products: [Product], _ x: UnsafePointer<Float>, _ count: Int) {
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

  /// Divides groups of rows into tiles; a thread alone takes them whole.
  func tiles(_ groups: Int, of bytes: Int, _ tokens: Int, _ body: (Range<Int>) -> Void) {
    let shares = team.threads == 1 ? 1 : 4 * team.threads
    let size = tileSize(groups, of: bytes, tokens, shares: shares)
    team.parallel((groups + size - 1) / size) { tile in
      body(tile * size..<min((tile + 1) * size, groups))
    }
  }

  /// How many groups a tile has: a share, or so many more that it takes some 5 µs.
  func tileSize(_ groups: Int, of bytes: Int, _ tokens: Int, shares: Int) -> Int {
    max(1, (64 << 10) / (bytes * tokens), (groups + shares - 1) / shares)
  }
}
