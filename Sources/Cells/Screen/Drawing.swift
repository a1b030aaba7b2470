extension Frame {
  /// Draws text from a place to the right, as far as the clipping rectangle and the screen reach,
  /// and returns the column after it. A wide character that does not fit leaves a blank; a newline
  /// ends the text.
  @discardableResult
  public mutating func draw(
    _ text: SafeText, at point: Point, role: Role = .text, attributes: Attributes = [],
    clip: Rect? = nil
  ) -> Int {
    let area = clip.map { $0.intersection(bounds) } ?? bounds
    let isVisible = point.row >= area.row && point.row < area.endRow
    if text.string.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) {
      if isVisible { placeASCII(text.string, role, attributes, at: point, within: area) }
      let end = point.column + text.string.utf8.count
      return min(end, max(area.endColumn, point.column))
    }
    var column = point.column
    func put(_ text: String, _ width: Int, _ frame: inout Frame) {
      defer { column += width }
      guard isVisible, width > 0 else { return }
      guard column >= area.column, column + width <= area.endColumn else {
        // Half of a wide character: the half that is inside stays blank.
        for half in column..<(column + width) where half >= area.column && half < area.endColumn {
          frame.place(" ", role, attributes, at: half, point.row)
        }
        return
      }
      frame.place(text, role, attributes, at: column, point.row)
      if width == 2 { frame.place("", role, attributes, at: column + 1, point.row) }
    }
    var cells = CellTexts()
    text.string.forEachClusterWhile { cluster, _ in
      switch cluster {
      case .plain(let scalar):
        put(String(scalar), widths.of(scalar), &self)
      case .other(let character):
        cells.removeAll()
        cells.append(character, widths: widths)
        for cell in cells.items { put(cell.text, cell.width, &self) }
      case .newline, .tab:
        return false
      }
      return column < area.endColumn
    }
    return min(column, max(area.endColumn, point.column))
  }

  /// Fills a rectangle with the first cluster of a text, which must take one cell or two; what
  /// is left over at the right stays blank.
  public mutating func fill(
    _ rect: Rect, with text: SafeText, role: Role, attributes: Attributes = []
  ) {
    guard let cell = CellTexts.first(of: text.string, widths: widths) else { return }
    let area = rect.intersection(bounds)
    for row in area.row..<area.endRow {
      var column = area.column
      while column < area.endColumn {
        let fits = column + cell.width <= area.endColumn
        place(fits ? cell.text : " ", role, attributes, at: column, row)
        if fits, cell.width == 2 { place("", role, attributes, at: column + 1, row) }
        column += fits ? cell.width : 1
      }
    }
  }

  /// Fills a rectangle with blanks in a role.
  public mutating func fill(_ rect: Rect, role: Role, attributes: Attributes = []) {
    let area = rect.intersection(bounds)
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn {
        place(" ", role, attributes, at: column, row)
      }
    }
  }

  /// Changes attributes of what was drawn before.
  public mutating func add(_ attributes: Attributes, to rect: Rect) {
    let area = rect.intersection(bounds)
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn {
        self[column, row].attributes.formUnion(attributes)
      }
    }
  }

  /// Sets the cells of a text that has one for every byte: most of what is ever drawn.
  private mutating func placeASCII(
    _ text: String, _ role: Role, _ attributes: Attributes, at point: Point, within area: Rect
  ) {
    let skipped = max(0, area.column - point.column)
    let start = point.column + skipped
    var column = start
    let row = point.row * size.columns
    for byte in text.utf8.dropFirst(skipped) {
      guard column < area.endColumn else { break }
      if column == start, start > 0, cells[row + start].text.isEmpty {
        cells[row + start - 1].blank()
      }
      cells[row + column] = Cell(unchecked: Self.ascii[Int(byte - 0x20)], role, attributes)
      column += 1
    }
    if column > start, column < size.columns, cells[row + column].text.isEmpty {
      cells[row + column].blank()
    }
  }

  /// From the blank on.
  private static let ascii = (UInt8(0x20)..<0x7F).map { String(Unicode.Scalar($0)) }

  /// Sets one cell, and blanks what remains of a wide character it cuts in two.
  private mutating func place(
    _ text: String, _ role: Role, _ attributes: Attributes, at column: Int, _ row: Int
  ) {
    let index = row * size.columns + column
    if cells[index].text.isEmpty {
      if column > 0, !text.isEmpty { cells[index - 1].blank() }
    } else if column + 1 < size.columns, cells[index + 1].text.isEmpty {
      cells[index + 1].blank()
    }
    cells[index] = Cell(unchecked: text, role, attributes)
  }
}
