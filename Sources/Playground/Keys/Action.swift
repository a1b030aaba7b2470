/// Everything a key can do.
enum Action: Sendable, Equatable, Hashable {
  // Everywhere.
  case interrupt, suspend, redraw, quit, help, saved
  // The composer.
  case send, newline, openPanes
  case caretLeft, caretRight, caretUp, caretDown, lineStart, lineEnd, wordBack, wordForward
  case deleteBack, deleteForward, killToLineEnd, killToLineStart, killWordBack, killWordForward
  case yank
  // Panes.
  case nextPane, previousPane
  case choose(Int)
  case scroll(Scroll)
  case mark, markAll, stop, retry, copyAnswer, zoom, undo, type, stepOut
  case add, changeModel, clone, close
  /// On the screen, by so many places.
  case move(Int)

  enum Scroll: Sendable, Equatable, Hashable {
    case lines(Int)
    case halves(Int)
    case pages(Int)
    case top, bottom
  }
}
