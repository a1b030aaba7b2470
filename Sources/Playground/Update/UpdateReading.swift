import Cells
import SessionLog

/// How answers are shown, and moving from message to message.
extension Updater {
  mutating func toggleRaw() {
    view.isRaw.toggle()
    view.search?.current = nil
    toast(view.isRaw ? "answers as they are written; v shows Markdown" : "answers as Markdown")
  }

  mutating func toggleThoughts() {
    view.unfoldsThoughts.toggle()
    view.search?.current = nil
    let hasThoughts = session.panes.contains { pane in
      pane.turns.contains { Reasoning(of: $0.shownAnswer) != nil }
    }
    if !hasThoughts {
      toast(
        "no model thought here yet; thoughts will be "
          + (view.unfoldsThoughts ? "unfolded" : "folded"))
    } else {
      toast(view.unfoldsThoughts ? "thoughts unfolded; F folds them" : "thoughts folded")
    }
  }

  mutating func toggleLink(cache: inout LayoutCache) {
    view.isLinked.toggle()
    toast(
      view.isLinked
        ? "panes scroll together, turn by turn; & lets go" : "each pane scrolls by itself")
    if view.isLinked { alignOthers(with: chosenNumber, cache: &cache) }
  }

  /// To the prompt before or after the first line.
  mutating func scrollToPrompt(by step: Int, cache: inout LayoutCache) {
    guard let pane = session.pane(chosenNumber), let place = place(ofPane: pane.number) else {
      return
    }
    let height = place.body.rows
    var body = PaneBody(pane, place, view: view)
    let first = body.first(for: view.scrolled[pane.number], height: height, &cache)
    var target = body.prompt(ofBlock: min(first.block, pane.turns.count - 1), &cache)
    if step < 0, target >= first {
      if target.block == 0 { return toast("this is the first prompt") }
      target = body.prompt(ofBlock: target.block - 1, &cache)
    } else if step > 0, target <= first {
      if view.scrolled[pane.number] == nil { return toast("this is the end") }
      target =
        target.block + 1 < pane.turns.count
        ? body.prompt(ofBlock: target.block + 1, &cache)
        : body.lastPage(height: height, &cache)
    }
    scroll(pane, to: target, height: height, &body, cache: &cache)
  }
}
