import Cells
import GenerationAPI
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
    verdict = PromptExpectation(ofPrompt: use.prompt)?.verdict(result.text, values: use.inputs)
    if use.shots > 0, let parts = variant.parts {
      cost = "+\(parts.examples) tok" + Self.time(parts, result.metrics)
    }
    if verdict == nil, cost == nil { return nil }
  }

  /// " +9ms": how long it took to read the examples, as far as they were not in the cache.
  private static func time(_ parts: PromptParts, _ metrics: GenerateMetrics) -> String {
    let cached = max(0, max(0, metrics.cachedTokens) - max(0, parts.system))
    let read = max(0, parts.examples) - cached
    guard read > 0 else { return parts.examples > 0 ? " cached" : "" }
    guard let rate = metrics.prefillRate, rate > 0 else { return "" }
    return " +\(Int(min((Double(read) / rate * 1000).rounded(), 1e9)))ms"
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
