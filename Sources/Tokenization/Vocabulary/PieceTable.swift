/// Finds the index of a piece by its bytes: open addressing with linear probing over a `PieceList`.
struct PieceTable {
  /// Half of the hash in the upper 32 bits, index + 1 in the lower; 0 is a free slot. The count is
  /// a power of two, and at least a quarter of the slots are free.
  private var slots: [UInt64]
  private let hash = SeededHash()
  let pieces: PieceList
  /// The length of the longest piece, in bytes.
  let longest: Int

  /// Empty pieces are left out: nothing finds them.
  ///
  /// Throws `duplicateToken` for two equal pieces, `tooManyTokens` for 2³¹ pieces and more.
  init(_ pieces: PieceList) throws(TokenizerError) {
    let count = pieces.count
    guard count <= Int(Int32.max) else { throw .tooManyTokens(count) }
    self.pieces = pieces
    longest = (0..<count).lazy.map(pieces.length).max() ?? 0
    slots = [UInt64](repeating: 0, count: slotCount(for: count))
    var duplicate: (first: Int, second: Int)?
    pieces.bytes.withUnsafeBytes { bytes in
      for index in 0..<count {
        let key = UnsafeRawBufferPointer(
          rebasing: bytes[pieces.offsets[index]..<pieces.offsets[index + 1]])
        guard !key.isEmpty else { continue }
        switch probe(key, in: bytes) {
        case .found(let first):
          duplicate = (first, index)
          return
        case .free(let slot, let tag):
          slots[slot] = tag | UInt64(index + 1)
        }
      }
    }
    if let duplicate {
      throw .duplicateToken(
        first: duplicate.first, second: duplicate.second, text: pieces.excerpt(duplicate.first))
    }
  }

  /// The index of the piece with these bytes.
  func index(of key: UnsafeRawBufferPointer) -> Int? {
    guard !key.isEmpty, key.count <= longest else { return nil }
    return pieces.bytes.withUnsafeBytes { bytes in
      guard case .found(let index) = probe(key, in: bytes) else { return nil }
      return index
    }
  }

  /// The index of the piece with these bytes.
  func index(of key: some Sequence<UInt8>) -> Int? {
    Array(key).withUnsafeBytes { index(of: $0) }
  }

  private enum Slot {
    case found(Int)
    case free(slot: Int, tag: UInt64)
  }

  @inline(__always)
  private func probe(_ key: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Slot {
    let hash = hash(key)
    let tag = hash & 0xFFFF_FFFF_0000_0000
    return slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 {
        if slots[slot] & 0xFFFF_FFFF_0000_0000 == tag {
          let index = Int(slots[slot] & 0xFFFF_FFFF) - 1
          let start = pieces.offsets[index]
          if pieces.offsets[index + 1] - start == key.count,
            bytes[start..<start + key.count].elementsEqual(key)
          {
            return .found(index)
          }
        }
        slot = (slot + 1) & mask
      }
      return .free(slot: slot, tag: tag)
    }
  }
}

/// The number of slots for `count` entries: a power of two that leaves a quarter or more free.
func slotCount(for count: Int) -> Int {
  var slots = 16
  while slots < count + count / 3 { slots *= 2 }
  return slots
}
