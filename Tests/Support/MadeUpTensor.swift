/// A tensor whose bytes follow from a seed, bit for bit as `Tests/Fixtures/architecture_recipe.py`
/// makes them.
package struct MadeUpTensor: Decodable, Sendable {
  package var name: String
  package var dimensions: [UInt64]
  /// As in the file: 0 for F32.
  package var type: UInt32
  package var seed: UInt64
  /// Floats are from `middle - scale` to `middle + scale`.
  package var scale: Double?
  package var middle: Double?
  /// The exponent of blocks' scales, as it is in their bits.
  package var exponent: UInt8?

  package var bytes: [UInt8] {
    let count = Int(dimensions.reduce(1, *))
    guard type != 0 else { return floats(count) }
    guard let format = BlockFormat.all[type], let exponent else {
      preconditionFailure("no rule for the type \(type)")
    }
    return format.bytes(seed: seed, blocks: count / format.elements, exponent: exponent)
  }

  private func floats(_ count: Int) -> [UInt8] {
    let scale = Float(scale ?? 1)
    let middle = Float(middle ?? 0)
    var bits = SeededBits(seed: seed)
    return [UInt8](unsafeUninitializedCapacity: count * 4) { buffer, length in
      for index in 0..<count {
        let whole = Int32(truncatingIfNeeded: bits.next() >> 40) - (1 << 23)
        let value = Float(whole) / Float(1 << 23) * scale + middle
        UnsafeMutableRawBufferPointer(buffer).storeBytes(
          of: value.bitPattern.littleEndian, toByteOffset: index * 4, as: UInt32.self)
      }
      length = count * 4
    }
  }
}

/// SplitMix64 of a seed and 0, 1, 2 …
private struct SeededBits {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Where a block of a quantised type has its scales; all else in it is random.
private struct BlockFormat: Sendable {
  enum Sign { case random, positive, negative }
  /// An F16 with a random mantissa, so many powers of two above the exponent asked for.
  struct Scale: Sendable {
    var offset: Int
    var above: UInt8
    var sign: Sign
  }

  var elements: Int
  var size: Int
  var scales: [Scale]
  /// The first byte is an exponent alone (E8M0).
  var beginsWithExponent = false

  private static func one(_ elements: Int, _ size: Int, at offset: Int = 0) -> BlockFormat {
    BlockFormat(
      elements: elements, size: size, scales: [Scale(offset: offset, above: 0, sign: .random)])
  }

  private static func two(
    _ elements: Int, _ size: Int, at offset: Int = 0, _ above: UInt8, _ sign: Sign
  ) -> BlockFormat {
    BlockFormat(
      elements: elements, size: size,
      scales: [
        Scale(offset: offset, above: 0, sign: .positive),
        Scale(offset: offset + 2, above: above, sign: sign),
      ])
  }

  static let all: [UInt32: BlockFormat] = [
    2: one(32, 18),  // Q4_0
    3: two(32, 20, 3, .negative),  // Q4_1
    6: one(32, 22),  // Q5_0
    7: two(32, 24, 4, .negative),  // Q5_1
    8: one(32, 34),  // Q8_0
    10: two(256, 84, at: 80, 1, .positive),  // Q2_K
    11: one(256, 110, at: 108),  // Q3_K
    12: two(256, 144, 3, .positive),  // Q4_K
    13: two(256, 176, 4, .positive),  // Q5_K
    14: one(256, 210, at: 208),  // Q6_K
    20: one(32, 18),  // IQ4_NL
    23: one(256, 136),  // IQ4_XS
    // MXFP4
    39: BlockFormat(elements: 32, size: 17, scales: [], beginsWithExponent: true),
  ]

  func bytes(seed: UInt64, blocks: Int, exponent: UInt8) -> [UInt8] {
    var bits = SeededBits(seed: seed)
    let words = (blocks * size + 7) / 8
    var bytes = [UInt8](unsafeUninitializedCapacity: words * 8) { buffer, length in
      for index in 0..<words {
        UnsafeMutableRawBufferPointer(buffer).storeBytes(
          of: bits.next().littleEndian, toByteOffset: index * 8, as: UInt64.self)
      }
      length = words * 8
    }
    bytes.removeLast(words * 8 - blocks * size)
    for start in stride(from: 0, to: bytes.count, by: size) {
      if beginsWithExponent { bytes[start] = exponent + bytes[start] & 1 }
      for scale in scales {
        let high = bytes[start + scale.offset + 1]
        let kept =
          switch scale.sign {
          case .random: high & 0x83
          case .positive: high & 3
          case .negative: high & 3 | 0x80
          }
        bytes[start + scale.offset + 1] = kept | (exponent + scale.above) << 2
      }
    }
    return bytes
  }
}
