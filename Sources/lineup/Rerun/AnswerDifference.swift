import GenerationAPI

/// An answer that was given again.
struct RepeatedAnswer {
  /// The text that the model was given this time.
  var rendered: String
  var tokens: [GeneratedToken] = []
  /// Nil where nothing was to be generated.
  var result: GenerateResult?
}

/// How an answer that was given again differs from the recorded one.
struct AnswerDifference: Equatable {
  let turn: Int
  let variant: Int
  /// What the model was given is not the same.
  var prompt: Prompt?
  /// The first token that is another one.
  var token: Token?
  /// The tokens are the same, and yet it ended otherwise: how it was, and how it is.
  var ending: Ending?

  struct Prompt: Equatable {
    var was: String
    var `is`: String
  }

  struct Token: Equatable {
    /// From 0, counted from the beginning of the answer.
    var index: Int
    /// Nil where the answer had ended.
    var was: GeneratedToken?
    /// Nil where the answer ends.
    var `is`: GeneratedToken?
    /// The last words before it.
    var before: String
  }

  struct Ending: Equatable {
    var was: String
    var `is`: String
  }

  /// Nil where both are the same: what the model was given, the tokens by their ids, how it ended, and
  /// the text. Of an answer that was stopped only what there is of it counts.
  init?(_ recorded: RecordedAnswer, _ again: RepeatedAnswer) {
    turn = recorded.turn
    variant = recorded.variant
    prompt = Self.prompt(recorded.rendered, again.rendered)
    token = Self.token(recorded, again)
    if token == nil { ending = Self.ending(recorded, again) }
    if prompt == nil, token == nil, ending == nil { return nil }
  }

  private static func prompt(_ was: String, _ now: String) -> Prompt? {
    let same = zip(was.utf8, now.utf8).prefix { $0 == $1 }.count
    if same == was.utf8.count, same == now.utf8.count { return nil }
    func rest(_ text: String) -> String { snippet(text.utf8.dropFirst(same)) }
    return Prompt(was: rest(was), is: rest(now))
  }

  private static func token(_ recorded: RecordedAnswer, _ again: RepeatedAnswer) -> Token? {
    let (old, new) = (recorded.tokens, again.tokens)
    let same = zip(old, new).prefix { $0.id == $1.id }.count
    let was = old.indices.contains(same) ? old[same] : nil
    let now = new.indices.contains(same) ? new[same] : nil
    if was == nil, now == nil { return nil }
    if again.result?.reason == .error, now == nil { return nil }
    let text = old.prefix(same).suffix(12).map(\.text).joined().utf8.suffix(160)
    return Token(
      index: recorded.continuing.count + same, was: was, is: now,
      before: String(String(decoding: text, as: UTF8.self).suffix(40)))
  }

  private static func ending(_ recorded: RecordedAnswer, _ again: RepeatedAnswer) -> Ending? {
    guard let now = again.result else { return nil }
    if now.reason == .error {
      return Ending(
        was: recorded.result?.reason.rawValue ?? "cut", is: now.error ?? now.reason.rawValue)
    }
    guard recorded.isWhole, let was = recorded.result else { return nil }
    if was.reason != now.reason {
      return Ending(was: was.reason.rawValue, is: now.reason.rawValue)
    }
    let same = zip(was.text.utf8, now.text.utf8).prefix { $0 == $1 }.count
    if same == was.text.utf8.count, same == now.text.utf8.count { return nil }
    return Ending(
      was: snippet(was.text.utf8.dropFirst(same)), is: snippet(now.text.utf8.dropFirst(same)))
  }

  /// The first words of a text.
  private static func snippet(_ bytes: Substring.UTF8View) -> String {
    String(String(decoding: bytes.prefix(160), as: UTF8.self).prefix(40))
  }
}
