import Cells

/// Where the parts of the list of sessions stand.
struct SessionsLayout {
  /// The widest that a line of the list is read with ease, preview included.
  static let columns = 180

  /// The box that the list stands in, without its border.
  static func inside(_ size: Size) -> Rect {
    Rect.box(in: size, columns: columns, content: size.rows).insideBox
  }

  /// Whether there is room for what the selected session says.
  static func hasPreview(_ size: Size) -> Bool { size.columns >= 120 && size.rows >= 12 }

  let list: Rect
  let preview: Rect?
  /// Cells of a line's parts; 0 for those that there is no room for.
  let title: Int
  let models: Int
  let hasNumbers: Bool

  /// "open elsewhere" takes the place of models.
  private static let stateWidth = 14
  static let sign = 2
  static let star = 2
  static let numbers = 2 + 5 + 2 + 7

  /// - Parameters:
  ///   - inner: what is inside of the box: a row to type in, one of headings, the list.
  ///   - longestModels: cells that the names of models take at most.
  init(_ inner: Rect, size: Size, longestModels: Int) {
    let rows = max(0, inner.rows - 2)
    let hasPreview = Self.hasPreview(size)
    let columns = hasPreview ? max(72, inner.columns * 11 / 20) : inner.columns
    list = Rect(column: inner.column, row: inner.row + 2, columns: columns, rows: rows)
    preview =
      hasPreview
      ? Rect(
        column: list.endColumn + 3, row: inner.row, columns: inner.endColumn - list.endColumn - 3,
        rows: inner.rows) : nil
    let fixed = Self.sign + Self.star + CalendarTime.width + 2
    hasNumbers = columns >= 60
    let left = max(0, columns - fixed - (hasNumbers ? Self.numbers : 0))
    models = left >= 36 ? min(max(Self.stateWidth, longestModels), left / 3) : 0
    title = models > 0 ? left - models - 2 : left
  }
}
