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
    /// Where the text goes on: behind the blanks the token takes with it, if it takes any.
    var end: Int
  }

  /// The tokens in the order of their bytes, without empty ones.
  private var texts = PieceList()
  private let ids: [Int]
  /// For each of them, whether it takes the blanks behind it.
  private let takesBlanks: [Bool]
  /// The tokens that begin with byte `b` are `starts[b]..<starts[b + 1]`.
  private var starts = [Int](repeating: 0, count: 257)

  /// The texts of `ids` in `pieces`; those of `takingBlanks` go with the blanks of ASCII behind them.
  init(
    _ ids: [Int], in pieces: PieceList, takingBlanks: Set<Int> = []
  ) throws(TokenizerError) {
    for id in ids where pieces.length(id) > Self.lengthLimit {
      throw .specialTokenTooLong(id: id, bytes: pieces.length(id), limit: Self.lengthLimit)
    }
    self.ids = ids.filter { pieces.length($0) > 0 }
      .sorted { pieces[$0].lexicographicallyPrecedes(pieces[$1]) }
    takesBlanks = self.ids.map(takingBlanks.contains)
    for id in self.ids {
      texts.append(pieces[id])
      starts[Int(pieces[id].first ?? 0) + 1] += 1
    }
    for byte in 0..<256 { starts[byte + 1] += starts[byte] }
  }

  /// All matches in `text`, in order and without overlaps.
  func matches(in text: UnsafeRawBufferPointer) -> [Match] {
    guard !ids.isEmpty else { return [] }
    return texts.bytes.withUnsafeBytes { bytes in
      texts.offsets.withUnsafeBufferPointer { offsets in
        let trie = Trie(bytes: bytes, offsets: offsets)
        return matches(in: text, trie)
      }
    }
  }

  private func matches(in text: UnsafeRawBufferPointer, _ trie: Trie) -> [Match] {
    // Key of a candidate: how much shorter than the limit it is, then where it starts. The token
    // itself follows from start and length.
    var candidates = MinHeap()
    for start in 0..<text.count {
      let first = Int(text[start])
      guard starts[first] < starts[first + 1],
        let longest = longestMatch(in: text, at: start, limit: Self.lengthLimit, trie)
      else { continue }
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
      guard let longest = longestMatch(in: text, at: start, limit: free, trie) else { continue }
      if longest.length == length {
        var end = start + length
        for i in start..<end { taken[i] = true }
        while takesBlanks[longest.index], end < text.count, !taken[end], Self.isBlank(text[end]) {
          taken[end] = true
          end += 1
        }
        matches.append(
          Match(range: start..<start + length, id: ids[longest.index], end: end))
      } else {
        candidates.push(Self.key(length: longest.length, start: start))
      }
    }
    return matches.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

  private static let startBits: UInt64 = 48
  private static let startMask: UInt64 = 1 << 48 - 1

  private static func key(length: Int, start: Int) -> UInt64 {
    UInt64(lengthLimit - length) << startBits | UInt64(start)
  }

  /// The longest token of at most `limit` bytes that stands at `start`, by its place in the list.
  private func longestMatch(
    in text: UnsafeRawBufferPointer, at start: Int, limit: Int, _ trie: Trie
  ) -> (length: Int, index: Int)? {
    let first = Int(text[start])
    var range = starts[first]..<starts[first + 1]
    var longest: (length: Int, index: Int)?
    let end = min(limit, text.count - start)
    var depth = 1
    while !range.isEmpty, depth <= end {
      // A token that ends here sorts before those that go on.
      if trie.length(range.lowerBound) == depth {
        longest = (depth, range.lowerBound)
        range = range.dropFirst()
      }
      guard depth < end else { break }
      range = trie.narrow(range, depth, to: text[start + depth])
      depth += 1
    }
    return longest
  }

  /// The sorted texts, read as a trie.
  private struct Trie {
    let bytes: UnsafeRawBufferPointer
    let offsets: UnsafeBufferPointer<Int>

    func length(_ index: Int) -> Int { offsets[index + 1] - offsets[index] }

    /// The texts of `range`, all longer than `depth` and alike up to there, that go on with `byte`.
    func narrow(_ range: Range<Int>, _ depth: Int, to byte: UInt8) -> Range<Int> {
      guard let last = range.last else { return range }
      if self.byte(range.lowerBound, depth) == byte, self.byte(last, depth) == byte {
        return range
      }
      let low = bound(range, depth) { $0 < byte }
      return low..<bound(low..<range.upperBound, depth) { $0 == byte }
    }

    private func byte(_ index: Int, _ depth: Int) -> UInt8 { bytes[offsets[index] + depth] }

    /// The first index whose byte at `depth` is not `before`; bytes ascend.
    private func bound(_ range: Range<Int>, _ depth: Int, before: (UInt8) -> Bool) -> Int {
      var low = range.lowerBound
      var high = range.upperBound
      while low < high {
        let middle = (low + high) / 2
        if before(byte(middle, depth)) { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
