import Cells

/// A table: a line of names, a line such as `|---|--:|`, and rows.
struct Table {
  enum Alignment { case leading, center, trailing }

  var header: ArraySlice<UInt8>
  var alignments: [Alignment]
  var rows: [ArraySlice<UInt8>] = []
  /// Where what follows it begins; nil at the source's end.
  var next: Int?

  /// Rows beyond this are shown as they are written.
  static let byteLimit = 8192
  static let columnLimit = 32

  private static let signs = Set("|:- \t".utf8)

  /// Whether a line may be a row.
  static func isRow(_ line: ArraySlice<UInt8>) -> Bool { line.contains(UInt8(ascii: "|")) }

  /// Nil where the second line does not fit to the first. One that is not whole may still have
  /// columns to come.
  init?(header: ArraySlice<UInt8>, below: ArraySlice<UInt8>, isWhole: Bool) {
    guard below.contains(UInt8(ascii: "-")),
      below.allSatisfy({ Self.signs.contains($0) }), Self.isRow(below) || !isWhole
    else { return nil }
    let columns = Self.cells(of: header).count
    var signs = Self.cells(of: below)
    if !isWhole {
      while signs.count < columns { signs.append(below[below.endIndex...]) }
    }
    guard columns == signs.count, columns <= Self.columnLimit,
      columns > 1 || header.first == UInt8(ascii: "|")
    else { return nil }
    self.header = header
    let colon = UInt8(ascii: ":")
    alignments = signs.map { cell in
      switch (cell.first == colon, cell.last == colon && cell.count > 1) {
      case (true, true): .center
      case (false, true): .trailing
      default: .leading
      }
    }
  }

  /// The cells of a row, without the blanks around them.
  static func cells(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let bar = UInt8(ascii: "|")
    func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      var cell = cell.drop { $0 <= 0x20 }
      while let last = cell.last, last <= 0x20 { cell.removeLast() }
      return cell
    }
    var rest = trimmed(line)
    if rest.first == bar { rest = rest.dropFirst() }
    var cells: [ArraySlice<UInt8>] = []
    var start = rest.startIndex
    var index = start
    while index < rest.endIndex {
      if rest[index] == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      if rest[index] == bar {
        cells.append(trimmed(rest[start..<index]))
        start = index + 1
      }
      index += 1
    }
    if start < rest.endIndex { cells.append(trimmed(rest[start...])) }
    return cells
  }

  /// So many cells: what a row has more of stands in the last one, what it lacks is empty.
  static func cells(of row: ArraySlice<UInt8>, count: Int) -> [ArraySlice<UInt8>] {
    var cells = cells(of: row)
    if cells.count > count, count > 0, let end = cells.last?.endIndex {
      cells[count - 1] = row[cells[count - 1].startIndex..<end]
      cells.removeSubrange(count...)
    }
    while cells.count < count { cells.append(row[row.endIndex...]) }
    return cells
  }

  // MARK: Layout

  private static let minimumColumn = 5

  /// Lines with aligned columns; as it is written where there is no room for those.
  func lines(
    width: Int, look: MarkdownLook, base: Int, into lines: inout [WrappedLine]
  ) {
    let all = ([header] + rows).map { row in Self.cells(of: row, count: alignments.count) }
    let bar = look.widths.of(look.column)
    let room = width - bar * (alignments.count - 1)
    func wrapped(_ cell: ArraySlice<UInt8>, _ width: Int, isHeader: Bool) -> [WrappedLine] {
      let style = isHeader ? TextStyle(.textStrong, .bold) : TextStyle()
      return wrap(
        InlineText.pieces(of: cell, style: style), ofBytes: cell, base: base, width: width,
        look: look)
    }
    // What each column would like: cells beyond a screen's width are not measured.
    let measured = all.enumerated().map { row, cells in
      cells.map { wrapped($0, 400, isHeader: row == 0) }
    }
    var columns = alignments.indices.map { column in
      max(1, measured.flatMap { $0[column].map(\.width) }.max() ?? 0)
    }
    guard Self.fit(&columns, into: room) else {
      for row in [header] + rows {
        lines += wrap(
          InlineText.pieces(of: row), ofBytes: row, base: base, width: width, look: look)
      }
      return
    }
    for (index, cells) in all.enumerated() {
      let row = index == 0 ? header : rows[index - 1]
      let start = base + row.startIndex
      emit(
        alignments.indices.map { column in
          let whole = measured[index][column]
          return whole.count == 1 && whole[0].width <= columns[column]
            ? whole : wrapped(cells[column], columns[column], isHeader: index == 0)
        },
        columns, start: start, look, into: &lines)
      if index == 0 {
        let signs = columns.map { String(repeating: look.rule.string, count: $0) }
        lines.append(
          line(SafeText(signs.joined(separator: look.cross.string)), .border, start, look))
      }
    }
  }

  private func line(
    _ text: SafeText, _ role: Role?, _ start: Int, _ look: MarkdownLook
  ) -> WrappedLine {
    WrappedLine(added: text, TextStyle(role), width: look.widths.of(text), start: start)
  }

  /// Makes the widest columns narrower until all fit; false where they can't.
  private static func fit(_ columns: inout [Int], into room: Int) -> Bool {
    var excess = columns.reduce(0, +) - room
    guard excess > 0 else { return true }
    guard columns.reduce(0, { $0 + min($1, minimumColumn) }) <= room else { return false }
    while excess > 0 {
      guard let widest = columns.max(), widest > minimumColumn else { return false }
      let next = max(minimumColumn, columns.filter { $0 < widest }.max() ?? 0)
      let those = columns.indices.filter { columns[$0] == widest }
      for (turn, index) in those.enumerated() {
        let share = (excess + those.count - turn - 1) / (those.count - turn)
        let cut = min(share, widest - next)
        columns[index] -= cut
        excess -= cut
      }
    }
    return true
  }

  /// One row, which takes as many lines as its highest cell.
  private func emit(
    _ cells: [[WrappedLine]], _ columns: [Int], start: Int, _ look: MarkdownLook,
    into lines: inout [WrappedLine]
  ) {
    for index in 0..<(cells.map(\.count).max() ?? 0) {
      var whole = line("", .text, start, look)
      for (column, cell) in cells.enumerated() {
        func blanks(_ count: Int) -> WrappedLine {
          line(SafeText(String(repeating: " ", count: max(0, count))), nil, start, look)
        }
        if column > 0 { whole = whole.followed(by: line(look.column, .border, start, look)) }
        let text = index < cell.count ? cell[index] : line("", .text, start, look)
        let space = columns[column] - text.width
        let before =
          switch alignments[column] {
          case .leading: 0
          case .center: space / 2
          case .trailing: space
          }
        whole = whole.followed(by: blanks(before)).followed(by: text)
        if column < cells.count - 1 { whole = whole.followed(by: blanks(space - before)) }
      }
      whole.start = start
      lines.append(whole)
    }
  }
}
