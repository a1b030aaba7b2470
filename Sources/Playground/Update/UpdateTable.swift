import Cells
import SessionLog

/// The table across panes has the keyboard.
extension Updater {
  /// Opens it; a table that stands below the panes goes.
  mutating func openTable() {
    guard view.size.rows >= TableView.dockRows else {
      view.overlay = .table
      return
    }
    view.table.isDocked.toggle()
    view.overlay = view.table.isDocked ? .table : nil
  }

  mutating func handleInTable(_ key: Key) {
    switch key.onLatinKeyboard {
    case Key(.left), .plain("h"): moveTableCursor(by: -1)
    case Key(.right), .plain("l"): moveTableCursor(by: 1)
    case Key(.up), .plain("k"): chooseInTable(by: -1)
    case Key(.down), .plain("j"): chooseInTable(by: 1)
    case Key(.enter) where view.table.isDocked:
      // It stays where it is, and the panes go on.
      view.overlay = nil
      view.mode = .type
    case Key(.enter), .plain("s"): sortTable()
    case Key(.tab), Key(.backTab), .plain("t"):
      view.table.scope = view.table.scope == .turn ? .session : .turn
      keepTableInScope()
    case .plain("I"): openDetails()
    case .plain("y"): effects.append(.copy(PaneTable(session, view).tabSeparated))
    case .plain("Y"): effects.append(.copy(PaneTable(session, view).markdown))
    case .plain("q"), .plain("T"):
      view.overlay = nil
      view.table.isDocked = false
    default:
      guard let number = paneNumber(of: key) else {
        return toast("\(key.name) does nothing in the table; Esc leaves it")
      }
      view.chosen = number
    }
  }

  /// Chooses the pane of the row above or below.
  mutating func chooseInTable(by step: Int) {
    let rows = PaneTable(session, view).rows
    guard let index = rows.firstIndex(where: { $0.pane == chosenNumber }) else { return }
    view.chosen = rows[max(0, min(index + step, rows.count - 1))].pane
  }

  private mutating func moveTableCursor(by step: Int) {
    let columns = shownColumns
    guard let index = columns.firstIndex(of: view.table.cursor) else {
      view.table.cursor = columns.contains(.rate) ? .rate : columns.first ?? .pane
      return
    }
    view.table.cursor = columns[max(0, min(index + step, columns.count - 1))]
  }

  /// Sorts by the column of the cursor; again, the other way round.
  private mutating func sortTable() {
    keepTableInScope()
    let column = view.table.cursor
    guard let sort = view.table.sort, sort.column == column else {
      view.table.sort = .init(column: column)
      return
    }
    view.table.sort?.isReversed.toggle()
  }

  /// Columns that there is room for.
  private var shownColumns: [TableColumn] {
    let isDocked = view.dockRows(session) > 0
    return TableLayout(
      PaneTable(session, view), columns: view.size.columns - (isDocked ? 2 : 4),
      isASCII: view.isASCII, widths: view.widths
    ).places.map(\.column)
  }

  /// Another scope, or another width, may lack the column of cursor or order.
  private mutating func keepTableInScope() {
    let columns = TableColumn.columns(view.table.scope)
    if !shownColumns.contains(view.table.cursor) { view.table.cursor = .rate }
    if let sort = view.table.sort, !columns.contains(sort.column) { view.table.sort = nil }
  }
}

extension KeyHints {
  static func tableHints(_ view: ViewState) -> [(key: SafeText, text: SafeText, rank: Int)] {
    [
      ("h l", "column", 2), ("s", "sort", 1),
      ("Tab", view.table.scope == .turn ? "session" : "turn", 2), ("j k", "pane", 4),
      ("I", "info", 5), ("y", "copy", 3), ("Y", "as Markdown", 6), ("T", "close", 1),
    ] + (view.table.isDocked && view.size.rows >= TableView.dockRows ? [("Esc", "leave", 0)] : [])
  }
}
