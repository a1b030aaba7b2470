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
    // Who thinks does so again and again.
    let hasThoughts = session.panes.contains { pane in
      pane.turns.suffix(32).contains { Reasoning(of: $0.shownAnswer) != nil }
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

  /// Picks the prompt before or after the picked one, and brings it to the screen; with none picked,
  /// beginning from the first line.
  mutating func pickPrompt(by step: Int, cache: inout LayoutCache) {
    guard let pane = session.pane(chosenNumber), let place = place(ofPane: pane.number) else {
      return
    }
    let height = place.body.rows
    var body = PaneBody(pane, place, view: view)
    let first = body.first(for: view.scrolled[pane.number], height: height, &cache)
    let end = body.moved(first, by: height, &cache)
    let index: Int
    if let number = view.picked[pane.number],
      let picked = pane.index(ofTurn: number),
      case let place = body.prompt(ofBlock: picked, &cache), place >= first, place < end
    {
      index = picked + step
    } else if view.scrolled[pane.number] == nil {
      // From behind the last one.
      if step > 0 { return toast("this is the end") }
      index = pane.turns.count - 1
    } else {
      let top = min(first.block, pane.turns.count - 1)
      let isAbove = body.prompt(ofBlock: top, &cache) < first
      index = step < 0 ? (isAbove ? top : top - 1) : (isAbove ? top + 1 : top)
    }
    guard index >= 0 else { return toast("this is the first prompt") }
    guard index < pane.turns.count else {
      view.picked[pane.number] = nil
      scroll(pane, to: body.lastPage(height: height, &cache), height: height, &body, cache: &cache)
      return
    }
    view.picked[pane.number] = pane.turns[index].number
    let target = body.prompt(ofBlock: index, &cache)
    if target < first || target >= end {
      scroll(pane, to: target, height: height, &body, cache: &cache)
    }
  }
}
