import GenerationAPI
import JSON
import SessionLog

/// How a conversation went under other conditions, beside how it was.
struct OtherVerdict {
  struct Difference: Equatable {
    let turn: Int
    /// The last words that are the same.
    var before: String
    var was: String
    var `is`: String
  }

  let pane: Int
  let name: String
  /// The pane that it stands beside.
  let beside: String
  let besidePane: Int
  /// By turn: nil where the answer is the same.
  var turns: [(turn: Int, tokens: Int, cost: Cost?, difference: Difference?)] = []
  /// Why there is not an answer to each question.
  var reason: String?

  /// - Parameter state: of the session that has both.
  init(_ pair: OtherConditions.Pair, _ state: SessionState) {
    pane = pair.pane
    beside = pair.original.name
    besidePane = pair.original.pane
    let now = state.pane(pair.pane)
    name = now?.name ?? pair.model.name
    if case .failed(let error)? = now?.activity { reason = error }
    for asked in pair.original.turns {
      guard let variant = now?.turn(asked.turn)?.variant, let result = variant.result,
        result.reason == .stop || result.reason == .length
      else {
        reason = reason ?? now?.turn(asked.turn)?.result?.error ?? "it was stopped"
        continue
      }
      turns.append(
        (
          asked.turn, result.metrics.tokens, result.metrics.cost,
          Self.difference(
            turn: asked.turn, asked.text, variant.text, isWhole: asked.isWhole)
        ))
    }
  }

  var identical: Bool? {
    if turns.contains(where: { $0.difference != nil }) { return false }
    return reason == nil ? true : nil
  }

  /// Of an answer that was stopped only what there is of it counts.
  static func difference(
    turn: Int, _ was: String, _ now: String, isWhole: Bool
  ) -> Difference? {
    let old = Array(was.utf8)
    let new = Array(now.utf8)
    var same = zip(old, new).prefix { $0 == $1 }.count
    if same == old.count, !isWhole || same == new.count { return nil }
    // Not within a character.
    while same > 0, same < old.count, old[same] & 0xC0 == 0x80 { same -= 1 }
    func words(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
    return Difference(
      turn: turn, before: String(words(old[..<same].suffix(160)).suffix(40)),
      was: String(words(old[same...].prefix(160)).prefix(40)),
      is: String(words(new[min(same, new.count)...].prefix(160)).prefix(40)))
  }

  var json: JSONValue {
    let first = turns.lazy.compactMap(\.difference).first
    return .object([
      JSONField("pane", .integer(pane)), JSONField("name", .string(name)),
      JSONField("beside", .integer(besidePane)),
      JSONField("identical", identical.map { .bool($0) } ?? .null),
      JSONField("first_difference", first?.json ?? .null),
      JSONField("differing", .integer(turns.count { $0.difference != nil })),
      JSONField("answers", .integer(turns.count)),
      JSONField("tokens", .integer(turns.reduce(0) { $0 + $1.tokens })),
      JSONField("reason", reason.map { .string($0) } ?? .null),
    ])
  }

  /// For people.
  var lines: [String] {
    var lines = ["\(name), beside \(beside):"]
    for turn in turns {
      let tokens = [RerunVerdict.count(turn.tokens, "token"), turn.cost?.text]
        .compactMap(\.self).joined(separator: ", ")
      guard let difference = turn.difference else {
        lines.append("  turn \(turn.turn): the same (\(tokens))")
        continue
      }
      let place =
        difference.before.isEmpty
        ? "from the beginning" : "after \(Self.quoted("…" + difference.before))"
      lines.append(
        "  turn \(turn.turn): differs \(place): was \(Self.quoted(difference.was)), is "
          + "\(Self.quoted(difference.is)) (\(tokens))")
    }
    if let reason { lines.append("  not all is answered: \(reason)") }
    return lines
  }

  private static func quoted(_ text: String) -> String { JSONValue.string(text).write() }
}

extension OtherVerdict.Difference {
  var json: JSONValue {
    .object([
      JSONField("turn", .integer(turn)), JSONField("was_text", .string(was)),
      JSONField("is_text", .string(`is`)),
    ])
  }
}
