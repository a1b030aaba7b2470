/// Why a vocabulary was refused.
///
/// Texts of tokens in an error are cut to 64 bytes and repaired to valid UTF-8.
public enum TokenizerError: Error, Equatable, Sendable {
  /// `tokenizer.ggml.model` names a kind of tokenizer that is not built in.
  case unknownModel(String)
  /// `tokenizer.ggml.pre` names a way of cutting words that is not built in.
  case unknownPreTokenizer(String)
  /// Byte-level BPE without `tokenizer.ggml.merges`.
  case missingMerges
  /// There is not a single token.
  case emptyVocabulary
  /// More tokens than ids can number.
  case tooManyTokens(Int)
  /// More merges than ranks can number.
  case tooManyMerges(Int)
  /// `scores` is not as long as `tokens`.
  case scoreCount(scores: Int, tokens: Int)
  /// `token_type` is not as long as `tokens`.
  case typeCount(types: Int, tokens: Int)
  /// A score is NaN, so that merges have no order.
  case scoreNotANumber(id: Int)
  /// Two ids have the same text.
  case duplicateToken(first: Int, second: Int, text: String)
  /// A token of type byte is not written `<0xNN>`.
  case malformedByteToken(id: Int, text: String)
  /// A special token is longer than any text would spell out.
  case specialTokenTooLong(id: Int, bytes: Int, limit: Int)
  /// A merge is not two texts with one blank between them.
  case malformedMerge(index: Int, text: String)
  /// A half of a merge, or its result, is not a token.
  case mergeNamesNoToken(index: Int, text: String)
  /// A special id, named by its key, is not the id of a token.
  case specialIDOutOfRange(key: String, id: Int, tokens: Int)
  /// A special token is to be added to prompts, but there is none; named by the key of its id.
  case missingSpecialID(key: String)
}
