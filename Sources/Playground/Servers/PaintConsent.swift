import Cells
import GenerationAPI

/// Whether a prompt may leave this machine: a box right above what is being typed.
extension Painter {
  mutating func paint(_ question: ConsentQuestion) {
    let floor = (layout.separator ?? layout.composer).row
    let columns = min(frame.size.columns, Self.consentColumns)
    let lines = wrap(sentence(question.host), width: max(1, columns - 4), widths: view.widths)
      .prefix(max(1, floor - 4))
    let rows = min(floor, lines.count + 3)
    let area = Rect(
      column: (frame.size.columns - columns) / 2, row: max(0, floor - rows), columns: columns,
      rows: rows)
    frame.fill(area, role: .background)
    let title: SafeText = " may the prompt leave this machine? "
    paintBorder(
      title.elidingEnd(to: max(0, columns - 4), widths: view.widths, sign: glyphs.ellipsis), area)
    let inner = area.insideBox
    for (index, line) in lines.enumerated() {
      draw(line.text, inner.column, inner.row + index, .text, clip: inner)
    }
    let row = inner.row + lines.count
    // Nobody has read it yet.
    let isAsked = question.takesAnswers(at: view.now)
    var column = inner.column
    for (key, text) in [("y", " sends it there   "), ("n", " does not   ")]
      as [(SafeText, SafeText)]
    {
      column = draw(key, column, row, isAsked ? .hintKey : .textDim, clip: inner)
      column = draw(text, column, row, isAsked ? .text : .textDim, clip: inner)
    }
    let left = question.hosts.count - 1
    let once: SafeText =
      left == 0
      ? "once in a session" : "then \(left == 1 ? "one more host" : SafeText("\(left) more hosts"))"
    if column + width(once) <= inner.endColumn {
      draw(once, inner.endColumn - width(once), row, .textDim)
    }
    frame.caret = Point(column: inner.column, row: row)
  }

  private static let consentColumns = 100

  /// "It goes to api.openai.com (openai), for pane 2, and costs at most $0.0012."
  private func sentence(_ host: ConsentHost) -> String {
    let name = host.host.singleLine
    let called = host.endpoint.singleLine
    let whom = called.isEmpty || called == name ? name : "\(name) (\(called))"
    let panes = host.panes.isEmpty ? "" : ", for \(paneNumbers(host.panes))"
    return "It goes to \(whom)\(panes)" + (host.most.map { ", and costs at most \($0.text)" } ?? "")
      + "."
  }
}
