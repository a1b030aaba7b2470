/// Text to token ids and back, for one model's vocabulary.
///
/// Ids are those of llama.cpp for the same file. A value: copies share the tables, and any number of
/// threads may use one.
public struct Tokenizer: Sendable {
  private enum Encoder {
    case bytePair(BytePairEncoder)
    case sentencePiece(SentencePieceEncoder)
  }

  let vocabulary: Vocabulary
  private let encoder: Encoder
  /// Finds all special tokens in a text.
  private let specialMatcher: SpecialTokenMatcher
  /// Finds those that are text themselves.
  private let textMatcher: SpecialTokenMatcher

  /// Whether `encode` begins with the BOS token when it adds special tokens.
  public let addsBOS: Bool
  /// Whether `encode` ends with the EOS token when it adds special tokens.
  public let addsEOS: Bool
  /// Whether SentencePiece puts a blank before a text, which `decode` takes away again.
  public let addsSpacePrefix: Bool

  /// Checks the vocabulary and builds the tables: some 100 ns a token in a release build.
  ///
  /// Memory is in proportion to the vocabulary's bytes, whatever they are.
  public init(_ data: VocabularyData) throws(TokenizerError) {
    switch data.model {
    case "gpt2":
      guard let preTokenizer = PreTokenizer(named: data.pre) else {
        throw .unknownPreTokenizer(data.pre ?? "")
      }
      guard let merges = data.merges else { throw .missingMerges }
      if let scores = data.scores, scores.count != data.tokens.count {
        throw .scoreCount(scores: scores.count, tokens: data.tokens.count)
      }
      vocabulary = try Vocabulary(data, defaults: .init(bos: 11, eos: 11, unknown: nil))
      encoder = .bytePair(
        try BytePairEncoder(
          preTokenizer: preTokenizer, merges: merges, table: vocabulary.table))
      addsBOS = data.addBOS ?? preTokenizer.addsBOS
      addsSpacePrefix = false
    case "llama":
      vocabulary = try Vocabulary(data, defaults: .init(bos: 1, eos: 2, unknown: 0))
      encoder = .sentencePiece(
        try SentencePieceEncoder(
          table: vocabulary.table, scores: data.scores, unknown: vocabulary.unknown))
      addsBOS = data.addBOS ?? true
      addsSpacePrefix = data.addSpacePrefix ?? true
    default:
      throw .unknownModel(data.model)
    }
    addsEOS = data.addEOS ?? false
    if addsBOS, vocabulary.bos == nil { throw .missingSpecialID(key: "bos_token_id") }
    if addsEOS, vocabulary.eos == nil { throw .missingSpecialID(key: "eos_token_id") }
    specialMatcher = try vocabulary.matcher(parseSpecial: true)
    textMatcher = try vocabulary.matcher(parseSpecial: false)
  }

  /// The number of tokens; ids are `0..<vocabularySize`.
  public var vocabularySize: Int { vocabulary.count }
  /// The token that begins a sequence.
  public var bos: Int? { vocabulary.bos }
  /// The token that ends a sequence.
  public var eos: Int? { vocabulary.eos }
  /// The token for what cannot be encoded.
  public var unknown: Int? { vocabulary.unknown }
  /// The token that fills up batches.
  public var padding: Int? { vocabulary.padding }

  /// Whether a generation ends with this token: end of sequence, of turn, of message, and others
  /// that are known by their text.
  public func isEndOfGeneration(_ id: Int) -> Bool {
    vocabulary.endOfGeneration.contains(id)
  }

  /// All ids for which `isEndOfGeneration` holds, ascending.
  public var endOfGenerationIDs: [Int] { vocabulary.endOfGeneration.sorted() }

  /// The ids of a text.
  ///
  /// - Parameters:
  ///   - addSpecial: whether to add BOS and EOS tokens as the model says.
  ///   - parseSpecial: whether control tokens spelt out in the text, such as `<|im_start|>`, become
  ///     these tokens; otherwise they are text like any other. Never parse what a user typed.
  public func encode(_ text: String, addSpecial: Bool, parseSpecial: Bool) -> [Int] {
    var text = text
    return text.withUTF8 {
      encode(UnsafeRawBufferPointer($0), addSpecial: addSpecial, parseSpecial: parseSpecial)
    }
  }

  /// The ids of a text given as UTF-8 bytes, which may be broken.
  ///
  /// Byte-level BPE reads each byte that is not part of a well-formed sequence as U+FFFD;
  /// SentencePiece has tokens for single bytes and loses nothing.
  public func encode(_ bytes: [UInt8], addSpecial: Bool, parseSpecial: Bool) -> [Int] {
    bytes.withUnsafeBytes { encode($0, addSpecial: addSpecial, parseSpecial: parseSpecial) }
  }

  private func encode(
    _ text: UnsafeRawBufferPointer, addSpecial: Bool, parseSpecial: Bool
  ) -> [Int] {
    var ids: [Int] = []
    if addSpecial, addsBOS, let bos { ids.append(bos) }
    let matcher = parseSpecial ? specialMatcher : textMatcher
    var cursor = 0
    var blankFirst = addsSpacePrefix
    for match in matcher.matches(in: text) {
      encodeText(text[cursor..<match.range.lowerBound], blankFirst, into: &ids)
      ids.append(match.id)
      cursor = match.end
      blankFirst = addsSpacePrefix
    }
    encodeText(text[cursor...], blankFirst, into: &ids)
    if addSpecial, addsEOS, let eos { ids.append(eos) }
    return ids
  }

  private func encodeText(
    _ text: Slice<UnsafeRawBufferPointer>, _ blankFirst: Bool, into ids: inout [Int]
  ) {
    guard !text.isEmpty else { return }
    let text = UnsafeRawBufferPointer(rebasing: text)
    switch encoder {
    case .bytePair(let encoder): encoder.encode(text, into: &ids)
    case .sentencePiece(let encoder):
      encoder.encode(text, blankFirst: blankFirst, into: &ids)
    }
  }

  /// The bytes of a token that is ordinary text.
  func decodeNormal(_ text: ArraySlice<UInt8>) -> [UInt8] {
    switch encoder {
    case .bytePair: ByteAlphabet.decode(text)
    case .sentencePiece: SentencePieceEncoder.decode(text)
    }
  }
}
