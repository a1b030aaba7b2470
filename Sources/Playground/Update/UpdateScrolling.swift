import Cells
import SessionLog

/// Scrolling panes and the mouse.
extension Updater {
  /// Lines a turn of the wheel moves.
  static let wheelLines = 3

  mutating func scroll(_ number: Int, _ amount: Action.Scroll, cache: inout LayoutCache) {
    guard let pane = session.pane(number), let place = place(ofPane: number) else { return }
    let height = place.body.rows
    var body = PaneBody(pane, place, view: view)
    let first = body.first(for: view.scrolled[number], height: height, &cache)
    let target =
      switch amount {
      case .lines(let count): body.moved(first, by: count, &cache)
      case .halves(let count): body.moved(first, by: count * max(1, height / 2), &cache)
      case .pages(let count): body.moved(first, by: count * max(1, height - 1), &cache)
      case .top: PaneBody.Place(block: 0, line: 0)
      case .bottom: body.lastPage(height: height, &cache)
      }
    scroll(pane, to: target, height: height, &body, cache: &cache)
  }

  /// Puts a line into a pane's first row, as far as there is enough below it, and into those of
  /// the others where they are linked.
  mutating func scroll(
    _ pane: PaneState, to target: PaneBody.Place, height: Int, _ body: inout PaneBody,
    cache: inout LayoutCache
  ) {
    put(pane, target, height: height, &body, cache: &cache)
    if view.isLinked { alignOthers(with: pane.number, cache: &cache) }
  }

  private mutating func put(
    _ pane: PaneState, _ target: PaneBody.Place, height: Int, _ body: inout PaneBody,
    cache: inout LayoutCache
  ) {
    let number = pane.number
    if target >= body.lastPage(height: height, &cache) {
      // At the end it follows again.
      view.scrolled[number] = nil
      view.left[number] = nil
    } else {
      if view.scrolled[number] == nil { view.left[number] = pane.textEnd }
      view.scrolled[number] = body.anchor(at: target, &cache)
    }
  }

  /// Brings the other panes to the same line of the same turn, as far as they have it.
  mutating func alignOthers(with number: Int, cache: inout LayoutCache) {
    guard let pane = session.pane(number), let place = place(ofPane: number) else { return }
    let anchor = view.scrolled[number]
    var body = PaneBody(pane, place, view: view)
    let first = body.first(for: anchor, height: place.body.rows, &cache)
    let depth = body.depth(of: first, &cache)
    for other in session.panes where other.number != number {
      guard let place = self.place(ofPane: other.number) else {
        // It is not to be seen now, and goes to the same turn when it is.
        view.scrolled[other.number] = anchor.map {
          ScrollAnchor(turn: $0.turn, part: $0.part, offset: -1)
        }
        view.left[other.number] = anchor == nil ? nil : view.left[other.number] ?? other.textEnd
        continue
      }
      guard let anchor else {
        view.scrolled[other.number] = nil
        view.left[other.number] = nil
        continue
      }
      var body = PaneBody(other, place, view: view)
      let target = body.place(ofTurn: anchor.turn, anchor.part, depth: depth, &cache)
      put(other, target, height: place.body.rows, &body, cache: &cache)
    }
  }

  /// Where a pane's conversation is to be seen; nil where it is not.
  func place(ofPane number: Int) -> PanePlace? {
    screenLayout.panes.first { $0.number == number && !$0.body.isEmpty }
  }

  mutating func handle(_ mouse: Mouse, cache: inout LayoutCache) {
    if mouse.action == .press, mouse.point.row == screenLayout.hints.row,
      screenLayout.arrangement != .tooSmall
    {
      return clickHint(at: mouse.point.column, cache: &cache)
    }
    if mouse.action == .press { view.pendingPrefix = nil }
    if let overlay = view.overlay { return moused(mouse, over: overlay, cache: &cache) }
    let layout = screenLayout
    let pane = layout.panes.first { $0.rect.contains(mouse.point) }
    switch mouse.action {
    case .press:
      if let pane {
        view.chosen = pane.number
      } else if layout.composer.contains(mouse.point), view.replay != nil {
        clickTimeline(at: mouse.point.column)
      } else if layout.composer.contains(mouse.point) {
        view.mode = .type
        view.search?.isTyping = false
      }
    case .wheelUp, .wheelDown:
      guard let pane else { return }
      let lines = mouse.action == .wheelUp ? -Self.wheelLines : Self.wheelLines
      scroll(pane.number, .lines(lines), cache: &cache)
    case .release, .drag: break
    }
  }

  private var screenLayout: ScreenLayout {
    let draft = DraftPlace(session, view, size: view.size)
    return ScreenLayout(
      LayoutInputs(
        size: view.size, panes: session.panes.map(\.number), chosen: view.chosen,
        isZoomed: view.isZoomed, arrangement: view.arrangement, draftRows: draft.rows,
        dockRows: view.dockRows(session)))
  }
}
