import Cells
import SessionLog

/// What a model is given, over the panes.
extension Painter {
  mutating func paint(_ shown: XRayView, cache: inout LayoutCache) {
    guard let pane = session.pane(view.chosen) ?? session.panes.first else { return }
    let columns = min(frame.size.columns, XRayPlace.columns)
    let name = pane.shownName.elidingMiddle(
      to: max(4, columns - 24), widths: view.widths, sign: glyphs.ellipsis)
    let title: SafeText = " X-ray \(SafeText(String(pane.number))) \(name) "
    guard let xray = shown.shown else {
      let inner = paintBox(title, columns: columns, content: 1)
      let text = SafeText(shown.obstacle ?? "looking through it")
      draw(text, inner.column, inner.row, .textDim, clip: inner)
      frame.caret = Point(column: inner.endColumn + 1, row: inner.endRow)
      return
    }
    let place = XRayPlace(xray, session, view, size: frame.size)
    let lines = cache.lines(of: xray, view, width: place.width)
    let inner = paintBox(title, columns: columns, content: place.head.count + 1 + lines.count)
    for (index, line) in place.head.enumerated() where index < inner.rows {
      draw(SafeText(line.text), inner.column, inner.row + index, line.role, clip: inner)
    }
    let top = inner.row + place.head.count + 1
    let rows = max(0, inner.endRow - top)
    let first = max(0, min(shown.first, lines.count - rows))
    for (index, line) in lines.dropFirst(first).prefix(rows).enumerated() {
      frame.draw(
        line.text, at: Point(column: inner.column, row: top + index), role: line.role, clip: inner)
    }
    if lines.count - first > rows { paintMore(below: inner) }
    frame.caret = Point(column: inner.endColumn + 1, row: inner.endRow)
  }
}

extension LayoutCache {
  /// An X-ray's lines, which stay the same from frame to frame.
  mutating func lines(of xray: XRay, _ view: ViewState, width: Int) -> [XRayText.Line] {
    if let known = xrayLines, known.width == width, known.glyphs == view.glyphs,
      known.xray == xray
    {
      return known.lines
    }
    let text = XRayText(xray, width: width, glyphs: view.glyphs, widths: view.widths)
    xrayLines = (xray, width, view.glyphs, text.lines)
    return text.lines
  }
}
