import Prompts
import SessionLog
import Tokenization

/// What a model was given, token by token, as the engine evaluated it.
struct ShownPrompt {
  let turn: Int
  let variant: Int
  let rendered: RenderedPrompt
  let usesPrompt: Bool
  /// All tokens, those of the cache included.
  let ids: [Int]
  /// Where each stands in the text, in UTF-8 code units.
  let ranges: [Range<Int>]
  /// Leading tokens that were in the cache.
  let cachedTokens: Int

  /// Nil without a tokenizer.
  init?(_ record: AnswerRecord, ids: [Int], cachedTokens: Int, _ tokenizer: Tokenizer?) {
    guard let tokenizer else { return nil }
    turn = record.turn
    variant = record.variant
    rendered = record.rendered
    usesPrompt = record.usesPrompt
    self.ids = ids
    ranges = tokenizer.ranges(of: ids, in: record.rendered.text)
    self.cachedTokens = cachedTokens
  }

  /// What was not evaluated yet.
  init?(_ record: AnswerRecord, _ tokenizer: Tokenizer) {
    self.init(
      record,
      ids: tokenizer.encode(record.rendered.text, addSpecial: true, parseSpecial: true),
      cachedTokens: 0, tokenizer)
  }

  /// How many tokens each part takes; nil where no prompt file was used.
  var parts: PromptParts? {
    guard usesPrompt else { return nil }
    let counts = rendered.counts(ofTokensAt: ranges)
    return PromptParts(
      system: counts[.system] ?? 0, examples: counts[.examples] ?? 0,
      input: (counts[.input] ?? 0) + (counts[.history] ?? 0))
  }
}
