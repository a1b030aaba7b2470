/// A fast hash of short byte strings, seeded anew for every table, so that a vocabulary cannot be
/// made to collide. Nothing that is visible outside depends on the seed.
struct SeededHash {
  private let seed = UInt64.random(in: .min ... .max)
  private let factor = UInt64.random(in: .min ... .max) | 1

  func callAsFunction(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    var position = 0
    while position + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      hash = mix(hash ^ word)
      position += 8
    }
    var word: UInt64 = 0
    while position < bytes.count {
      word = word << 8 | UInt64(bytes[position])
      position += 1
    }
    return mix(mix(hash ^ word))
  }

  func callAsFunction(_ value: UInt64) -> UInt64 {
    mix(mix(seed ^ value))
  }

  /// Both halves of the 128-bit product, so that every bit counts.
  private func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }
}
