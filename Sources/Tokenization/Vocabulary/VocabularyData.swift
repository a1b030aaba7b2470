/// What a model file says about its tokenizer, before any of it has been checked.
///
/// The properties are named after the `tokenizer.ggml.*` keys of a GGUF file; nil means that the
/// key is absent, and that the default for the kind of tokenizer applies.
public struct VocabularyData: Sendable {
  /// `model`: `gpt2` for byte-level BPE, `llama` for SentencePiece.
  public var model: String
  /// `general.name`, the model's: some tokens are known to be special in a way by it only.
  public var name: String?
  /// `pre`: how byte-level BPE cuts text into words before merging; nil as `default`.
  public var pre: String?
  /// `tokens`: the text of each token; its index is the id.
  public var tokens: PieceList
  /// `scores`: one for each token.
  public var scores: [Float]?
  /// `token_type`: one for each token, 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte.
  public var types: [Int]?
  /// `merges`: two token texts with a blank between them, the most important merge first.
  public var merges: PieceList?

  /// `bos_token_id`, beginning of sequence.
  public var bosID: Int?
  /// `eos_token_id`, end of sequence.
  public var eosID: Int?
  /// `eot_token_id`, end of turn.
  public var eotID: Int?
  /// `eom_token_id`, end of message.
  public var eomID: Int?
  /// `unknown_token_id`.
  public var unkID: Int?
  /// `padding_token_id`.
  public var padID: Int?
  /// `fim_pad_token_id`, padding in fill-in-the-middle prompts.
  public var fimPadID: Int?
  /// `fim_rep_token_id`, the repository's name in fill-in-the-middle prompts.
  public var fimRepositoryID: Int?
  /// `fim_sep_token_id`, the border of files in fill-in-the-middle prompts.
  public var fimSeparatorID: Int?

  /// `add_bos_token`: whether a prompt begins with the BOS token.
  public var addBOS: Bool?
  /// `add_eos_token`: whether a prompt ends with the EOS token.
  public var addEOS: Bool?
  /// `add_space_prefix`: whether SentencePiece puts a blank before the text.
  public var addSpacePrefix: Bool?

  public init(model: String, tokens: PieceList) {
    self.model = model
    self.tokens = tokens
  }
}
