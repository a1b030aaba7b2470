import Tokenization

func checkVocabulary(_ bytes: [UInt8]) throws {
  var source = ByteSource(bytes)
  let data = VocabularyPlan.vocabulary(&source)
  let text = source.remaining()
  let tokenizer: Tokenizer
  // What the error says is Swift's own rendering of it here; the program has words for it.
  do { tokenizer = try Tokenizer(data) } catch { return }

  let count = data.tokens.count
  try require(tokenizer.vocabularySize == count, "another number of tokens")
  for id in tokenizer.endOfGenerationIDs { try require(0..<count ~= id, "\(id) ends nothing") }
  for special in [tokenizer.bos, tokenizer.eos, tokenizer.unknown, tokenizer.padding] {
    try require(special.map { 0..<count ~= $0 } ?? true, "a special id without a token")
  }
  for addSpecial in [false, true] {
    for parseSpecial in [false, true] {
      let ids = tokenizer.encode(text, addSpecial: addSpecial, parseSpecial: parseSpecial)
      for id in ids { try require(0..<count ~= id, "token \(id) is none") }
      // A byte is at most its two-byte stand-in, or the three bytes of U+FFFD in theirs; a blank
      // may stand before the text and after each special token.
      try require(ids.count <= 12 * text.count + 8, "\(ids.count) tokens for \(text.count) bytes")
      _ = tokenizer.decode(ids, special: parseSpecial)
    }
  }
  for id in [-1, 0, 1, count - 1, count, .max, .min] {
    _ = tokenizer.piece(of: id, special: true)
    _ = tokenizer.isEndOfGeneration(id)
  }
}

/// A vocabulary made of an input's bytes, most often one that nearly makes sense.
enum VocabularyPlan {
  static let seeds: [[UInt8]] = [
    // Byte-level BPE with a merge, then a text.
    [0, 0, 3] + piece("a") + piece("b") + piece("ab") + [0, 0, 1, 1, 0, 1] + Array("abba".utf8),
    // SentencePiece with types and scores.
    [1, 4] + piece("<unk>") + piece("<s>") + piece("</s>") + piece("▁a") + [1, 2, 3, 3, 1, 1]
      + [0, 0, 0, 1] + [0, 0] + Array(" a a".utf8),
    [1, 5] + piece("<unk>") + piece("<s>") + piece("<|im_end|>") + piece("<0x0A>") + piece("")
      + [1, 2, 3, 3, 6, 4, 0, 0] + Array("<|im_end|>\n".utf8),
    [0, 3, 2] + piece("Ġa") + piece("<|end|>") + [1, 1, 4, 0, 0, 0] + Array(" a<|end|>".utf8),
  ]

  private static func piece(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + text.utf8 }

  private static let models = ["gpt2", "llama", "bert"]
  private static let patterns = [
    "smollm", "gpt-2", "llama-bpe", "qwen2", "tekken", "gpt-4o", "default", "deepseek-llm",
    "deepseek-v3", "none of these",
  ]

  static func vocabulary(_ source: inout ByteSource) -> VocabularyData {
    let model = models[source.below(models.count)]
    let isBytePair = model == "gpt2"
    let pattern = isBytePair ? patterns[source.below(patterns.count)] : nil
    let pieces = (0..<source.below(64)).map { _ in
      let length = source.below(24)
      // The long ones are special tokens past their limit, or nearly.
      return length < 23
        ? source.bytes(length) : [UInt8](repeating: source.byte(), count: 1020 + source.below(8))
    }
    var tokens = PieceList()
    for piece in pieces { tokens.append(piece) }
    var data = VocabularyData(model: model, tokens: tokens)
    data.pre = pattern
    if source.bool() {
      data.types = pieces.map { _ in source.below(8) }
      if source.below(16) == 15 { data.types?.append(1) }
    }
    if source.bool() { data.scores = pieces.map { _ in score(source.byte()) } }
    if isBytePair { data.merges = merges(of: pieces, &source) }
    let ids = source.byte()
    if ids & 1 != 0 { data.bosID = source.integer() }
    if ids & 2 != 0 { data.eosID = source.integer() }
    if ids & 4 != 0 { data.eotID = source.integer() }
    if ids & 8 != 0 { data.eomID = source.integer() }
    if ids & 16 != 0 { data.unkID = source.integer() }
    if ids & 32 != 0 { data.padID = source.integer() }
    if ids & 64 != 0 { data.fimPadID = source.integer() }
    let flags = source.byte()
    if flags & 1 != 0 { data.addBOS = flags & 2 != 0 }
    if flags & 4 != 0 { data.addEOS = flags & 8 != 0 }
    if flags & 16 != 0 { data.addSpacePrefix = flags & 32 != 0 }
    return data
  }

  private static func score(_ byte: UInt8) -> Float {
    switch byte {
    case 0xFF: .nan
    case 0xFE: .infinity
    case 0xFD: -.infinity
    case 0xFC: -0.0
    default: Float(Int8(bitPattern: byte))
    }
  }

  /// Mostly two tokens that are there, now and then any bytes.
  private static func merges(of pieces: [[UInt8]], _ source: inout ByteSource) -> PieceList {
    var merges = PieceList()
    for _ in 0..<source.below(32) {
      let kind = source.byte()
      if kind > 250 || pieces.isEmpty {
        merges.append(source.bytes(source.below(12)))
      } else {
        let left = pieces[source.below(pieces.count)]
        merges.append(left + [0x20] + pieces[source.below(pieces.count)])
      }
    }
    return merges
  }
}
