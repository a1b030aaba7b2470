/// Finds special tokens that are spelt out in a text: the longest first, then the leftmost.
///
/// That order, rather than left to right, is llama.cpp's: of `<a>` and `x<a>y` the longer one is
/// taken wherever it stands, and shorter ones share out what it leaves. The tokens are kept as a
/// sorted list, which serves as a trie without nodes: the tokens that begin with the bytes read so
/// far are neighbours, and each further byte narrows their range.
struct SpecialTokenMatcher {
  /// The longest special token, in bytes. It bounds the work at each position of the text; the
  /// tokens of real models have a few dozen.
  static let lengthLimit = 1024

  struct Match {
    var range: Range<Int>
    var id: Int
  }

  private let pieces: PieceList
  /// Ids in the order of their texts' bytes.
  private let sorted: [Int]
  /// The tokens that begin with byte `b` are `sorted[starts[b]..<starts[b + 1]]`.
  private let starts: [Int]

  /// The texts of `ids` in `pieces`; empty ones match nothing.
  init(_ ids: [Int], in pieces: PieceList) throws(TokenizerError) {
    for id in ids where pieces.length(id) > Self.lengthLimit {
      throw .specialTokenTooLong(id: id, bytes: pieces.length(id), limit: Self.lengthLimit)
    }
    let sorted = ids.filter { pieces.length($0) > 0 }
      .sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
    var starts = [Int](repeating: 0, count: 257)
    for id in sorted { starts[Int(pieces[id].first ?? 0) + 1] += 1 }
    for byte in 0..<256 { starts[byte + 1] += starts[byte] }
    self.pieces = pieces
    self.sorted = sorted
    self.starts = starts
  }

  /// All matches in `text`, in order and without overlaps.
  func matches(in text: UnsafeRawBufferPointer) -> [Match] {
    guard !sorted.isEmpty else { return [] }
    // Key of a candidate: how much shorter than the limit it is, then where it starts. The token
    // itself follows from start and length.
    var candidates = MinHeap()
    for start in text.indices {
      guard let longest = longestMatch(in: text, at: start, limit: Self.lengthLimit) else {
        continue
      }
      candidates.appendUnordered(Self.key(length: longest.length, start: start))
    }
    guard !candidates.isEmpty else { return [] }
    candidates.establishOrder()

    var taken = [Bool](repeating: false, count: text.count)
    var matches: [Match] = []
    while let key = candidates.popMin() {
      let start = Int(key & Self.startMask)
      let length = Self.lengthLimit - Int(key >> Self.startBits)
      guard !taken[start] else { continue }
      // Longer or earlier matches may have taken the end of this one; what is left of it may
      // still be a shorter token.
      let free = taken[start..<start + length].firstIndex(of: true).map { $0 - start } ?? length
      guard let longest = longestMatch(in: text, at: start, limit: free) else { continue }
      if longest.length == length {
        for i in start..<start + length { taken[i] = true }
        matches.append(Match(range: start..<start + length, id: longest.id))
      } else {
        candidates.push(Self.key(length: longest.length, start: start))
      }
    }
    return matches.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private static let startBits: UInt64 = 48
  private static let startMask: UInt64 = 1 << 48 - 1

  private static func key(length: Int, start: Int) -> UInt64 {
    UInt64(lengthLimit - length) << startBits | UInt64(start)
  }

  /// The longest token of at most `limit` bytes that stands at `start`.
  private func longestMatch(
    in text: UnsafeRawBufferPointer, at start: Int, limit: Int
  ) -> (length: Int, id: Int)? {
    let first = Int(text[start])
    var low = starts[first]
    var high = starts[first + 1]
    var longest: (length: Int, id: Int)?
    let end = min(text.count, start + limit)
    var depth = 1
    while low < high {
      // A token that ends here sorts before those that go on.
      if pieces.length(sorted[low]) == depth {
        if start + depth <= end { longest = (depth, sorted[low]) }
        low += 1
      }
      guard start + depth < end else { break }
      let byte = text[start + depth]
      low = bound(low, high, depth) { $0 < byte }
      high = bound(low, high, depth) { $0 <= byte }
      depth += 1
    }
    return longest
  }

  /// The first position in `low..<high` whose token's byte at `depth` is not `before`.
  private func bound(_ low: Int, _ high: Int, _ depth: Int, before: (UInt8) -> Bool) -> Int {
    var low = low
    var high = high
    while low < high {
      let middle = (low + high) / 2
      let byte = pieces.bytes[pieces.offsets[sorted[middle]] + depth]
      if before(byte) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
