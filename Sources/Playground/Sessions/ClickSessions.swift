import Cells

/// Clicks on the list of sessions.
extension Updater {
  /// A click on a session selects it, one on the selected one shows what can be done with it.
  mutating func clickSessions(_ old: SessionList, at point: Point, cache: inout LayoutCache) {
    var list = old
    list.offersUndo = false
    switch list.panel {
    case .actions(let selected):
      guard let index = menuLine(at: point, of: view.keys.sessionMenu.count, selected) else {
        return closeMenu(list)
      }
      list.panel = .actions(index)
      view.overlay = .sessions(list)
      perform(.session(view.keys.sessionMenu[index].action), wasAsked: nil, cache: &cache)
    case .formats(let selected):
      guard let index = menuLine(at: point, of: SessionFormat.all.count, selected) else {
        return closeMenu(list)
      }
      export(list, SessionFormat.all[index])
    case .text: break
    case nil:
      guard let index = session(of: list, at: point) else { return }
      if index == list.selected { return openSessionActions() }
      list.select(index)
      view.overlay = .sessions(list)
    }
  }

  private mutating func closeMenu(_ old: SessionList) {
    var list = old
    list.panel = nil
    view.overlay = .sessions(list)
  }

  /// The index of the session on whose line a point is.
  private func session(of list: SessionList, at point: Point) -> Int? {
    let inside = SessionsLayout.inside(view.size)
    let layout = SessionsLayout(inside, size: view.size, longestModels: list.longestModels)
    guard layout.list.contains(point) else { return nil }
    let first = Painter.firstLine(
      of: list.lineCount, selected: list.selectedLine, rows: layout.list.rows)
    let line = first + point.row - layout.list.row
    guard line < list.lineCount else { return nil }
    return switch list.line(line) {
    case .session(let index), .finding(let index): index
    case .heading: nil
    }
  }

  /// The line of a menu over the list that a point is on.
  private func menuLine(at point: Point, of count: Int, _ selected: Int) -> Int? {
    let inside = Rect.box(in: view.size, columns: Painter.menuColumns, content: count).insideBox
    guard inside.contains(point) else { return nil }
    let line =
      Painter.firstLine(of: count, selected: selected, rows: inside.rows) + point.row - inside.row
    return line < count ? line : nil
  }
}
