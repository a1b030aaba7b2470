/// One cell of the screen.
public struct Cell: Sendable, Equatable {
  /// One grapheme cluster, at most two cells wide, safe to print; empty in the right half of a
  /// wide one.
  public var text: String
  public var role: Role
  /// Added to the role's own attributes.
  public var attributes: Attributes

  public init(_ text: String = " ", _ role: Role = .text, _ attributes: Attributes = []) {
    self.text = text
    self.role = role
    self.attributes = attributes
  }
}

/// A whole picture of the screen, with the place of the caret and the theme it is meant for.
public struct Frame: Sendable, Equatable {
  public let size: Size
  /// Row after row.
  public private(set) var cells: [Cell]
  /// Where the real cursor goes, always: an input method draws its preedit there.
  public var caret: Point
  public var theme: Theme
  /// The terminal window's title.
  public var title: String

  public init(size: Size, theme: Theme) {
    self.size = size
    self.theme = theme
    cells = Array(repeating: Cell(), count: max(0, size.columns) * max(0, size.rows))
    caret = Point(column: 0, row: 0)
    title = ""
  }

  /// The cell at a place that must be inside.
  public subscript(column: Int, row: Int) -> Cell {
    get { cells[row * size.columns + column] }
    set { cells[row * size.columns + column] = newValue }
  }
}
