/// How the table across panes is looked at; it stays so while it is closed.
struct TableView: Sendable, Equatable {
  enum Scope: Sendable, Equatable {
    /// The last prompt's answers.
    case turn
    /// All answers of the session.
    case session
  }

  struct Sort: Sendable, Equatable {
    var column: TableColumn
    /// The other way round than the column's first order.
    var isReversed = false
  }

  var scope = Scope.turn
  /// It stands below the panes where the screen is high enough.
  var isDocked = false
  /// The column that a key would sort by.
  var cursor = TableColumn.rate
  /// Nil leaves panes in their order on the screen.
  var sort: Sort?

  /// Screens of so many rows have room for it below the panes.
  static let dockRows = 45
}
