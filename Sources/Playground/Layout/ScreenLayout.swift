import Cells

/// All that decides where things stand.
struct LayoutInputs: Equatable {
  var size: Size
  /// Open panes by number, in their order.
  var panes: [Int]
  var chosen: Int?
  var isZoomed = false
  var arrangement = Playground.Arrangement.automatic
  /// Rows the draft would like.
  var draftRows = 1
}

/// Where everything stands on the screen.
struct ScreenLayout: Equatable {
  enum Arrangement: Equatable {
    /// Smaller than anything can be shown in.
    case tooSmall
    /// Boxes side by side, in as many bands as it takes.
    case boxes
    /// One below the other, without side borders.
    case rows
    /// The chosen pane, and a line for each of the others.
    case strips
    /// The chosen pane, and the others as tabs in the status line.
    case tabs
  }

  var arrangement: Arrangement
  var status: Rect
  var panes: [PanePlace]
  /// The composer's upper line, which says to whom; on low screens the draft's line says it.
  var separator: Rect?
  var composer: Rect
  var hints: Rect

  /// Fewer cells than this get a sentence instead of a screen.
  static let minimum = Size(columns: 40, rows: 10)
  static let minimumColumns = 38
  static let minimumRows = 5
  /// Columns that were asked for may be as narrow as this.
  static let narrowestColumn = 24
  /// Below this, bands of boxes hold less than rows do.
  static let minimumBand = 12

  init(_ inputs: LayoutInputs) {
    let columns = max(0, inputs.size.columns)
    let rows = max(0, inputs.size.rows)
    func line(_ row: Int, _ count: Int = 1) -> Rect {
      Rect(column: 0, row: row, columns: columns, rows: count)
    }
    guard columns >= Self.minimum.columns, rows >= Self.minimum.rows else {
      arrangement = .tooSmall
      status = line(0, 0)
      panes = []
      composer = line(0, 0)
      hints = line(0, 0)
      return
    }
    status = line(0)
    hints = line(rows - 1)
    let draftRows = min(max(1, inputs.draftRows), max(1, rows / 3))
    let gap = rows >= 30 ? 1 : 0
    composer = line(rows - 1 - gap - draftRows, draftRows)
    separator = rows >= 16 ? line(composer.row - 1) : nil
    let bottom = separator?.row ?? composer.row
    (arrangement, panes) = Self.place(inputs, in: line(1, bottom - 1))
  }

  private static func place(_ inputs: LayoutInputs, in area: Rect) -> (Arrangement, [PanePlace]) {
    let chosen = inputs.panes.first { $0 == inputs.chosen } ?? inputs.panes.first
    guard let chosen else { return (.boxes, []) }
    let panes = inputs.isZoomed ? [chosen] : inputs.panes
    // Side by side, in bands of nearly the same number of boxes.
    let most = max(1, area.columns / minimumColumns)
    var bands = (panes.count + most - 1) / most
    var arrangement = panes.count > 1 ? inputs.arrangement : .automatic
    if arrangement == .columns, area.columns / panes.count >= narrowestColumn { bands = 1 }
    if arrangement == .rows, area.rows / panes.count < minimumRows { arrangement = .automatic }
    if arrangement != .rows, arrangement != .strips,
      bands == 1 && area.rows >= 10 || area.rows / bands >= minimumBand
    {
      return (.boxes, boxes(panes, bands: bands, in: area))
    }
    if panes.count > 1, arrangement != .strips, area.rows / panes.count >= minimumRows {
      let places = split(area.rows, into: panes.count)
      return (
        .rows,
        zip(panes, places).map { number, place in
          PanePlace(
            number: number, style: .row,
            rect: Rect(
              column: area.column, row: area.row + place.start, columns: area.columns,
              rows: place.count))
        }
      )
    }
    let others = panes.filter { $0 != chosen }
    if area.rows - others.count - 1 >= minimumRows + 1 {
      let open = Rect(
        column: area.column, row: area.row, columns: area.columns,
        rows: area.rows - others.count - 1)
      let strips = others.enumerated().map { index, number in
        PanePlace(
          number: number, style: .strip,
          rect: Rect(
            column: area.column, row: open.endRow + 1 + index, columns: area.columns, rows: 1))
      }
      return (.strips, [PanePlace(number: chosen, style: .row, rect: open)] + strips)
    }
    return (.tabs, [PanePlace(number: chosen, style: .bare, rect: area)])
  }

  private static func boxes(_ panes: [Int], bands: Int, in area: Rect) -> [PanePlace] {
    var places: [PanePlace] = []
    var next = 0
    for (band, share) in zip(
      split(area.rows, into: bands), split(panes.count, into: bands).map(\.count))
    {
      for column in split(area.columns, into: share) {
        places.append(
          PanePlace(
            number: panes[next], style: .box,
            rect: Rect(
              column: area.column + column.start, row: area.row + band.start,
              columns: column.count, rows: band.count)))
        next += 1
      }
    }
    return places
  }

  /// Equal parts of a length; the first ones take what is left over.
  private static func split(_ length: Int, into parts: Int) -> [(start: Int, count: Int)] {
    var start = 0
    return (0..<parts).map { index in
      let count = length / parts + (index < length % parts ? 1 : 0)
      defer { start += count }
      return (start, count)
    }
  }
}

/// Where a pane stands and how it is drawn.
struct PanePlace: Equatable {
  enum Style: Equatable {
    /// Borders all around, numbers in a line of their own.
    case box
    /// One line of title and numbers above the text.
    case row
    /// Only the text.
    case bare
    /// Only one line.
    case strip
  }

  var number: Int
  var style: Style
  var rect: Rect

  /// A low box gives its lower border to the text.
  var hasBottomBorder: Bool { style == .box && rect.rows >= 10 }
  /// A blank line between the numbers and the text.
  var hasGap: Bool { style == .box && rect.rows >= 12 }

  /// Where the conversation is drawn.
  var body: Rect {
    switch style {
    case .box:
      let top = 2 + (hasGap ? 1 : 0)
      return Rect(
        column: rect.column + 2, row: rect.row + top, columns: rect.columns - 4,
        rows: rect.rows - top - (hasBottomBorder ? 1 : 0))
    case .row:
      return Rect(
        column: rect.column + 1, row: rect.row + 1, columns: rect.columns - 2,
        rows: rect.rows - 1)
    case .bare:
      return rect
    case .strip:
      return Rect(column: rect.column, row: rect.row, columns: 0, rows: 0)
    }
  }

  /// Little room: no blank lines between prompt and answer.
  var isCompact: Bool { body.rows < 8 }
}
