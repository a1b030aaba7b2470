/// Finds what two neighbouring tokens merge into: open addressing with linear probing.
struct MergeTable {
  private struct Entry {
    /// The id of the left token in the upper 32 bits, that of the right in the lower.
    var pair: UInt64
    var rank: UInt32
    /// The id of the merged token, -1 in a free slot.
    var id: Int32
  }

  private var entries: [Entry]
  private let hash = SeededHash()

  /// Makes room for `count` merges; more must not be inserted.
  init(count: Int) {
    entries = Array(
      repeating: Entry(pair: 0, rank: 0, id: -1), count: slotCount(for: count))
  }

  /// Adds a merge unless the same pair is there already. Ids are not negative.
  mutating func insert(_ left: Int32, _ right: Int32, rank: UInt32, id: Int32) {
    let pair = Self.pair(left, right)
    let slot = self.slot(pair)
    guard entries[slot].id < 0 else { return }
    entries[slot] = Entry(pair: pair, rank: rank, id: id)
  }

  func find(_ left: Int32, _ right: Int32) -> (rank: UInt32, id: Int32)? {
    let entry = entries[slot(Self.pair(left, right))]
    return entry.id < 0 ? nil : (entry.rank, entry.id)
  }

  /// The slot that holds the pair, or the free one where it would be.
  private func slot(_ pair: UInt64) -> Int {
    entries.withUnsafeBufferPointer { entries in
      let mask = entries.count - 1
      var slot = Int(truncatingIfNeeded: hash(pair)) & mask
      while entries[slot].id >= 0, entries[slot].pair != pair { slot = (slot + 1) & mask }
      return slot
    }
  }

  private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }
}
