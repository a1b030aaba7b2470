import Cells
import Prompts
import SessionLog

/// Whether an answer is what its prompt file expects, and what its examples cost.
struct ExpectNote: Sendable, Equatable {
  var verdict: Verdict?
  /// "+42 tok  +9ms"; nil without examples.
  var cost: String?

  /// Nil where there is nothing to say: no prompt file, or no end yet.
  init?(_ variant: Variant) {
    guard let use = variant.question.use, let result = variant.result,
      result.reason != .error
    else { return nil }
    let template = try? PromptTemplate(json: use.prompt)
    verdict = template?.expect?.verdict(result.text, values: use.inputs)
    if use.shots > 0, let tokens = variant.parts?.examples {
      let cost = result.metrics.prefillRate.map { Double(tokens) / $0 * 1000 }
      let time = cost.map { " +\(Int(min($0.rounded(), 1e9)))ms" } ?? ""
      self.cost = "+\(tokens) tok\(time)"
    }
    if verdict == nil, cost == nil { return nil }
  }

  /// `✓ expect: json   +42 tok +9ms`
  func text(_ glyphs: Glyphs) -> String {
    let words = verdict.map { verdict in
      "\(StateMark(verdict.isMet ? .stop : .error).text(glyphs).string) expect: \(verdict.reason)"
    }
    return [words, cost].compactMap { $0 }.joined(separator: "   ")
  }

  var role: Role {
    guard let verdict else { return .textDim }
    return verdict.isMet ? .stateOK : .stateError
  }
}

/// Notes on answers that are there, so that none is looked at in every frame.
struct ExpectNotes: Sendable {
  private struct Key: Hashable {
    var pane: Int
    var turn: Int
    var variant: Int
    var bytes: Int
  }

  private var notes: [Key: ExpectNote?] = [:]
  private static let limit = 512

  mutating func note(on turn: Turn, in pane: PaneState) -> ExpectNote? {
    guard let variant = turn.variant, variant.question.use != nil, let result = variant.result
    else {
      return nil
    }
    let key = Key(
      pane: pane.number, turn: turn.number, variant: variant.number,
      bytes: result.text.utf8.count)
    if let known = notes[key] { return known }
    if notes.count >= Self.limit { notes.removeAll() }
    let note = ExpectNote(variant)
    notes[key] = .some(note)
    return note
  }
}
