import GGUF
import Tokenization

extension VocabularyData {
  /// Takes the tokenizer's data out of a model file's metadata.
  init(_ metadata: Metadata) throws {
    let prefix = "tokenizer.ggml."
    self.init(
      model: try metadata.name(prefix + "model"),
      tokens: PieceList(try metadata.strings(prefix + "tokens")))
    name = try metadata.stringIfPresent("general.name")
    pre = try metadata.nameIfPresent(prefix + "pre")
    scores = try metadata.floatsIfPresent(prefix + "scores")
    types = try metadata.intsIfPresent(prefix + "token_type")
    merges = try metadata.stringsIfPresent(prefix + "merges").map { PieceList($0) }
    bosID = try metadata.intIfPresent(prefix + "bos_token_id")
    eosID = try metadata.intIfPresent(prefix + "eos_token_id")
    eotID = try metadata.intIfPresent(prefix + "eot_token_id")
    eomID = try metadata.intIfPresent(prefix + "eom_token_id")
    unkID = try metadata.intIfPresent(prefix + "unknown_token_id")
    padID = try metadata.intIfPresent(prefix + "padding_token_id")
    fimPadID = try metadata.intIfPresent(prefix + "fim_pad_token_id")
    fimRepositoryID = try metadata.intIfPresent(prefix + "fim_rep_token_id")
    fimSeparatorID = try metadata.intIfPresent(prefix + "fim_sep_token_id")
    addBOS = try metadata.boolIfPresent(prefix + "add_bos_token")
    addEOS = try metadata.boolIfPresent(prefix + "add_eos_token")
    addSpacePrefix = try metadata.boolIfPresent(prefix + "add_space_prefix")
  }
}

extension PieceList {
  fileprivate init(_ strings: StringArray) {
    self.init()
    reserveCapacity(pieces: strings.count, bytes: strings.count * 8)
    for string in strings { append(string) }
  }
}
