/// SentencePiece's BPE: the text's characters are merged into pieces, the neighbours whose piece has
/// the highest score first (Kudo and Richardson 2018; order and fallback as in llama.cpp).
struct SentencePieceEncoder {
  /// U+2581, which stands for a blank in pieces.
  static let blank: [UInt8] = [0xE2, 0x96, 0x81]

  private struct Rules: MergeRules {
    let table: PieceTable
    /// For each id, its score as an integer that orders the other way round: lowest first.
    let priorities: [UInt32]
    let text: UnsafeRawBufferPointer

    func merge(_ left: MergeChain.Symbol, _ right: MergeChain.Symbol) -> (
      priority: UInt32, id: Int32
    )? {
      let bytes = UnsafeRawBufferPointer(rebasing: text[Int(left.start)..<Int(right.end)])
      guard let id = table.index(of: bytes) else { return nil }
      return (priorities[id], Int32(truncatingIfNeeded: id))
    }
  }

  private let table: PieceTable
  private let priorities: [UInt32]
  /// For each byte the token `<0xNN>`, else the token that is just this byte, else the unknown
  /// token, else -1.
  private let byteIDs: [Int]
  private let bytesBeforeBlank: [Bool]

  /// `scores` are as many as the pieces in `table`; without them all are equal, and the leftmost
  /// pair is merged first.
  init(table: PieceTable, scores: [Float]?, unknown: Int?) throws(TokenizerError) {
    let count = table.pieces.count
    if let scores {
      guard scores.count == count else { throw .scoreCount(scores: scores.count, tokens: count) }
      if let id = scores.firstIndex(where: \.isNaN) { throw .scoreNotANumber(id: id) }
    }
    self.table = table
    priorities = scores?.map(Self.priority) ?? [UInt32](repeating: 0, count: count)
    bytesBeforeBlank = Self.bytesBeforeBlank(in: table.pieces)
    byteIDs = (UInt8(0)...255).map { byte in
      table.index(of: ByteToken.text(byte)) ?? table.index(of: CollectionOfOne(byte)) ?? unknown
        ?? -1
    }
  }

  /// Appends the ids of a text without special tokens to `ids`; with `blankFirst` as if a blank
  /// stood before it.
  ///
  /// Bytes that are not UTF-8 become byte tokens.
  func encode(_ text: UnsafeRawBufferPointer, blankFirst: Bool, into ids: inout [Int]) {
    var escaped: [UInt8] = []
    escaped.reserveCapacity(text.count + text.count / 2 + 3)
    if blankFirst { escaped += Self.blank }
    for byte in text {
      if byte == UInt8(ascii: " ") { escaped += Self.blank } else { escaped.append(byte) }
    }
    escaped.withUnsafeBytes { escaped in
      for start in stride(from: 0, to: escaped.count, by: MergeChain.byteLimit) {
        let end = min(start + MergeChain.byteLimit, escaped.count)
        merge(UnsafeRawBufferPointer(rebasing: escaped[start..<end]), into: &ids)
      }
    }
  }

  /// The bytes a piece stands for.
  static func decode(_ piece: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(piece.count)
    var rest = piece
    while let first = rest.first {
      let isBlank = rest.starts(with: blank)
      bytes.append(isBlank ? UInt8(ascii: " ") : first)
      rest = rest.dropFirst(isBlank ? blank.count : 1)
    }
    return bytes
  }

  private func merge(_ text: UnsafeRawBufferPointer, into ids: inout [Int]) {
    let rules = Rules(table: table, priorities: priorities, text: text)
    var chain = MergeChain()
    var start = 0
    while start < text.count {
      // Nothing merges over the border of most words, and short chains are much faster.
      if start > 0, Self.isBlank(text, at: start), !bytesBeforeBlank[Int(text[start - 1])] {
        finish(&chain, by: rules, into: &ids)
      }
      let end = min(start + Self.length(lead: text[start]), text.count)
      let id = table.index(of: UnsafeRawBufferPointer(rebasing: text[start..<end]))
      chain.append(.init(start: start, end: end, id: Int32(truncatingIfNeeded: id ?? -1)))
      start = end
    }
    finish(&chain, by: rules, into: &ids)
  }

  /// Merges the symbols in the chain, appends their ids to `ids`, and empties the chain.
  private func finish(_ chain: inout MergeChain, by rules: Rules, into ids: inout [Int]) {
    chain.merge(by: rules) { symbol in
      if symbol.id >= 0 {
        ids.append(Int(symbol.id))
      } else {
        for byte in rules.text[Int(symbol.start)..<Int(symbol.end)] where byteIDs[Int(byte)] >= 0 {
          ids.append(byteIDs[Int(byte)])
        }
      }
    }
    chain.removeAll()
  }

  private static func isBlank(_ text: UnsafeRawBufferPointer, at position: Int) -> Bool {
    text.count - position >= 3 && text[position] == 0xE2 && text[position + 1] == 0x96
      && text[position + 2] == 0x81
  }

  /// For each byte, whether it stands before a blank inside some piece.
  private static func bytesBeforeBlank(in pieces: PieceList) -> [Bool] {
    var found = [Bool](repeating: false, count: 256)
    pieces.bytes.withUnsafeBytes { bytes in
      for index in 0..<pieces.count where pieces.length(index) > 3 {
        let end = pieces.offsets[index + 1]
        for position in pieces.offsets[index] + 1..<end - 2 where isBlank(bytes, at: position) {
          found[Int(bytes[position - 1])] = true
        }
      }
    }
    return found
  }

  /// How many bytes a first byte announces; what follows is not looked at, as nothing is lost where
  /// it is wrong.
  private static func length(lead: UInt8) -> Int {
    switch lead {
    case 0x00...0xBF: 1
    case 0xC0...0xDF: 2
    case 0xE0...0xEF: 3
    default: 4
    }
  }

  /// Maps scores to integers in reverse order, both zeros to the same; never `UInt32.max`, which
  /// only a NaN would give.
  private static func priority(_ score: Float) -> UInt32 {
    let bits = (score + 0).bitPattern
    let ascending = bits >> 31 == 1 ? ~bits : bits | 1 << 31
    return ~ascending
  }
}
