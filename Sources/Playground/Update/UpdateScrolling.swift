import Cells
import SessionLog

/// Scrolling panes and the mouse.
extension Updater {
  /// Lines a turn of the wheel moves.
  static let wheelLines = 3

  mutating func scroll(_ number: Int, _ amount: Action.Scroll, cache: inout LayoutCache) {
    guard let pane = session.pane(number),
      let place = screenLayout.panes.first(where: { $0.number == number }),
      !place.body.isEmpty
    else { return }
    let height = place.body.rows
    let body = PaneBody(
      pane, width: place.body.columns, isCompact: place.isCompact, view: view, cache: &cache)
    let last = max(0, body.count - height)
    let first = body.first(for: view.scrolled[number], height: height)
    let target =
      switch amount {
      case .lines(let count): first + count
      case .halves(let count): first + count * max(1, height / 2)
      case .pages(let count): first + count * max(1, height - 1)
      case .top: 0
      case .bottom: last
      }
    if target >= last {
      // At the end it follows again.
      view.scrolled[number] = nil
    } else {
      view.scrolled[number] = body.anchor(at: max(0, target))
    }
  }

  mutating func handle(_ mouse: Mouse, cache: inout LayoutCache) {
    if mouse.action == .press, mouse.point.row == screenLayout.hints.row,
      screenLayout.arrangement != .tooSmall
    {
      return clickHint(at: mouse.point.column, cache: &cache)
    }
    if mouse.action == .press { view.pendingPrefix = nil }
    if case .palette(let palette) = view.overlay, mouse.action == .press {
      return clickPalette(palette, at: mouse.point, cache: &cache)
    }
    if let overlay = view.overlay {
      let lines: Int
      switch mouse.action {
      case .wheelUp: lines = -Self.wheelLines
      case .wheelDown: lines = Self.wheelLines
      default: return
      }
      switch overlay {
      case .help(let first): view.help = min(max(0, first + lines), lastHelpLine(&cache))
      case .picker(let picker): view.picker?.select(picker.selected + lines)
      case .details(let first): scrollDetails(to: first + lines)
      case .table: chooseInTable(by: lines < 0 ? -1 : 1)
      case .themes: moveTheme(by: lines)
      case .settings(var form):
        form.select(form.selected + lines.signum())
        view.overlay = .settings(form)
      case .palette: movePalette(by: lines)
      case .messages(let first): showMessages(from: first + lines)
      case .history: break
      }
      return
    }
    let layout = screenLayout
    let pane = layout.panes.first { $0.rect.contains(mouse.point) }
    switch mouse.action {
    case .press:
      if let pane {
        view.chosen = pane.number
      } else if layout.composer.contains(mouse.point) {
        view.mode = .type
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
