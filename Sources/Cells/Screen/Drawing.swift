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
    var column = point.column
    func put(_ text: String, _ width: Int, _ frame: inout Frame) {
      defer { column += width }
      guard isVisible, width > 0 else { return }
      guard column >= area.column, column + width <= area.endColumn else {
        // Half of a wide character: the half that is inside stays blank.
        for half in column..<(column + width) where half >= area.column && half < area.endColumn {
          frame.place(Cell(unchecked: " ", role, attributes), at: half, point.row)
        }
        return
      }
      frame.place(Cell(unchecked: text, role, attributes), at: column, point.row)
      if width == 2 {
        frame.place(Cell(unchecked: "", role, attributes), at: column + 1, point.row)
      }
    }
    var cells = CellTexts()
    for character in text.string {
      if character == "\n" { break }
      if column >= area.endColumn { break }
      if let ascii = character.asciiValue {
        put(Self.ascii[Int(ascii & 0x7F)], 1, &self)
        continue
      }
      cells.removeAll()
      cells.append(character, widths: widths)
      for cell in cells.items { put(cell.text, cell.width, &self) }
    }
    return min(column, max(area.endColumn, point.column))
  }

  /// Fills a rectangle with blanks in a role.
  public mutating func fill(_ rect: Rect, role: Role, attributes: Attributes = []) {
    let area = rect.intersection(bounds)
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn {
        place(Cell(unchecked: " ", role, attributes), at: column, row)
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

  /// Sets one cell, and blanks what remains of a wide character it cuts in two.
  private mutating func place(_ cell: Cell, at column: Int, _ row: Int) {
    let old = self[column, row]
    if old.text.isEmpty, column > 0, !cell.text.isEmpty {
      let left = self[column - 1, row]
      self[column - 1, row] = Cell(unchecked: " ", left.role, left.attributes)
    }
    if !old.text.isEmpty, column + 1 < size.columns, self[column + 1, row].text.isEmpty {
      let right = self[column + 1, row]
      self[column + 1, row] = Cell(unchecked: " ", right.role, right.attributes)
    }
    self[column, row] = cell
  }

  private static let ascii: [String] = (0..<128).map { value in
    0x20..<0x7F ~= value ? String(Unicode.Scalar(UInt8(value))) : " "
  }
}
