/// A whole picture of the screen, with the place of the caret and the theme it is meant for.
public struct Frame: Sendable, Equatable {
  public let size: Size
  /// Row after row.
  public internal(set) var cells: [Cell]
  /// Where the real cursor goes, always: an input method draws its preedit there.
  public var caret: Point
  public var theme: Theme
  /// The terminal window's title.
  public var title: SafeText
  /// How wide the terminal draws what is drawn here.
  public var widths = DisplayWidth()

  public init(size: Size, theme: Theme) {
    self.size = size
    self.theme = theme
    let blank = Cell(unchecked: " ", .background, [])
    cells = Array(repeating: blank, count: max(0, size.columns) * max(0, size.rows))
    caret = Point(column: 0, row: 0)
    title = ""
  }

  /// The cell at a place that must be inside.
  public subscript(column: Int, row: Int) -> Cell {
    get { cells[row * size.columns + column] }
    set { cells[row * size.columns + column] = newValue }
  }

  /// The whole screen.
  public var bounds: Rect {
    Rect(column: 0, row: 0, columns: max(0, size.columns), rows: max(0, size.rows))
  }
}
