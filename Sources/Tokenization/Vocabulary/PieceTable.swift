/// Finds the index of a piece by its bytes: open addressing with linear probing over a `PieceList`.
///
/// Keys stay in the list's one buffer. Hashing is the standard library's, seeded anew in every
/// process, so that a vocabulary cannot be made to collide.
struct PieceTable {
  /// Half of the hash in the upper 32 bits, index + 1 in the lower; 0 is a free slot. The count is
  /// a power of two and at least 4/3 of the number of pieces.
  private var slots: [UInt64]
  let pieces: PieceList
  /// The length of the longest piece, in bytes.
  let longest: Int

  /// Empty pieces are left out: nothing finds them.
  ///
  /// Throws `duplicateToken` for two equal pieces, `tooManyTokens` from 2³¹ pieces on.
  init(_ pieces: PieceList) throws(TokenizerError) {
    let count = pieces.count
    guard count <= Int(Int32.max) else { throw .tooManyTokens(count) }
    var capacity = 16
    while capacity < count + count / 3 { capacity *= 2 }
    var slots = [UInt64](repeating: 0, count: capacity)
    var longest = 0
    var duplicate: (first: Int, second: Int)?
    pieces.bytes.withUnsafeBytes { bytes in
      for index in 0..<count {
        let start = pieces.offsets[index]
        let end = pieces.offsets[index + 1]
        guard start < end else { continue }
        longest = max(longest, end - start)
        let key = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        switch Self.probe(slots, key, pieces, bytes) {
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
    self.slots = slots
    self.pieces = pieces
    self.longest = longest
  }

  /// The index of the piece with these bytes.
  func index(of key: UnsafeRawBufferPointer) -> Int? {
    guard !key.isEmpty, key.count <= longest else { return nil }
    return pieces.bytes.withUnsafeBytes { bytes in
      guard case .found(let index) = Self.probe(slots, key, pieces, bytes) else { return nil }
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
  private static func probe(
    _ slots: [UInt64], _ key: UnsafeRawBufferPointer, _ pieces: PieceList,
    _ bytes: UnsafeRawBufferPointer
  ) -> Slot {
    var hasher = Hasher()
    hasher.combine(bytes: key)
    let hash = UInt64(truncatingIfNeeded: hasher.finalize())
    let tag = hash & 0xFFFF_FFFF_0000_0000
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] & 0xFFFF_FFFF_0000_0000 == tag {
        let index = Int(slots[slot] & 0xFFFF_FFFF) - 1
        let start = pieces.offsets[index]
        if pieces.offsets[index + 1] - start == key.count,
          equal(key, UnsafeRawBufferPointer(rebasing: bytes[start..<start + key.count]))
        {
          return .found(index)
        }
      }
      slot = (slot + 1) & mask
    }
    return .free(slot: slot, tag: tag)
  }

  /// Whether two buffers of the same length hold the same bytes.
  private static func equal(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    for i in 0..<a.count where a[i] != b[i] { return false }
    return true
  }
}
