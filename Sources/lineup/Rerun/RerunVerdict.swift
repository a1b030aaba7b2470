import GenerationAPI
import JSON

/// What came of giving a pane's answers again.
struct RerunVerdict {
  let pane: Int
  let name: String
  /// Whether all answers are the same; nil where that can't be promised.
  var identical: Bool?
  var difference: AnswerDifference?
  /// How many answers differ.
  var differing = 0
  var answers = 0
  /// Recorded ones, that were compared.
  var tokens = 0
  /// Why nothing can be promised, or what else is not as it was.
  var reason: String?
  /// Whether its answers came from this machine: only then it says something that they can't be had.
  var isLocal = true
  /// Whether all its answers were compared.
  var isCompared = true

  /// Whether nothing speaks against it: also where it can't be promised, but came out the same.
  private var isSame: Bool { identical ?? (isCompared && differing == 0) }

  var json: JSONValue {
    .object([
      JSONField("pane", .integer(pane)), JSONField("name", .string(name)),
      JSONField("identical", identical.map { .bool($0) } ?? .null),
      JSONField("first_difference", difference?.json ?? .null),
      JSONField("answers", .integer(answers)), JSONField("tokens", .integer(tokens)),
      JSONField("reason", reason.map { .string($0) } ?? .null),
    ])
  }

  /// A line for people, and more where something is to be said.
  var lines: [String] {
    let amount =
      "\(Self.count(answers, "answer")), \(Self.count(tokens, "token"))"
    var lines: [String] = []
    switch identical {
    case true?: lines.append("\(name): identical (\(amount))")
    case false?:
      lines.append(
        "\(name): \(differing) of \(Self.count(answers, "answer")) \(differing == 1 ? "differs" : "differ")"
      )
    case nil:
      lines.append("\(name): can't be promised: \(reason ?? "for no known reason")")
      if isCompared, differing == 0, answers > 0 {
        lines.append("  all the same nothing differs (\(amount))")
      }
    }
    if let difference { lines += difference.lines.map { "  " + $0 } }
    if identical == false, let reason { lines.append("  \(reason)") }
    return lines
  }

  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// What is said of all panes in the end.
  static func summary(_ verdicts: [RerunVerdict]) -> String {
    let differing = verdicts.count { $0.identical == false }
    let open = verdicts.count { $0.identical == nil }
    let all = count(verdicts.count, "pane")
    if verdicts.isEmpty { return "The session has no answers." }
    if differing == 0, open == 0 {
      return verdicts.count == 1 ? "It is identical." : "All \(all) are identical."
    }
    var parts: [String] = []
    if differing > 0 {
      parts.append("\(differing) of \(all) \(differing == 1 ? "differs" : "differ")")
    }
    if open > 0 { parts.append("for \(open) of \(all) nothing can be promised") }
    return parts.joined(separator: "; ") + "."
  }

  /// 0 where every pane of this machine came out the same, 3 where one differs, 1 where one could not be
  /// had again, or only under other conditions, and came out otherwise.
  static func status(_ verdicts: [RerunVerdict]) -> Int32 {
    if verdicts.contains(where: { $0.identical == false }) { return 3 }
    return verdicts.contains { $0.isLocal && !$0.isSame } ? 1 : 0
  }
}

extension AnswerDifference {
  var json: JSONValue {
    var fields = [
      JSONField("turn", .integer(turn)), JSONField("variant", .integer(variant)),
      JSONField("index", token.map { .integer($0.index) } ?? .null),
      JSONField("was", token?.was?.id.map { .integer($0) } ?? .null),
      JSONField("is", token?.is?.id.map { .integer($0) } ?? .null),
      JSONField("was_text", token?.was.map { .string($0.text) } ?? .null),
      JSONField("is_text", token?.is.map { .string($0.text) } ?? .null),
    ]
    if let prompt {
      let parts = [JSONField("was", .string(prompt.was)), JSONField("is", .string(prompt.is))]
      fields.append(JSONField("prompt", .object(parts)))
    }
    if let ending {
      let parts = [JSONField("was", .string(ending.was)), JSONField("is", .string(ending.is))]
      fields.append(JSONField("ending", .object(parts)))
    }
    return .object(fields)
  }

  /// Sentences for people.
  var lines: [String] {
    let place = variant == 1 ? "turn \(turn)" : "turn \(turn), answer \(variant)"
    var lines: [String] = []
    if let prompt {
      lines.append(
        "\(place): the prompt is another one: was \(Self.quoted(prompt.was)), is "
          + Self.quoted(prompt.is))
    }
    if let token {
      let context = token.before.isEmpty ? "" : " after \(Self.quoted("…" + token.before))"
      lines.append(
        "\(place): token \(token.index)\(context) was \(Self.named(token.was)), is "
          + Self.named(token.is))
    }
    if let ending {
      lines.append(
        "\(place): the tokens are the same, its end is not: was \(Self.quoted(ending.was)), is "
          + Self.quoted(ending.is))
    }
    return lines
  }

  private static func named(_ token: GeneratedToken?) -> String {
    token.map { quoted($0.text) + ($0.id.map { " (\($0))" } ?? "") }
      ?? "none: the answer ended"
  }

  private static func quoted(_ text: String) -> String { JSONValue.string(text).write() }
}
