/// One line of a source, with what stands before its content taken apart.
struct Line {
  /// Without the line's end.
  let bytes: ArraySlice<UInt8>
  /// Signs of quotes it begins with.
  private(set) var quotes = 0
  /// Bytes up to behind the last of those signs and the blank that belongs to it.
  private(set) var quoteEnd = 0
  /// Blanks between the quote signs and what follows, in columns.
  private(set) var indent = 0
  /// The sign of a list's item.
  private(set) var marker: Marker?
  /// Bytes before the content.
  private(set) var contentStart = 0

  struct Marker: Equatable {
    /// Offset of the sign.
    var start: Int
    /// Offset after the sign.
    var end: Int
    /// `1.` or `1)` rather than `-`, `*` or `+`.
    var isNumber: Bool
    /// Offset of a task's box behind it, and whether that is ticked.
    var task: (start: Int, isDone: Bool)?

    static func == (a: Marker, b: Marker) -> Bool {
      a.start == b.start && a.end == b.end && a.task?.start == b.task?.start
    }
  }

  /// More quotes in one another than anybody writes.
  private static let quoteLimit = 4

  /// Takes at most so many signs for quotes: within code, those it stands in.
  init(_ bytes: ArraySlice<UInt8>, quotes limit: Int? = nil) {
    self.bytes = bytes
    let limit = limit ?? Self.quoteLimit
    var offset = 0
    func byte(_ offset: Int) -> UInt8? {
      offset < bytes.count ? bytes[bytes.startIndex + offset] : nil
    }
    func blanks(from offset: Int) -> Int {
      var end = offset
      while byte(end) == 0x20 || byte(end) == 0x09 { end += 1 }
      return end - offset
    }
    let sign = UInt8(ascii: ">")
    while quotes < limit, blanks(from: offset) <= 3 {
      let start = offset + blanks(from: offset)
      guard byte(start) == sign else { break }
      // `>>>` is how Python asks, `>=` and `>x` are prose.
      let next = byte(start + 1)
      guard next == nil || next == 0x20 || next == sign && byte(start + 2) == 0x20 else { break }
      if next == sign, quotes > 0 { break }
      quotes += 1
      offset = start + (next == 0x20 ? 2 : 1)
    }
    quoteEnd = offset
    for index in offset..<(offset + blanks(from: offset)) {
      indent += byte(index) == 0x09 ? 4 - indent % 4 : 1
    }
    offset += blanks(from: offset)
    contentStart = offset
    // A list's item.
    var end = offset
    var isNumber = false
    switch byte(offset) {
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"): end = offset + 1
    case .some(0x30...0x39):
      while let digit = byte(end), 0x30...0x39 ~= digit, end - offset < 9 { end += 1 }
      guard byte(end) == UInt8(ascii: ".") || byte(end) == UInt8(ascii: ")") else { return }
      end += 1
      isNumber = true
    default: return
    }
    guard byte(end) == 0x20, byte(end + blanks(from: end)) != nil else { return }
    let gap = blanks(from: end)
    var marker = Marker(start: offset, end: end, isNumber: isNumber)
    contentStart = end + (gap <= 4 ? gap : 1)
    if !isNumber, byte(contentStart) == UInt8(ascii: "["),
      byte(contentStart + 2) == UInt8(ascii: "]"), byte(contentStart + 3) == 0x20,
      let tick = byte(contentStart + 1),
      [0x20, UInt8(ascii: "x"), UInt8(ascii: "X")].contains(tick)
    {
      marker.task = (contentStart, tick != 0x20)
      contentStart += 4
    }
    self.marker = marker
  }

  var content: ArraySlice<UInt8> { bytes.dropFirst(contentStart) }

  /// Columns between the quote signs and the content.
  var contentColumn: Int {
    guard let marker else { return indent }
    return indent + contentStart - marker.start
  }

  var isBlank: Bool { contentStart == bytes.count && quotes == 0 }
}
