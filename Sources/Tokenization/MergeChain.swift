/// Which neighbouring symbols may become one, and which of them first.
protocol MergeRules {
  /// The priority (the lowest is merged first, `UInt32.max` is not allowed) and the token id of two
  /// neighbours together, or nil if they don't merge.
  func merge(_ left: MergeChain.Symbol, _ right: MergeChain.Symbol) -> (
    priority: UInt32, id: Int32
  )?
}

/// The symbols of one word, merged pair by pair: best priority first, the leftmost among equals.
///
/// A linked list and a heap, n log n for n symbols. The heap may hold entries that a later merge
/// has made stale; each is checked against the pair's present priority when it comes up. Kept
/// between words, so that its memory is.
struct MergeChain {
  struct Symbol {
    /// The symbol's bytes in the word are `start..<end`.
    var start: Int32
    var end: Int32
    /// The token with the symbol's text, or -1.
    var id: Int32
    /// Neighbours by index, -1 at the ends.
    fileprivate var previous: Int32 = -1
    fileprivate var next: Int32 = -1
    /// For the pair with the next symbol: its priority, `UInt32.max` if it does not merge.
    fileprivate var priority = UInt32.max
    fileprivate var mergedID: Int32 = -1

    init(start: Int, end: Int, id: Int32) {
      self.start = Int32(truncatingIfNeeded: start)
      self.end = Int32(truncatingIfNeeded: end)
      self.id = id
    }
  }

  /// The longest word, in bytes, that positions in the chain can number; callers cut longer ones.
  static let byteLimit = 1 << 30

  private var symbols: [Symbol] = []
  private var heap = MinHeap()

  mutating func removeAll() {
    symbols.removeAll(keepingCapacity: true)
  }

  mutating func append(_ symbol: Symbol) {
    symbols.append(symbol)
  }

  /// Merges until nothing merges any more, then hands out the symbols that are left, in order.
  mutating func merge(by rules: some MergeRules, _ body: (Symbol) -> Void) {
    guard symbols.count > 1 else {
      if let only = symbols.first { body(only) }
      return
    }
    let count = symbols.count
    var heap = MinHeap()
    swap(&heap, &self.heap)
    defer { swap(&heap, &self.heap) }
    heap.removeAll()
    symbols.withUnsafeMutableBufferPointer { symbols in
      for i in 0..<count {
        symbols[i].previous = Int32(truncatingIfNeeded: i - 1)
        symbols[i].next = i + 1 < count ? Int32(truncatingIfNeeded: i + 1) : -1
        if let key = Self.rank(i, in: symbols, by: rules) { heap.appendUnordered(key) }
      }
      heap.establishOrder()

      while let key = heap.popMin() {
        let left = Int(key & 0xFFFF_FFFF)
        guard symbols[left].priority == UInt32(key >> 32) else { continue }
        let right = Int(symbols[left].next)
        let after = symbols[right].next
        symbols[left].end = symbols[right].end
        symbols[left].id = symbols[left].mergedID
        symbols[left].next = after
        symbols[right].priority = .max
        if after >= 0 { symbols[Int(after)].previous = Int32(truncatingIfNeeded: left) }
        if let key = Self.rank(left, in: symbols, by: rules) { heap.push(key) }
        let before = Int(symbols[left].previous)
        if before >= 0, let key = Self.rank(before, in: symbols, by: rules) { heap.push(key) }
      }

      var i = 0
      while i >= 0 {
        body(symbols[i])
        i = Int(symbols[i].next)
      }
    }
  }

  /// Looks up the pair that begins at `left` and returns its key for the heap: priority, position.
  private static func rank(
    _ left: Int, in symbols: UnsafeMutableBufferPointer<Symbol>, by rules: some MergeRules
  ) -> UInt64? {
    symbols[left].priority = .max
    let right = Int(symbols[left].next)
    guard right >= 0, let merge = rules.merge(symbols[left], symbols[right]) else { return nil }
    symbols[left].priority = merge.priority
    symbols[left].mergedID = merge.id
    return UInt64(merge.priority) << 32 | UInt64(left)
  }
}
