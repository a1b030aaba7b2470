/// Byte-level byte-pair encoding: words are cut, and inside each the highest-ranking pair of
/// neighbours is merged until none is left (Sennrich et al. 2016; bytes as in GPT-2).
struct BytePairEncoder {
  private struct Rules: MergeRules {
    /// Rank and result of a merge, by the ids of its halves: left in the upper 32 bits.
    var merges: [UInt64: (rank: UInt32, id: Int32)] = [:]

    static func key(_ left: Int32, _ right: Int32) -> UInt64 {
      UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    func merge(_ left: MergeChain.Symbol, _ right: MergeChain.Symbol) -> (
      priority: UInt32, id: Int32
    )? {
      guard left.id >= 0, right.id >= 0 else { return nil }
      return merges[Self.key(left.id, right.id)].map { ($0.rank, $0.id) }
    }
  }

  private let preTokenizer: PreTokenizer
  private var rules = Rules()
  /// The token of each byte, or -1.
  private let byteIDs: [Int32]
  /// What stands for a byte without a token: the tokens, if any, of the bytes of its character.
  private let substitutes: [[Int]]

  /// `merges` name tokens in `table`, the highest-ranking first.
  init(preTokenizer: PreTokenizer, merges: PieceList, table: PieceTable) throws(TokenizerError) {
    guard merges.count < Int(Int32.max) else { throw .tooManyMerges(merges.count) }
    self.preTokenizer = preTokenizer
    byteIDs = (UInt8(0)...255).map { byte in
      table.index(of: ByteAlphabet.character(byte)).map { Int32(truncatingIfNeeded: $0) } ?? -1
    }
    substitutes = (UInt8(0)...255).map { byte in
      ByteAlphabet.character(byte).compactMap { table.index(of: CollectionOfOne($0)) }
    }
    rules.merges.reserveCapacity(merges.count)
    for index in 0..<merges.count {
      try addMerge(index, of: merges, table)
    }
  }

  private mutating func addMerge(
    _ index: Int, of merges: PieceList, _ table: PieceTable
  ) throws(TokenizerError) {
    let text = merges[index]
    guard let blank = text.firstIndex(of: UInt8(ascii: " ")) else {
      throw .malformedMerge(index: index, text: merges.excerpt(index))
    }
    let left = text[..<blank]
    let right = text[(blank + 1)...]
    guard !left.isEmpty, !right.isEmpty, !right.contains(UInt8(ascii: " ")) else {
      throw .malformedMerge(index: index, text: merges.excerpt(index))
    }
    guard let leftID = table.index(of: left), let rightID = table.index(of: right),
      let id = table.index(of: left + right)
    else { throw .mergeNamesNoToken(index: index, text: merges.excerpt(index)) }
    let key = Rules.key(
      Int32(truncatingIfNeeded: leftID), Int32(truncatingIfNeeded: rightID))
    // A merge that is there twice has its first rank.
    guard rules.merges[key] == nil else { return }
    rules.merges[key] = (UInt32(truncatingIfNeeded: index), Int32(truncatingIfNeeded: id))
  }

  /// Appends the ids of a text without special tokens to `ids`.
  ///
  /// Bytes that are not UTF-8 are encoded as U+FFFD, one for each.
  func encode(_ text: UnsafeRawBufferPointer, into ids: inout [Int]) {
    if let repaired = repairedUTF8(text) {
      repaired.withUnsafeBytes { encodeValid($0, into: &ids) }
    } else {
      encodeValid(text, into: &ids)
    }
  }

  private func encodeValid(_ text: UnsafeRawBufferPointer, into ids: inout [Int]) {
    var chain = MergeChain()
    preTokenizer.forEachWord(in: text) { word in
      for start in stride(from: word.lowerBound, to: word.upperBound, by: MergeChain.byteLimit) {
        let end = min(start + MergeChain.byteLimit, word.upperBound)
        let bytes = UnsafeRawBufferPointer(rebasing: text[start..<end])
        chain.removeAll()
        for (i, byte) in bytes.enumerated() {
          chain.append(.init(start: i, end: i + 1, id: byteIDs[Int(byte)]))
        }
        chain.merge(by: rules) { symbol in
          if symbol.id >= 0 {
            ids.append(Int(symbol.id))
          } else {
            // Only single bytes can lack a token: the result of a merge has one.
            ids.append(contentsOf: substitutes[Int(bytes[Int(symbol.start)])])
          }
        }
      }
    }
  }
}
