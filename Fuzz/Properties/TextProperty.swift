import Cells

func checkText(_ bytes: [UInt8], _ ways: Ways) throws {
  var ways = ways
  var source = ByteSource(bytes)
  let first = source.byte()
  let odd = 1 + Int(first & 0x7F) % 24
  let widths = DisplayWidth(ambiguousIsWide: first & 0x80 != 0)
  let columns = 1 + source.below(40)
  let text = String(decoding: source.remaining(), as: UTF8.self)

  let safe = SafeText(text)
  for scalar in safe.string.unicodeScalars where scalar != "\n" { try requireShowable(scalar) }
  let twice = SafeText(safe.string).string
  try require(twice.utf8.elementsEqual(safe.string.utf8), "made safe twice: \(twice)")

  for width in ways.of([1, 2, odd]) { try checkWrapping(text, safe, width, widths) }
  try checkGrowing(text, odd, widths)
  let elisions = [SafeText.elidingStart, SafeText.elidingEnd, SafeText.elidingMiddle]
  for limit in ways.of([0, 1, odd]) {
    for elide in ways.of(elisions) {
      let short = elide(safe)(limit, widths, "…")
      let width = widths.of(short)
      try require(width <= limit, "\(short) takes \(width) of \(limit)")
    }
  }
  try checkDrawing(safe, columns: columns, start: odd - 12, widths)
}

private func checkWrapping(
  _ text: String, _ safe: SafeText, _ width: Int, _ widths: DisplayWidth
) throws {
  let lines = wrap(text, width: width, widths: widths)
  var start = 0
  for line in lines {
    try require(line.width <= width, "\(line) is wider than \(width)")
    let shown = widths.of(line.text)
    try require(shown == line.width, "\(line) takes \(shown)")
    for scalar in line.text.string.unicodeScalars { try requireShowable(scalar) }
    try require(line.start >= start && line.start <= text.utf8.count, "\(line) begins elsewhere")
    start = line.start
  }
  // In one column a wide character is a question mark.
  guard width > 1 else { return }
  let wrapped = lines.flatMap { $0.text.string.unicodeScalars.filter(\.isInk) }
  let whole = safe.string.unicodeScalars.filter(\.isInk)
  try require(wrapped.elementsEqual(whole), "wrapped in \(width): \(lines.map(\.text.string))")
}

/// A text that grows is wrapped as if it had always been whole.
private func checkGrowing(_ text: String, _ width: Int, _ widths: DisplayWidth) throws {
  let scalars = text.unicodeScalars
  guard scalars.count < 200 else { return }
  var grown = WrappedText(width: width, widths: widths)
  var end = scalars.startIndex
  while end < scalars.endIndex {
    end =
      scalars.index(end, offsetBy: 1 + scalars.count / 5, limitedBy: scalars.endIndex)
      ?? scalars.endIndex
    let part = String(scalars[..<end])
    grown.update(part)
    let whole = wrap(part, width: width, widths: widths)
    try require(grown.lines == whole, "grown to \(grown.lines), whole \(whole)")
  }
}

private func checkDrawing(
  _ safe: SafeText, columns: Int, start: Int, _ widths: DisplayWidth
) throws {
  var frame = Frame(size: Size(columns: columns, rows: 3), theme: Theme(name: "", styles: [:]))
  frame.widths = widths
  let end = frame.draw(safe, at: Point(column: start, row: 0))
  try require(end <= max(columns, start), "drawn to \(end) of \(columns)")
  // Over what stands there, in a part of the row, and beside the screen.
  frame.draw(
    safe, at: Point(column: 1, row: 0), clip: Rect(column: 2, row: 0, columns: 5, rows: 1))
  frame.draw(safe, at: Point(column: columns / 2, row: 1))
  frame.draw(safe, at: Point(column: 0, row: 3))
  frame.draw(safe, at: Point(column: 0, row: -1))
  frame.fill(
    Rect(column: start, row: 2, columns: columns, rows: 5), with: safe, role: .border)
  try requireExact(frame)
}

/// Every row takes the screen's width, and no cell holds what a terminal would obey.
func requireExact(_ frame: Frame) throws {
  try require(frame.cells.count == frame.size.columns * frame.size.rows, "cells are missing")
  for (row, width) in frame.rowWidths.enumerated() {
    try require(width == frame.size.columns, "row \(row) takes \(width) of \(frame.size)")
  }
  for cell in frame.cells {
    // Most are ASCII or nothing, and are quickly looked at.
    let bytes = cell.text.utf8
    if bytes.count < 2, bytes.allSatisfy({ 0x20..<0x7F ~= $0 }) { continue }
    let scalars = cell.text.unicodeScalars
    try require(scalars.count <= 5, "\(cell) is more than a cell holds")
    for scalar in scalars { try requireShowable(scalar) }
    for scalar in scalars.dropFirst() {
      let joins = scalar.value == 0x200C || scalar.value == 0x200D
      try require(joins || frame.widths.of(scalar) == 0, "\(cell) takes further cells")
    }
  }
}

/// Nothing that acts on a terminal or is not to be seen.
func requireShowable(_ scalar: Unicode.Scalar) throws {
  let value = scalar.value
  let isHidden: Bool
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: isHidden = true
  case .format:
    // Bidi controls and tags are among these; joiners and signs that are drawn are not hidden.
    isHidden =
      !(value == 0x200C || value == 0x200D || 0x600...0x605 ~= value || value == 0x6DD
      || value == 0x70F || 0x890...0x891 ~= value || value == 0x8E2 || value == 0x110BD
      || value == 0x110CD || 0x13430...0x1343F ~= value)
  default: isHidden = false
  }
  try require(!isHidden, "U+\(String(value, radix: 16, uppercase: true)) is shown")
}

extension Unicode.Scalar {
  /// Not a blank, which a line may lose at its end.
  fileprivate var isInk: Bool { !properties.isWhitespace }
}
