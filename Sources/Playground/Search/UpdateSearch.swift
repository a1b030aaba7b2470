import Cells
import SessionLog

/// Looking for text in the panes.
extension Updater {
  mutating func openSearch() {
    view.mode = .panes
    view.search = Search(before: view.scrolled, earlier: view.search?.query)
  }

  mutating func typedInSearch(_ key: Key, cache: inout LayoutCache) {
    guard let search = view.search else { return }
    switch key {
    case .control("l"): effects.append(.redraw)
    case .control("z"): effects.append(.suspend)
    case .control("q"):
      view.search?.isTyping = false
      quit()
    case Key(.backspace) where search.query.isEmpty, .control("h") where search.query.isEmpty,
      Key(.escape), .control("c"):
      view.scrolled = search.before
      view.search = nil
    case Key(.enter):
      // Nothing typed: what was looked for before.
      if search.query.isEmpty { look(for: search.earlier ?? "", cache: &cache) }
      view.search?.isTyping = false
      if view.search?.pattern == nil { view.search = nil }
    case Key(.down), .control("n"), Key(.tab): goToMatch(by: 1, cache: &cache)
    case Key(.up), .control("p"): goToMatch(by: -1, cache: &cache)
    default:
      guard let text = key.typed(into: search.query) else {
        return toast("\(key.name) does nothing here; Enter keeps, Esc cancels")
      }
      look(for: text, cache: &cache)
    }
  }

  /// Pasted into the search line.
  mutating func pasteIntoSearch(_ text: String, cache: inout LayoutCache) {
    look(for: (view.search?.query ?? "") + text.firstLine, cache: &cache)
  }

  /// Takes a new query and goes to what is nearest to where the search began.
  private mutating func look(for query: String, cache: inout LayoutCache) {
    guard let before = view.search?.before else { return }
    view.search?.set(query)
    view.search?.current = nil
    view.scrolled = before
    guard let pane = session.pane(chosenNumber) else { return }
    let matches = cache.matches(in: pane, view).all
    guard !matches.isEmpty else { return }
    var match = matches[matches.count - 1]
    if let first = firstShown(pane, cache: &cache) {
      let index = matches.partition { !$0.isBefore(first) }
      if index < matches.count { match = matches[index] }
    }
    show(match, in: pane, cache: &cache)
  }

  /// What stands in a pane's first row.
  private func firstShown(_ pane: PaneState, cache: inout LayoutCache) -> ScrollAnchor? {
    guard let place = place(ofPane: pane.number) else { return nil }
    var body = PaneBody(pane, place, view: view)
    let first = body.first(
      for: view.scrolled[pane.number], height: place.body.rows, &cache)
    return body.anchor(at: first, &cache)
  }

  /// Whether a match is on the screen; one that was scrolled away from is no place to go on from.
  private func isSeen(
    _ match: SearchMatch, in pane: PaneState, cache: inout LayoutCache
  ) -> Bool {
    guard let place = place(ofPane: pane.number) else { return true }
    var body = PaneBody(pane, place, view: view)
    let target = body.place(of: match.anchor, &cache)
    let first = body.first(for: view.scrolled[pane.number], height: place.body.rows, &cache)
    return target >= first && target < body.moved(first, by: place.body.rows, &cache)
  }

  /// Scrolls to a match, if it is not to be seen.
  private mutating func show(_ match: SearchMatch, in pane: PaneState, cache: inout LayoutCache) {
    view.search?.current = .init(pane: pane.number, match: match)
    guard !isSeen(match, in: pane, cache: &cache), let place = place(ofPane: pane.number) else {
      return
    }
    let height = place.body.rows
    var body = PaneBody(pane, place, view: view)
    let target = body.place(of: match.anchor, &cache)
    let top = body.moved(target, by: -(height / 3), &cache)
    scroll(pane, to: top, height: height, &body, cache: &cache)
  }

  /// Goes to the next match or the one before: after the chosen pane's last, to the next pane that
  /// has one.
  mutating func goToMatch(by step: Int, cache: inout LayoutCache) {
    guard view.search?.pattern != nil, let pane = session.pane(chosenNumber) else { return }
    let matches = cache.matches(in: pane, view).all
    if let index = nextIndex(matches, pane, by: step, cache: &cache) {
      return show(matches[index], in: pane, cache: &cache)
    }
    // On to another pane.
    let numbers = session.panes.map(\.number)
    guard let here = numbers.firstIndex(of: pane.number) else { return }
    for distance in 1...numbers.count {
      let index = (here + step * distance + numbers.count * numbers.count) % numbers.count
      let other = session.panes[index]
      let matches = cache.matches(in: other, view).all
      guard let match = step > 0 ? matches.first : matches.last else { continue }
      view.chosen = other.number
      show(match, in: other, cache: &cache)
      let end = step > 0 ? "first" : "last"
      return toast(
        other.number == pane.number
          ? "from the \(end) match again" : "on in pane \(other.number), at its \(end) match")
    }
    toast("nothing found")
  }

  /// The index of the match to go to in the chosen pane; nil where it has no more that way.
  private func nextIndex(
    _ matches: [SearchMatch], _ pane: PaneState, by step: Int, cache: inout LayoutCache
  ) -> Int? {
    let index: Int
    if let current = view.search?.current, current.pane == pane.number,
      isSeen(current.match, in: pane, cache: &cache)
    {
      let at = matches.partition { !$0.isBefore(current.match.anchor) }
      let isThere = at < matches.count && matches[at] == current.match
      index = step > 0 ? (isThere ? at + 1 : at) : at - 1
    } else if let first = firstShown(pane, cache: &cache) {
      let at = matches.partition { !$0.isBefore(first) }
      index = step > 0 ? at : at - 1
    } else {
      index = step > 0 ? 0 : matches.count - 1
    }
    return matches.indices.contains(index) ? index : nil
  }
}
