/// Byte-level byte-pair encoding: words are cut, and inside each the highest-ranking pair of
/// neighbours is merged until none is left (Sennrich et al. 2016; bytes as in GPT-2).
struct BytePairEncoder {
  private struct Rules: MergeRules {
    let merges: MergeTable

    func merge(_ left: MergeChain.Symbol, _ right: MergeChain.Symbol) -> (
      priority: UInt32, id: Int32
    )? {
      guard left.id >= 0, right.id >= 0 else { return nil }
      return merges.find(left.id, right.id).map { ($0.rank, $0.id) }
    }
  }

  private let preTokenizer: PreTokenizer
  private let rules: Rules
  private let table: PieceTable
  /// The token of each byte, or -1.
  private let byteIDs: [Int32]
  /// What stands for a byte without a token: the tokens, if any, of the bytes of its character.
  private let substitutes: [[Int]]

  /// `merges` name tokens in `table`, the highest-ranking first.
  init(preTokenizer: PreTokenizer, merges: PieceList, table: PieceTable) throws(TokenizerError) {
    guard merges.count < Int(Int32.max) else { throw .tooManyMerges(merges.count) }
    self.preTokenizer = preTokenizer
    self.table = table
    byteIDs = (UInt8(0)...255).map { byte in
      table.index(of: ByteAlphabet.character(byte)).map { Int32(truncatingIfNeeded: $0) } ?? -1
    }
    substitutes = (UInt8(0)...255).map { byte in
      ByteAlphabet.character(byte).compactMap { table.index(of: CollectionOfOne($0)) }
    }
    rules = Rules(merges: try Self.readMerges(merges, table))
  }

  private static func readMerges(
    _ merges: PieceList, _ table: PieceTable
  ) throws(TokenizerError) -> MergeTable {
    var result = MergeTable(count: merges.count)
    var merged: [UInt8] = []
    for index in 0..<merges.count {
      let text = merges[index]
      // A half of at least one byte on each side, and no further blank.
      guard let blank = text.dropFirst().firstIndex(of: UInt8(ascii: " ")),
        case let right = text[(blank + 1)...], !right.isEmpty, !right.contains(UInt8(ascii: " "))
      else { throw .malformedMerge(index: index, text: merges.excerpt(index)) }
      merged.removeAll(keepingCapacity: true)
      merged.append(contentsOf: text[..<blank])
      merged.append(contentsOf: right)
      let half = merged.count - right.count
      let ids = merged.withUnsafeBytes { bytes in
        [bytes[..<half], bytes[half...], bytes[...]].map {
          table.index(of: UnsafeRawBufferPointer(rebasing: $0))
        }
      }
      guard let left = ids[0], let right = ids[1], let id = ids[2] else {
        throw .mergeNamesNoToken(index: index, text: merges.excerpt(index))
      }
      // A pair that is there twice keeps its first rank.
      result.insert(
        Int32(truncatingIfNeeded: left), Int32(truncatingIfNeeded: right),
        rank: UInt32(truncatingIfNeeded: index), id: Int32(truncatingIfNeeded: id))
    }
    return result
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
        if preTokenizer.keepsWholeWords, let id = wholeWord(bytes) {
          ids.append(id)
        } else {
          merge(bytes, &chain, into: &ids)
        }
      }
    }
  }

  /// The token whose text is the whole word.
  private func wholeWord(_ word: UnsafeRawBufferPointer) -> Int? {
    guard word.count <= table.longest else { return nil }
    return table.index(of: word.flatMap(ByteAlphabet.character))
  }

  private func merge(
    _ word: UnsafeRawBufferPointer, _ chain: inout MergeChain, into ids: inout [Int]
  ) {
    chain.removeAll()
    for (i, byte) in word.enumerated() {
      chain.append(.init(start: i, end: i + 1, id: byteIDs[Int(byte)]))
    }
    chain.merge(by: rules) { symbol in
      if symbol.id >= 0 {
        ids.append(Int(symbol.id))
      } else {
        // Only single bytes can lack a token: the result of a merge has one.
        ids.append(contentsOf: substitutes[Int(word[Int(symbol.start)])])
      }
    }
  }
}
