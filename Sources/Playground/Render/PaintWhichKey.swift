import Cells

/// What may follow the prefix that was pressed.
extension Painter {
  mutating func paint(_ pending: PendingPrefix) {
    guard pending.showTime <= view.now else { return }
    let all = Continuation.all(after: pending.prefix, session, view)
    let inside = frame.size.columns - 4
    let columns = max(1, inside / Self.continuationWidth)
    let room = max(1, frame.size.rows - 5)
    var shown = all
    while shown.count > columns * room, let rank = shown.map(\.rank).max(), rank > 0,
      let index = shown.lastIndex(where: { $0.rank == rank })
    {
      shown.remove(at: index)
    }
    let rows = max(1, (shown.count + columns - 1) / columns)
    let label = KeyHints.ascii(view.keys.label(of: pending.prefix), view)
    let inner = paintBottomBox(
      " \(SafeText(label)) \(glyphs.ellipsis)  \(SafeText(pending.prefix.title)) ", content: rows)
    let width = inner.columns / columns
    let keys = min(10, 1 + (shown.map { view.widths.of(SafeText($0.label)) }.max() ?? 0))
    for (index, entry) in shown.enumerated() {
      let row = inner.row + index % rows
      let column = inner.column + index / rows * width
      let clip = Rect(column: column, row: row, columns: width - 1, rows: 1)
        .intersection(inner)
      draw(
        SafeText(entry.label), column, row, entry.obstacle == nil ? .hintKey : .textDim,
        clip: clip)
      let text = SafeText(entry.obstacle ?? entry.text).elidingEnd(
        to: max(0, width - 1 - keys), widths: view.widths, sign: glyphs.ellipsis)
      draw(
        text, column + keys, row, entry.obstacle == nil ? .text : .textDim, clip: clip)
    }
  }

  private static let continuationWidth = 36
}
