import Cells
import SessionLog

/// A place where a pane has what is looked for.
struct SearchMatch: Sendable, Equatable {
  var turn: Int
  var part: BodyPart
  /// UTF-8 code units into that part's text.
  var range: Range<Int>

  var anchor: ScrollAnchor { ScrollAnchor(turn: turn, part: part, offset: range.lowerBound) }

  func isBefore(_ anchor: ScrollAnchor) -> Bool {
    (turn, part, range.lowerBound) < (anchor.turn, anchor.part, anchor.offset)
  }
}

/// All places in a pane, kept from frame to frame: a turn is looked through once, and again when
/// its text has changed.
struct PaneMatches: Sendable {
  private struct TurnEntry {
    var number: Int
    var prompt: String
    var answer: String
    var matches: [SearchMatch]
  }

  /// In the order they stand in.
  private(set) var all: [SearchMatch] = []
  /// UTF-8 code units that were looked through.
  private(set) var work = 0

  private var turns: [TurnEntry] = []
  private var pattern: SearchPattern?
  private var isRaw = false
  private var unfoldsThoughts = false

  mutating func update(_ pane: PaneState, _ pattern: SearchPattern, _ view: ViewState) {
    var hasChanged = false
    if pattern != self.pattern || isRaw != view.isRaw || unfoldsThoughts != view.unfoldsThoughts {
      self.pattern = pattern
      isRaw = view.isRaw
      unfoldsThoughts = view.unfoldsThoughts
      turns = []
      hasChanged = true
    }
    if turns.count > pane.turns.count {
      turns.removeSubrange(pane.turns.count...)
      hasChanged = true
    }
    for (index, turn) in pane.turns.enumerated() {
      if index < turns.count {
        let known = turns[index]
        if known.number == turn.number, turn.prompt.isSame(as: known.prompt),
          turn.shownAnswer.isSame(as: known.answer)
        {
          continue
        }
      }
      let entry = TurnEntry(
        number: turn.number, prompt: turn.prompt, answer: turn.shownAnswer,
        matches: matches(turn, pattern, view))
      if index < turns.count { turns[index] = entry } else { turns.append(entry) }
      hasChanged = true
    }
    if hasChanged { all = turns.flatMap(\.matches) }
  }

  private mutating func matches(
    _ turn: Turn, _ pattern: SearchPattern, _ view: ViewState
  ) -> [SearchMatch] {
    work += turn.prompt.utf8.count + turn.shownAnswer.utf8.count
    func match(_ part: BodyPart, _ range: Range<Int>) -> SearchMatch {
      SearchMatch(turn: turn.number, part: part, range: range)
    }
    var matches = pattern.ranges(in: turn.prompt).map { match(.prompt, $0) }
    let answer = ShownAnswer(turn.shownAnswer, view)
    if let thought = answer.thought, view.unfoldsThoughts {
      matches += pattern.ranges(in: thought.text).map { match(.thought, $0) }
    }
    if answer.thought?.isOpen != true {
      matches += pattern.ranges(in: turn.shownAnswer).filter { $0.lowerBound >= answer.start }
        .map { match(.answer, $0) }
    }
    return matches
  }

  /// Those in a part of a turn.
  func inPart(_ part: BodyPart, ofTurn turn: Int) -> ArraySlice<SearchMatch> {
    let first = all.partition { ($0.turn, $0.part) >= (turn, part) }
    let end = all.partition { ($0.turn, $0.part) > (turn, part) }
    return all[first..<max(first, end)]
  }
}

extension String {
  /// The same bytes; at once where it is the same text.
  fileprivate func isSame(as other: String) -> Bool {
    utf8.count == other.utf8.count && extends(other)
  }
}
