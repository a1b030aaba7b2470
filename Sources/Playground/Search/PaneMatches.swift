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
    /// Where its matches begin in `all`.
    var start: Int
  }

  /// In the order they stand in.
  private(set) var all: [SearchMatch] = []
  /// UTF-8 code units that were looked through.
  private(set) var work = 0

  /// Turns that were compared with what is known of them.
  private(set) var comparisons = 0

  private var turns: [TurnEntry] = []
  /// The pane's when it was last looked at: what lies before the turn that was open then is as it was.
  private var rewrites = 0
  private var openTurn = 0
  private var pattern: SearchPattern?
  private var isRaw = false
  private var unfoldsThoughts = false

  mutating func update(_ pane: PaneState, _ pattern: SearchPattern, _ view: ViewState) {
    var index = min(openTurn, turns.count)
    if pattern != self.pattern || isRaw != view.isRaw || unfoldsThoughts != view.unfoldsThoughts {
      self.pattern = pattern
      isRaw = view.isRaw
      unfoldsThoughts = view.unfoldsThoughts
      forget(from: 0)
      index = 0
    } else if pane.rewrites != rewrites {
      index = 0
    }
    rewrites = pane.rewrites
    openTurn = pane.firstOpenTurn
    while index < min(turns.count, pane.turns.count), isKnown(pane.turns[index], index) {
      index += 1
    }
    forget(from: index)
    for turn in pane.turns[min(index, pane.turns.count)...] {
      turns.append(
        TurnEntry(
          number: turn.number, prompt: turn.prompt, answer: turn.shownAnswer, start: all.count))
      all += matches(turn, pattern, view)
    }
  }

  private mutating func isKnown(_ turn: Turn, _ index: Int) -> Bool {
    comparisons += 1
    let known = turns[index]
    return known.number == turn.number && turn.prompt.isSame(as: known.prompt)
      && turn.shownAnswer.isSame(as: known.answer)
  }

  private mutating func forget(from index: Int) {
    guard index < turns.count else { return }
    all.removeSubrange(turns[index].start...)
    turns.removeSubrange(index...)
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
