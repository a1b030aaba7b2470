import Cells

/// What was said on the hint line in this session, the newest at the end.
extension Painter {
  mutating func paintMessages(from first: Int) {
    let columns = min(frame.size.columns, MessageLines.columns)
    let lines = MessageLines(view, width: columns - 4).lines
    let inner = paintBox(" messages ", columns: columns, content: max(1, lines.count))
    let start = max(0, min(first, lines.count - inner.rows))
    for (index, line) in lines.dropFirst(start).prefix(inner.rows).enumerated() {
      let row = inner.row + index
      draw(
        line.age, inner.column + MessageLines.ageWidth - 2 - width(line.age), row, .textDim,
        clip: inner)
      draw(line.text, inner.column + MessageLines.ageWidth, row, .text, clip: inner)
    }
    if lines.isEmpty { draw("nothing was said yet", inner.column, inner.row, .textDim) }
    if lines.count - start > inner.rows { paintMore(below: inner) }
    frame.caret = Point(column: inner.endColumn + 1, row: inner.endRow)
  }
}

/// Messages, wrapped.
struct MessageLines {
  var lines: [(age: SafeText, text: SafeText)] = []

  static let columns = 90
  static let ageWidth = 10

  init(_ view: ViewState, width: Int) {
    for message in view.messages.entries {
      let times = message.count > 1 ? "  (\(message.count) times)" : ""
      let age = SafeText(Messages.age(view.now - message.time))
      let text = message.text + times
      for (index, line) in wrap(
        text, width: max(10, width - Self.ageWidth), widths: view.widths
      ).enumerated() {
        lines.append((index == 0 ? age : "", line.text))
      }
    }
  }

  /// The first line of the last page.
  static func last(_ view: ViewState) -> Int {
    let columns = min(view.size.columns, Self.columns)
    return max(0, MessageLines(view, width: columns - 4).lines.count - max(0, view.size.rows - 4))
  }
}
