extension Tokenizer {
  /// The bytes a token stands for, which need not be whole characters.
  ///
  /// Control and unknown tokens stand for nothing unless `special`, and then for their name; so do
  /// ids that are not in the vocabulary, and tokens whose type says that they are not in use.
  public func piece(of id: Int, special: Bool = false) -> [UInt8] {
    guard vocabulary.attributes.indices.contains(id) else { return [] }
    let attributes = vocabulary.attributes[id]
    let text = vocabulary.pieces[id]
    guard attributes.isDisjoint(with: .hidden) else { return special ? Array(text) : [] }
    if attributes.contains(.userDefined) { return Array(text) }
    if attributes.contains(.normal) { return decodeNormal(text) }
    if attributes.contains(.byte), let token = ByteToken(text) { return [token.byte] }
    return []
  }

  /// The text of a sequence of tokens.
  ///
  /// The blank that encoding put before the text is taken away again; bytes that are not UTF-8
  /// become U+FFFD, one for each maximal subpart of a sequence (Unicode, chapter 3.9). Control
  /// tokens are left out unless `special`.
  public func decode(_ ids: some Sequence<Int>, special: Bool = false) -> String {
    var detokenizer = StreamingDetokenizer(self, special: special)
    var text = ""
    for id in ids { text += detokenizer.feed(id) }
    return text + detokenizer.finish()
  }

  /// Whether the token is not shown unless asked for.
  func isHidden(_ id: Int) -> Bool {
    vocabulary.attributes.indices.contains(id)
      && !vocabulary.attributes[id].isDisjoint(with: .hidden)
  }
}
