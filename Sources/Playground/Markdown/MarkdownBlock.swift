import Cells

/// Lays out what begins at one line of a source: that line, or the table it begins.
struct MarkdownBlock {
  /// What is not laid out yet.
  let bytes: [UInt8]
  /// Where the line begins in `bytes`.
  let start: Int
  /// Offset of `bytes` in the source.
  let base: Int
  let width: Int
  let look: MarkdownLook
  let isOpen: Bool
  /// What it is depends on a line that may not be there to its end yet.
  private(set) var mayChange = false
  /// Where the source ends in a line of nothing but words.
  private(set) var margin: MarkdownText.Margin?

  init(
    bytes: [UInt8], start: Int, base: Int, width: Int, look: MarkdownLook, isOpen: Bool
  ) {
    self.bytes = bytes
    self.start = start
    self.base = base
    self.width = width
    self.look = look
    self.isOpen = isOpen
  }

  /// A line, as far as it is taken at once.
  struct Extent {
    /// Without the line's end.
    var range: Range<Int>
    /// Where the next one begins; nil at the source's end.
    var next: Int?
    /// The line goes on there.
    var isCut = false
  }

  /// - Parameter offset: how many bytes of the line stand before.
  func extent(at start: Int, offset: Int = 0) -> Extent {
    let limit = min(bytes.count, start + MarkdownText.lineLimit - offset)
    guard start < limit else { return Extent(range: start..<start, next: nil) }
    if let newline = bytes[start..<limit].firstIndex(of: 0x0A) {
      let end = newline > start && bytes[newline - 1] == 0x0D ? newline - 1 : newline
      return Extent(range: start..<end, next: newline + 1)
    }
    if bytes.count == limit { return Extent(range: start..<limit, next: nil) }
    // At a blank near the end, or else between two characters.
    var cut = limit
    while cut > limit - 512, bytes[cut - 1] != 0x20 { cut -= 1 }
    if bytes[cut - 1] != 0x20 {
      cut = limit
      while cut > start + 1, bytes[cut] & 0xC0 == 0x80 { cut -= 1 }
    }
    return Extent(range: start..<cut, next: cut, isCut: true)
  }

  /// Appends the lines, and returns where the next block begins; nil at the source's end.
  mutating func layOut(_ state: inout MarkdownText.State, into lines: inout [WrappedLine]) -> Int? {
    let extent = extent(at: start, offset: state.lineOffset)
    let margin = state.margin
    defer {
      state.isInsideLine = extent.isCut
      state.lineOffset = 0
      state.margin = nil
    }
    if let fence = state.fence,
      state.isInsideLine || !fence.isLeft(by: Line(bytes[extent.range], quotes: fence.quotes))
    {
      layOutCode(extent, fence, &state, into: &lines)
      return extent.next
    }
    state.fence = nil
    if state.isInsideLine {
      let indent = margin?.indent ?? none
      emit(
        pieces(extent.range, margin?.style ?? TextStyle()), first: indent, rest: indent,
        into: &lines)
      if let margin { keep(margin, extent, extent.range) }
      return extent.next
    }
    let line = Line(bytes[extent.range])
    if let fence = Fence(opening: line), !extent.isCut {
      state.fence = fence
      state.highlighter = CodeHighlighter(fence.language)
      state.blocks += 1
      emitEdge(fence, line, number: state.blocks, into: &lines)
      return extent.next
    }
    defer {
      state.isAfterBlank = line.isBlank
      if line.marker != nil {
        state.isInList = true
      } else if line.indent == 0, !line.isBlank {
        state.isInList = false
      }
    }
    if line.isBlank {
      lines.append(WrappedLine(added: "", TextStyle(), width: 0, start: base + start))
      return extent.next
    }
    if line.quotes == 0, let table = table(from: extent) {
      table.lines(width: width, look: look, base: base, into: &lines)
      return table.next
    }
    layOutProse(line, extent, isInList: state.isInList, isAfterBlank: state.isAfterBlank, &lines)
    return extent.next
  }

  // MARK: Tables

  /// The table that a line begins.
  private mutating func table(from header: Extent) -> Table? {
    guard !header.isCut, Table.isRow(bytes[header.range]), let second = header.next else {
      return nil
    }
    let below = extent(at: second)
    if below.next == nil { mayChange = true }
    guard !below.isCut,
      var table = Table(
        header: bytes[header.range], below: bytes[below.range],
        isWhole: below.next != nil || !isOpen)
    else { return nil }
    table.next = below.next
    while let next = table.next {
      let row = extent(at: next)
      if row.next == nil { mayChange = true }
      guard !row.isCut, Table.isRow(bytes[row.range]),
        Fence(opening: Line(bytes[row.range])) == nil, next - start < Table.byteLimit
      else {
        break
      }
      table.rows.append(bytes[row.range])
      table.next = row.next
    }
    if table.next == nil { mayChange = true }
    return table
  }

