import GenerationAPI
import SessionLog

/// Whether what comes still fits into a pane's context.
struct ContextRoom: Equatable {
  /// Tokens the context holds.
  let size: Int
  /// Tokens in it.
  let used: Int
  /// The most tokens an answer is to have; nil where nothing limits it.
  let limit: Int?

  /// Nil where the size is not known.
  init?(_ pane: PaneState) {
    guard let size = pane.contextSize, size > 0 else { return nil }
    self.size = size
    used = max(0, pane.readout.contextTokens)
    limit = pane.number(of: "predict").flatMap { $0 >= 0 ? Int(min($0, 1e12)) : nil }
  }

  var isFull: Bool { used >= size }

  /// While an answer is written: that it can't become as long as it may, and how long it can. Of a
  /// prompt with `tokens` generated tokens behind it; the sentence stays the same to the end.
  func warning(answering tokens: Int) -> String? {
    // The last token of an answer needs no room.
    let most = size - used + max(1, tokens)
    guard let limit, most < limit else { return nil }
    return "the context of \(size) tokens has room for an answer of \(max(0, most)); "
      + "the limit is \(limit)"
  }

  /// After an answer that the next prompt goes on from.
  var warning: String? {
    let left = max(0, size - used)
    guard !isFull, let limit, left < limit else { return nil }
    return "the context has \(left) of \(size) tokens left: the next answer may be cut off "
      + "(it may have \(limit))"
  }
}
