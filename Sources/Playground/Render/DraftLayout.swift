import Cells

/// A draft in rows of a width, worked out only around what is shown: a pasted megabyte costs no
/// more than a page.
struct DraftLayout {
  struct Row: Equatable {
    /// The draft's line.
    var line: Int
    /// The clusters of that line it shows.
    var range: Range<Int>
    var text: SafeText
  }

  let width: Int
  let widths: DisplayWidth

  /// Lines are wrapped in pieces of this many clusters; a longer line breaks at their ends.
  private static let piece = 1024

  init(width: Int, widths: DisplayWidth) {
    self.width = max(1, width)
    self.widths = widths
  }

  /// How many rows the draft takes, counted no further than a limit.
  func rowCount(of draft: Draft, limit: Int) -> Int {
    var count = 0
    for line in draft.lines.indices {
      for piece in pieces(of: draft.lines[line]) {
        count += rows(of: draft, line: line, piece: piece).count
        if count >= limit { return limit }
      }
    }
    return max(1, count)
  }

  /// The rows to show in so many lines, so that the caret is among them, and the caret's place.
  func window(of draft: Draft, height: Int) -> (rows: [Row], caret: Point) {
    let height = max(1, height)
    var piece = piece(of: draft.column, in: draft.line)
    var rows = rows(of: draft, line: draft.row, piece: piece)
    var caretRow = rowIndex(of: draft, in: rows)
    // Above the caret as much as fits, or all there is.
    var line = draft.row
    while caretRow < height - 1, let before = self.piece(before: piece, line: &line, of: draft) {
      piece = before
      let added = self.rows(of: draft, line: line, piece: piece)
      rows = added + rows
      caretRow += added.count
    }
    let first = max(0, caretRow - (height - 1))
    rows.removeFirst(first)
    caretRow -= first
    line = draft.row
    piece = self.piece(of: draft.column, in: draft.line)
    while rows.count < height, let next = self.piece(after: piece, line: &line, of: draft) {
      piece = next
      rows += self.rows(of: draft, line: line, piece: piece)
    }
    rows = Array(rows.prefix(height))
    return (rows, Point(column: caretColumn(of: draft, in: rows[caretRow]), row: caretRow))
  }

  /// The draft with the caret a row higher or lower; nil at the first or last row.
  func moved(_ draft: Draft, down: Bool) -> Draft? {
    var line = draft.row
    let piece = piece(of: draft.column, in: draft.line)
    var rows = rows(of: draft, line: line, piece: piece)
    var index = rowIndex(of: draft, in: rows)
    let column = caretColumn(of: draft, in: rows[index])
    if down, index + 1 == rows.count {
      guard let next = self.piece(after: piece, line: &line, of: draft) else { return nil }
      rows += self.rows(of: draft, line: line, piece: next)
    } else if !down, index == 0 {
      guard let before = self.piece(before: piece, line: &line, of: draft) else { return nil }
      let added = self.rows(of: draft, line: line, piece: before)
      rows = added + rows
      index += added.count
    }
    let target = rows[index + (down ? 1 : -1)]
    var place = target.range.lowerBound
    var used = 0
    let clusters = draft.lines[target.line]
    while place < target.range.upperBound {
      used += widths.of(SafeText(String(clusters[place])))
      if used > column { break }
      place += 1
    }
    // The end of a wrapped row is the start of the next.
    if place == target.range.upperBound, place > target.range.lowerBound, place < clusters.count {
      place -= 1
    }
    var moved = draft
    moved.place(row: target.line, column: place)
    return moved
  }

  // MARK: Rows

  private func rows(of draft: Draft, line: Int, piece: Range<Int>) -> [Row] {
    let clusters = draft.lines[line][piece]
    let wrapped = wrap(String(clusters), width: width, widths: widths)
    guard wrapped.count > 1 else {
      return [Row(line: line, range: piece, text: wrapped.first?.text ?? "")]
    }
    var starts: [Int] = []
    var offset = 0
    var next = 0
    for (index, cluster) in clusters.enumerated() {
      while next < wrapped.count, wrapped[next].start <= offset {
        starts.append(piece.lowerBound + index)
        next += 1
      }
      offset += cluster.utf8.count
    }
    while starts.count < wrapped.count { starts.append(piece.upperBound) }
    starts[0] = piece.lowerBound
    return wrapped.indices.map { index in
      let end = index + 1 < starts.count ? starts[index + 1] : piece.upperBound
      return Row(
        line: line, range: starts[index]..<max(starts[index], end), text: wrapped[index].text)
    }
  }

  private func rowIndex(of draft: Draft, in rows: [Row]) -> Int {
    rows.lastIndex { $0.line == draft.row && $0.range.lowerBound <= draft.column } ?? 0
  }

  private func caretColumn(of draft: Draft, in row: Row) -> Int {
    let end = min(max(draft.column, row.range.lowerBound), draft.lines[row.line].count)
    let before = draft.lines[row.line][row.range.lowerBound..<end]
    return min(width, widths.of(SafeText(String(before))))
  }

  // MARK: Pieces of a line

  private func pieces(of clusters: [Character]) -> [Range<Int>] {
    stride(from: 0, through: max(0, clusters.count - 1), by: Self.piece).map {
      $0..<min(clusters.count, $0 + Self.piece)
    }
  }

  private func piece(of column: Int, in clusters: [Character]) -> Range<Int> {
    let start = min(column, max(0, clusters.count - 1)) / Self.piece * Self.piece
    return start..<min(clusters.count, start + Self.piece)
  }

  private func piece(before piece: Range<Int>, line: inout Int, of draft: Draft) -> Range<Int>? {
    if piece.lowerBound > 0 { return (piece.lowerBound - Self.piece)..<piece.lowerBound }
    guard line > 0 else { return nil }
    line -= 1
    return self.piece(of: draft.lines[line].count, in: draft.lines[line])
  }

  private func piece(after piece: Range<Int>, line: inout Int, of draft: Draft) -> Range<Int>? {
    let clusters = draft.lines[line]
    if piece.upperBound < clusters.count {
      return piece.upperBound..<min(clusters.count, piece.upperBound + Self.piece)
    }
    guard line + 1 < draft.lines.count else { return nil }
    line += 1
    return self.piece(of: 0, in: draft.lines[line])
  }
}