  // MARK: Prose

  private var none: WrappedLine { added("", nil, 0) }

  private func added(_ text: SafeText, _ role: Role?, _ offset: Int) -> WrappedLine {
    WrappedLine(
      added: text, TextStyle(role), width: look.widths.of(text), start: base + start + offset)
  }

  private func pieces(_ range: Range<Int>, _ style: TextStyle = TextStyle()) -> [TextPiece] {
    InlineText.pieces(
      of: bytes[range], style: style, isOpen: isOpen && range.upperBound == bytes.count)
  }

  private mutating func layOutProse(
    _ line: Line, _ extent: Extent, isInList: Bool, isAfterBlank: Bool,
    _ lines: inout [WrappedLine]
  ) {
    let content = (start + line.contentStart)..<extent.range.upperBound
    var style = TextStyle()
    var first = none
    var rest = none
    for _ in 0..<line.quotes {
      first = first.followed(by: added(look.quote, .quote, 0))
      style.role = .quote
    }
    rest = first
    // `* * *` begins like an item.
    if Self.isRule(bytes[(start + (line.marker?.start ?? line.contentStart))..<content.upperBound])
    {
      let sign = String(repeating: look.rule.string, count: max(1, width - first.width))
      let rule = added(SafeText(sign), .border, 0)
      // A sign of two cells is not what a rule is made of.
      if rule.width <= max(1, width - first.width) { lines.append(first.followed(by: rule)) }
      return
    }
    // A hanging indent takes no more than half of the line.
    let room = max(0, width / 2 - first.width)
    let indent = added(SafeText(String(repeating: " ", count: min(room, line.indent))), nil, 0)
    first = first.followed(by: indent)
    rest = rest.followed(by: indent)
    if let marker = line.marker {
      let sign = self.sign(of: marker, line)
      if first.width + sign.width < max(2, width) {
        first = first.followed(by: sign)
        rest = rest.followed(
          by: added(SafeText(String(repeating: " ", count: min(sign.width, room))), nil, 0))
      } else {
        // No room for it: as it is written.
        return emit(pieces(extent.range, style), first: none, rest: none, into: &lines)
      }
    } else if line.indent >= 4, line.quotes == 0, isAfterBlank, !isInList {
      return emit(
        [.source(content, TextStyle(.code))], first: first, rest: rest, into: &lines)
    }
    let hashes = headingLevel(bytes[content])
    if hashes > 0 {
      // The signs stay: they tell a heading's rank.
      let quiet = TextStyle(.textDim, style.attributes)
      let text = (content.lowerBound + hashes)..<content.upperBound
      return emit(
        [.source(content.lowerBound..<text.lowerBound, quiet)]
          + pieces(text, TextStyle(.heading)), first: first, rest: rest, into: &lines)
    }
    emit(pieces(content, style), first: first, rest: rest, into: &lines)
    if first.width == rest.width {
      keep(MarkdownText.Margin(indent: rest, style: style), extent, content)
    }
  }

  /// Notes how a line goes on that is still written, unless its marks may find their ends yet.
  private mutating func keep(
    _ margin: MarkdownText.Margin, _ extent: Extent, _ content: Range<Int>
  ) {
    guard isOpen, extent.next == nil, margin.indent.width < width else { return }
    var matched = 0
    for byte in bytes[content] {
      if Self.marks.contains(byte) { return }
      matched = byte == Self.scheme[matched] ? matched + 1 : byte == Self.scheme[0] ? 1 : 0
      if matched == Self.scheme.count { return }
    }
    self.margin = margin
  }

  private static let scheme = Array("http".utf8)
  /// What may begin emphasis, code, a link, an address, a table.
  private static let marks = Array("\\`*_~[<|".utf8)

  private func sign(of marker: Line.Marker, _ line: Line) -> WrappedLine {
    let offset = marker.start
    if let task = marker.task {
      return added(SafeText((task.isDone ? look.doneTask : look.openTask) + " "), .textDim, offset)
    }
    let written = String(decoding: line.bytes.dropFirst(marker.start).prefix(1), as: UTF8.self)
    let gap = String(repeating: " ", count: line.contentStart - marker.end)
    if marker.isNumber {
      let number = line.bytes.dropFirst(marker.start).prefix(marker.end - marker.start)
      return added(SafeText(String(decoding: number, as: UTF8.self) + gap), nil, offset)
    }
    let bullet = line.indent >= 2 ? look.innerBullet : look.bullet
    return added(
      SafeText((written == "+" ? written : bullet ?? written) + gap), .textDim, offset)
  }

