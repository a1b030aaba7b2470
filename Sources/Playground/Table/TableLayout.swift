import Cells

/// Which of a table's columns have room in a width, and where they stand.
struct TableLayout: Equatable {
  struct Place: Equatable {
    var column: TableColumn
    var start: Int
    var width: Int
  }

  /// Cells between two columns; the first of them is for the sign of the best.
  static let gap = 2
  /// A name is shortened to this before a column is dropped.
  static let shortName = 16
  static let shortestName = 12
  static let longName = 32

  let places: [Place]
  /// Cells it takes.
  let columns: Int

  init(_ table: PaneTable, columns room: Int, isASCII: Bool, widths: DisplayWidth) {
    let names = table.rows.map { widths.of(SafeText($0.cells[.model]?.text ?? "")) }
    let longest = max(5, min(Self.longName, names.max() ?? 0))
    let head = (table.rows.map { String($0.pane).utf8.count }.max() ?? 1) + (isASCII ? 4 : 2)
    func width(_ column: TableColumn) -> Int {
      if column == .pane { return head }
      return column.width ?? min(longest, room < 60 ? Self.shortestName : Self.shortName)
    }
    var shown = table.columns
    func total() -> Int { shown.reduce(-Self.gap) { $0 + width($1) + Self.gap } + 1 }
    for column in TableColumn.dropped where total() > room { shown.removeAll { $0 == column } }
    // What is left goes to the names, then to the conditions.
    var left = max(0, room - total())
    let model = min(longest, width(.model) + left)
    left -= model - width(.model)
    let conditions = table.rows.map { widths.of(SafeText($0.cells[.condition]?.text ?? "")) }
    let condition = min(
      max(width(.condition), conditions.max() ?? 0), width(.condition) + left)
    var start = 0
    var places: [Place] = []
    for column in shown {
      let wide =
        switch column {
        case .model: model
        case .condition: condition
        default: width(column)
        }
      places.append(Place(column: column, start: start, width: wide))
      start += wide + Self.gap
    }
    self.places = places
    self.columns = max(0, start - Self.gap + 1)
  }
}
