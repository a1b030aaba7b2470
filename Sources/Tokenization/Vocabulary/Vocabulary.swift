/// The checked tokens of a model, and what each of them is for.
struct Vocabulary {
  let table: PieceTable
  let attributes: [TokenAttributes]
  let bos: Int?
  let eos: Int?
  let unknown: Int?
  let padding: Int?
  let endOfGeneration: Set<Int>

  var pieces: PieceList { table.pieces }
  var count: Int { pieces.count }

  /// Ids that hold where the file names none, as llama.cpp has them for a kind of tokenizer.
  struct DefaultIDs {
    var bos: Int
    var eos: Int
    var unknown: Int?
  }

  init(_ data: VocabularyData, defaults: DefaultIDs) throws(TokenizerError) {
    let count = data.tokens.count
    guard count > 0 else { throw .emptyVocabulary }
    if let types = data.types, types.count != count {
      throw .typeCount(types: types.count, tokens: count)
    }

    /// The id under `key` if there is one, else the default if the vocabulary is large enough.
    func checked(
      _ id: Int?, _ key: String, default fallback: Int? = nil
    ) throws(TokenizerError) -> Int? {
      guard let id else { return fallback.flatMap { $0 < count ? $0 : nil } }
      guard 0..<count ~= id else {
        throw .specialIDOutOfRange(key: key, id: id, tokens: count)
      }
      return id
    }
    bos = try checked(data.bosID, "bos_token_id", default: defaults.bos)
    eos = try checked(data.eosID, "eos_token_id", default: defaults.eos)
    unknown = try checked(data.unkID, "unknown_token_id", default: defaults.unknown)
    padding = try checked(data.padID, "padding_token_id")
    _ = try checked(data.eotID, "eot_token_id")
    _ = try checked(data.eomID, "eom_token_id")
    _ = try checked(data.fimPadID, "fim_pad_token_id")
    _ = try checked(data.fimRepositoryID, "fim_rep_token_id")
    _ = try checked(data.fimSeparatorID, "fim_sep_token_id")

    table = try PieceTable(data.tokens)
    var attributes =
      data.types?.map(TokenAttributes.init(ggufType:))
      ?? [TokenAttributes](repeating: .normal, count: count)
    for id in 0..<count where attributes[id] == .byte && ByteToken(data.tokens[id]) == nil {
      throw .malformedByteToken(id: id, text: data.tokens.excerpt(id))
    }
    endOfGeneration =
      EndOfGeneration(data, eos: eos, table: table, attributes: &attributes).ids
    if Self.isPhi3(data.name) { Self.markPhi3(&attributes, table) }
    self.attributes = attributes
  }

  /// Files do not say that Phi-3's special tokens take blanks; llama.cpp knows it by the name.
  private static func isPhi3(_ name: String?) -> Bool {
    let bytes = Array(name?.utf8 ?? "".utf8).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    return bytes.indices.contains { start in
      bytes[start...].starts(with: "phi-3".utf8) || bytes[start...].starts(with: "phi3".utf8)
    }
  }

  private static func markPhi3(_ attributes: inout [TokenAttributes], _ table: PieceTable) {
    let special: TokenAttributes = [.control, .unknown, .userDefined]
    let others = ["<unk>", "<s>", "<|endoftext|>"].map { table.index(of: $0.utf8) }
    for id in attributes.indices where !attributes[id].isDisjoint(with: special) {
      if !others.contains(id) { attributes[id].insert(.takesBlanks) }
    }
  }

  /// The special tokens a text may spell out: those that are text themselves, and, if asked for,
  /// those that only steer the model.
  func matcher(parseSpecial: Bool) throws(TokenizerError) -> SpecialTokenMatcher {
    let special = attributes.indices.filter { id in
      parseSpecial
        ? !attributes[id].isDisjoint(with: [.control, .unknown, .userDefined])
        : attributes[id].contains(.userDefined)
          && attributes[id].isDisjoint(with: .hidden)
    }
    let takingBlanks = special.filter { attributes[$0].contains(.takesBlanks) }
    return try SpecialTokenMatcher(special, in: pieces, takingBlanks: Set(takingBlanks))
  }
}

/// The text of a token that stands for a single byte: `<0x0A>`.
struct ByteToken {
  let byte: UInt8

  /// Nil unless the text is `<0x`, two hexadecimal digits, `>`.
  init?(_ text: ArraySlice<UInt8>) {
    guard text.count == 6, text.starts(with: "<0x".utf8), text.last == UInt8(ascii: ">"),
      let high = Self.digit(text[text.startIndex + 3]),
      let low = Self.digit(text[text.startIndex + 4])
    else { return nil }
    byte = high << 4 | low
  }

  /// The token's text for a byte, in the upper-case form that files use.
  static func text(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]] + Array(">".utf8)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