  /// Three or more of `-`, `*` or `_`, and nothing else.
  static func isRule(_ content: ArraySlice<UInt8>) -> Bool {
    guard let sign = content.first, ruleSigns.contains(sign) else { return false }
    var count = 0
    for byte in content {
      if byte == sign { count += 1 } else if byte > 0x20 { return false }
    }
    return count >= 3
  }

  private static let ruleSigns = Array("-*_".utf8)

  /// 1 to 6, and 0 for what is none.
  private func headingLevel(_ content: ArraySlice<UInt8>) -> Int {
    let level = content.prefix { $0 == UInt8(ascii: "#") }.count
    guard 1...6 ~= level, content.dropFirst(level).first == 0x20 else { return 0 }
    return level
  }

  /// Wraps pieces behind what stands before the first line and the others.
  private func emit(
    _ pieces: [TextPiece], first: WrappedLine, rest: WrappedLine, isCode: Bool = false,
    into lines: inout [WrappedLine]
  ) {
    let room = width - max(first.width, rest.width)
    guard room >= 1 else {
      lines += wrap(
        pieces, ofBytes: bytes[start...], base: base, width: width, look: look, isCode: isCode)
      return
    }
    let wrapped = wrap(
      pieces, ofBytes: bytes[start...], base: base, width: room, look: look, isCode: isCode)
    for (index, line) in wrapped.enumerated() {
      var whole = (index == 0 ? first : rest).followed(by: line)
      if index > 0 { whole.start = line.start } else { whole.start = base + start }
      lines.append(whole)
    }
  }

  // MARK: Code

  /// `╭ 1 swift`
  private func emitEdge(
    _ fence: Fence, _ line: Line, number: Int, into lines: inout [WrappedLine]
  ) {
    let label = number <= 9 ? SafeText("\(number) ") : ""
    let language = SafeText(fence.language ?? "").elidingEnd(
      to: max(0, width - 4), widths: look.widths, sign: "")
    let parts = [
      added(look.codeStart, .border, 0), added(label, .hintKey, 0),
      added(language, .textDim, 0),
    ]
    var edge = none
    for part in prefix(fence, line) + parts where edge.width + part.width <= width {
      edge = edge.followed(by: part)
    }
    lines.append(edge)
  }

  /// What stands before a block's lines: the quotes and the indent it stands in.
  private func prefix(_ fence: Fence, _ line: Line) -> [WrappedLine] {
    let indent = min(fence.indent, width / 4)
    return Array(repeating: added(look.quote, .quote, 0), count: fence.quotes)
      + [added(SafeText(String(repeating: " ", count: indent)), nil, 0)]
  }

  private func layOutCode(
    _ extent: Extent, _ fence: Fence, _ state: inout MarkdownText.State,
    into lines: inout [WrappedLine]
  ) {
    let line = Line(bytes[extent.range], quotes: fence.quotes)
    var code = extent.range
    if !state.isInsideLine {
      if !extent.isCut, fence.isClosed(by: line) {
        state.fence = nil
        state.isAfterBlank = false
        return
      }
      code = (start + fence.start(in: line))..<extent.range.upperBound
    }
    var first = none
    for part in prefix(fence, line) { first = first.followed(by: part) }
    var rest = first.followed(by: added(look.wrapped, .border, 0))
    first = first.followed(by: added(look.code, .border, 0))
    // What goes on below stands under what it belongs to.
    let blanks = bytes[code].prefix { $0 == 0x20 }.count
    if !state.isInsideLine, blanks > 0, blanks < code.count, first.width + blanks <= width / 2 {
      let indent = added(SafeText(String(repeating: " ", count: blanks)), nil, 0)
      first = first.followed(by: indent)
      rest = rest.followed(by: indent)
      code = (code.lowerBound + blanks)..<code.upperBound
    }
    let pieces = state.highlighter.pieces(of: bytes[code])
    if width - first.width < 4 { first = none }
    emit(
      pieces, first: first, rest: first.text.isEmpty ? none : rest, isCode: true, into: &lines)
  }
}

/// Wraps pieces whose offsets are indices of bytes.
func wrap(
  _ pieces: [TextPiece], ofBytes bytes: ArraySlice<UInt8>, base: Int, width: Int,
  look: MarkdownLook, isCode: Bool = false
) -> [WrappedLine] {
  var end = bytes.startIndex
  for piece in pieces {
    if case .source(let range, _) = piece { end = max(end, range.upperBound) }
  }
  let origin = bytes.startIndex
  let shifted = pieces.map { piece in
    switch piece {
    case .source(let range, let style):
      TextPiece.source((range.lowerBound - origin)..<(range.upperBound - origin), style)
    case .added(let text, let offset, let style):
      TextPiece.added(text, at: offset - origin, style)
    }
  }
  return wrap(
    shifted, of: String(decoding: bytes[origin..<min(end, bytes.endIndex)], as: UTF8.self),
    base: base + origin, width: width, widths: look.widths, isCode: isCode)
}
