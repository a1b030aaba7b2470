import Cells
import SessionLog

/// An answer as a viewer wants to see it: what was thought, and where the answer itself begins.
struct ShownAnswer {
  struct Thought {
    var text: String
    /// Where it begins in the answer, in UTF-8 code units.
    var start: Int
    var isOpen: Bool
  }

  /// Nil where nothing was thought, or all is shown as it is written.
  var thought: Thought?
  /// Where the answer begins, in UTF-8 code units.
  var start: Int

  init(_ answer: String, _ view: ViewState) {
    if !view.isRaw, let reasoning = Reasoning(of: answer) {
      let utf8 = answer.utf8
      let range = reasoning.thought
      let first = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
      let last = utf8.index(utf8.startIndex, offsetBy: range.upperBound)
      thought = Thought(
        text: String(answer[first..<last]), start: range.lowerBound, isOpen: reasoning.isOpen)
      start = reasoning.end + answer.leadingBlankBytes(from: reasoning.end)
    } else {
      start = answer.leadingBlankBytes
    }
  }
}

extension ShownAnswer.Thought {
  /// `◌ thought  212 words  F unfolds`
  func title(_ view: ViewState) -> String {
    let words = wordCount
    return [
      StateMark.thinking.text(view.glyphs).string + (isOpen ? " thinking" : " thought"),
      words == 1 ? "1 word" : "\(words) words",
      (view.mode == .panes ? "F " : "Esc F ") + (view.unfoldsThoughts ? "folds" : "unfolds"),
    ].joined(separator: "  ")
  }

  private var wordCount: Int {
    var count = 0
    var isInside = false
    for byte in text.utf8 {
      let isBlank = byte <= 0x20
      if !isBlank, !isInside { count += 1 }
      isInside = !isBlank
    }
    return count
  }
}

extension PaneState {
  /// What it is doing; whether it thinks or answers can only be told from its text.
  var stateMark: StateMark {
    if activity == .answering, let turn = turns.last(where: { !$0.isWaiting }),
      Reasoning(of: turn.shownAnswer)?.isOpen ?? false
    {
      return .thinking
    }
    return StateMark(activity)
  }
}
