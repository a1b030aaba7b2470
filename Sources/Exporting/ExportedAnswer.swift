import GenerationAPI
import JSON
import Prompts
import SessionLog

/// An answer with all that a table says of it.
struct ExportedAnswer {
  var pane: PaneState
  var turn: Int
  var variant: Variant
  /// It is part of the conversation.
  var isShown: Bool

  var question: Question { variant.question }

  /// Whether it is what its prompt file expects; nil where that says nothing or it has not ended.
  var verdict: Verdict? {
    guard let use = question.use, let result = variant.result, result.reason != .error else {
      return nil
    }
    return PromptExpectation(ofPrompt: use.prompt)?.verdict(result.text, values: use.inputs)
  }

  /// What else ran; nil where nothing was generated, or by another program.
  var condition: Condition? {
    guard let metrics = variant.result?.metrics, metrics.tokens > 0, variant.seed != nil else {
      return nil
    }
    return metrics.condition
  }

  /// Settings that differ from those the pane has now.
  var ownSettings: [SettingEntry] {
    variant.settings.filter { entry in
      entry.name != "seed"
        && pane.settings.first { $0.name.hasBytes(of: entry.name) }?.value != entry.value
    }
  }
}

extension SessionState {
  /// All panes that something can be said of, by number: open ones, and closed ones that were asked.
  var exportedPanes: [PaneState] {
    (panes + closedPanes.filter { closed in !closed.turns.isEmpty && pane(closed.number) == nil })
      .sorted { $0.number < $1.number }
  }

  /// All answers: pane by pane and turn by turn, the shown one first, what was put aside behind.
  var exportedAnswers: [ExportedAnswer] {
    exportedPanes.flatMap { pane in Self.answers(pane.turns, pane, isShown: true) }
  }

  private static func answers(
    _ turns: [Turn], _ pane: PaneState, isShown: Bool
  ) -> [ExportedAnswer] {
    var aside: [ExportedAnswer] = []
    let shown = turns.flatMap { turn in
      turn.variantsShownFirst.map { variant, isFirst in
        aside += answers(variant.followers, pane, isShown: false)
        return ExportedAnswer(
          pane: pane, turn: turn.number, variant: variant, isShown: isShown && isFirst)
      }
    }
    return shown + aside
  }
}

extension Turn {
  /// The answers, that which is part of the conversation first.
  var variantsShownFirst: [(variant: Variant, isShown: Bool)] {
    let shown = variant
    let others = variants.filter { $0.number != shown?.number }
    return (shown.map { [($0, true)] } ?? []) + others.map { ($0, false) }
  }
}

extension ModelFacts {
  /// The model's file without its folder, which is nobody's business, or its endpoint.
  var source: String? {
    endpoint ?? path.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
  }
}

extension Variant.Author {
  /// As `ModelFacts.source`.
  var source: String? {
    guard let model else { return nil }
    return model.hasPrefix("/") ? model.split(separator: "/").last.map(String.init) : model
  }
}
