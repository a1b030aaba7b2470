/// What is being pasted, up to a limit, and the recognition of a bracketed paste's end.
struct PasteBuffer {
  private static let end = Array("\u{1B}[201~".utf8)

  let limit: Int
  private var bytes: [UInt8] = []
  /// How much of the end has come.
  private var matched = 0

  init(limit: Int) { self.limit = limit }

  var isEmpty: Bool { bytes.isEmpty }

  /// What does not fit is dropped.
  mutating func append(_ more: some Collection<UInt8>) {
    bytes.append(contentsOf: more.prefix(max(0, limit - bytes.count)))
  }

  mutating func append(_ byte: UInt8) {
    if bytes.count < limit { bytes.append(byte) }
  }

  /// Whether a paste's end comes once more before another begins: then the last end was the text's
  /// own, put there so that what follows it counts as typed.
  static func endsAgain(_ rest: ArraySlice<UInt8>) -> Bool {
    var rest = rest
    while let escape = rest.firstIndex(of: 0x1B) {
      rest = rest[escape...]
      if rest.starts(with: end) { return true }
      if rest.starts(with: InputParser.pasteStart) { return false }
      rest = rest.dropFirst()
    }
    return false
  }

  /// Adds an end that is the text's own.
  mutating func appendEnd() { append(Self.end) }

  /// Takes what belongs to a bracketed paste.
  ///
  /// - Returns: what follows its end; nil where the end has not come.
  mutating func appendUntilEnd(_ more: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = more
    while let byte = rest.first {
      if matched == 0 {
        let escape = rest.firstIndex(of: 0x1B) ?? rest.endIndex
        append(rest[..<escape])
        rest = rest[escape...].dropFirst()
        if escape < more.endIndex { matched = 1 }
      } else if byte == Self.end[matched] {
        matched += 1
        rest = rest.dropFirst()
        if matched == Self.end.count {
          matched = 0
          return rest
        }
      } else {
        // The text's own escape; this byte is looked at again.
        appendUnmatched()
      }
    }
    return nil
  }

  /// Adds the piece of an end that turned out to be none.
  mutating func appendUnmatched() {
    append(Self.end[..<matched])
    matched = 0
  }

  /// Takes away the beginning of a character that has not come whole.
  mutating func removeUnfinishedCharacter() -> [UInt8] {
    var assembler = UTF8Assembler()
    for byte in bytes.suffix(3).drop(while: { $0 & 0xC0 == 0x80 }) {
      if case .invalid(reprocess: true) = assembler.feed(byte) { _ = assembler.feed(byte) }
    }
    bytes.removeLast(assembler.pending.count)
    return assembler.pending
  }

  /// Empties itself into a text with line feeds for line ends.
  mutating func removeText() -> String {
    var normal: [UInt8] = []
    normal.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 13) {
      normal += rest[..<end]
      normal.append(10)
      rest = rest[(end + 1)...]
      if rest.first == 10 { rest = rest.dropFirst() }
    }
    normal += rest
    bytes = []
    return String(decoding: normal, as: UTF8.self)
  }
}
