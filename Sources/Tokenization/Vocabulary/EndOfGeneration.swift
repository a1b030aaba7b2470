/// Which tokens end a generation.
///
/// Files name one end-of-sequence token, but chat models stop at others as well, which are known by
/// their text only. The lists and the order in which they are applied are llama.cpp's
/// (`llama-vocab.cpp`), so that both stop at the same places.
struct EndOfGeneration {
  /// Ends a turn; the first of these that exists stands in where the file names none.
  private static let endOfTurn = [
    "<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>", "<|end_of_text|>",
    "<EOT>", "_<EOT>", "[EOT]", "<｜end▁of▁sentence｜>", "<end_of_utterance>",
  ]
  private static let endOfMessage = ["<|eom_id|>"]
  /// Fill-in-the-middle: what comes after these is another file, or nothing.
  private static let fillPadding = ["<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"]
  private static let fillRepository = [
    "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>",
  ]
  private static let fillSeparator = ["<|file_sep|>"]
  /// Fill-in-the-middle tokens that end nothing, but are control tokens whatever the file says.
  private static let fillMarks = [
    [
      "<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>",
      "<|code_prefix|>", "<|prefix|>",
    ],
    [
      "<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>",
      "<|code_suffix|>", "<|suffix|>",
    ],
    [
      "<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>",
      "<|code_middle|>", "<|middle|>",
    ],
  ]
  /// Every one of these ends a generation.
  private static let ends = [
    "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>",
    "<end_of_turn>", "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]",
    "<|end_of_text|>", "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>",
    "<｜end▁of▁sentence｜>", "[e~[",
  ]
  /// Channel marks that are shown as text.
  private static let shown = ["<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"]

  private(set) var ids: Set<Int> = []

  /// Collects the ids, and corrects the attributes of tokens whose text shows what they are.
  ///
  /// The special ids in `data` must be in range; `eos` is the id in force, default included.
  init(
    _ data: VocabularyData, eos: Int?, table: PieceTable, attributes: inout [TokenAttributes]
  ) {
    func id(_ text: String) -> Int? { table.index(of: text.utf8) }
    func first(_ texts: [String]) -> Int? { texts.lazy.compactMap(id).min() }

    /// The id the file gives, else the one its text gives away, then marked as a control token.
    func resolve(_ given: Int?, _ texts: [String]) -> Int? {
      if let given { return given }
      guard let found = first(texts) else { return nil }
      attributes[found].insert(.control)
      return found
    }

    let turn = resolve(data.eotID, Self.endOfTurn)
    let message = resolve(data.eomID, Self.endOfMessage)
    for texts in Self.fillMarks { _ = resolve(nil, texts) }
    let fills = [
      resolve(data.fimPadID, Self.fillPadding),
      resolve(data.fimRepositoryID, Self.fillRepository),
      resolve(data.fimSeparatorID, Self.fillSeparator),
    ]
    ids.formUnion(fills.compactMap { $0 })
    for end in Self.ends.compactMap(id) {
      ids.insert(end)
      attributes[end].insert(.control)
    }
    for mark in Self.shown.compactMap(id) { attributes[mark] = .userDefined }
    ids.formUnion([eos, turn, message].compactMap { $0 })

    // Where calls and returns are marked, <|end|> only ends a part of the answer.
    func ends(_ text: String) -> Bool { id(text).map(ids.contains) ?? false }
    let calls = ends("<|call|>") || ends("<|calls|>")
    if calls, ends("<|return|>") || ends("<|flush|>"), let end = id("<|end|>"), ids.contains(end) {
      ids.remove(end)
      attributes[end] = .userDefined
    }
    // Where tool responses are marked, </s> is an HTML tag.
    if ends("<|tool_response>"), let end = id("</s>"), ids.contains(end) {
      ids.remove(end)
      attributes[end] = .normal
    }
  }
}
