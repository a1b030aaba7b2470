/// Makes text safe that arrives in pieces, for a terminal to which it is written as it comes.
///
/// What was written cannot be taken back: a mark, a skin tone or a joined emoji that comes with a
/// later piece is added to what stands there, or left out, as it would be in one text. Only what
/// could still become something else altogether is held back until the next piece: conjoining
/// Hangul, a carriage return, and the selector that a keycap may follow.
public struct SafeTextStream {
  private var held = ""
  /// The last cluster that was written, what was written for it, and the column it stands in.
  private var last = ""
  private var lastShown = ""
  private var lastColumn = 0
  private var column = 0

  public init() {}

  /// Takes the next piece; returns what can be written now.
  public mutating func append(_ piece: String) -> SafeText {
    var text = held + piece
    let open = text.unicodeScalars.reversed().prefix(Cluster.scalarLimit)
      .prefix(while: \.mayBecomeAnother).count
    held = ""
    if open > 0, open < Cluster.scalarLimit {
      let start = text.unicodeScalars.index(text.endIndex, offsetBy: -open)
      held = String(text.unicodeScalars[start...])
      text = String(text.unicodeScalars[..<start])
    }
    return write(text)
  }

  /// What was held back, as nothing follows it.
  public mutating func finish() -> SafeText {
    defer { self = SafeTextStream() }
    let rest = held
    return write(rest)
  }

  private mutating func write(_ text: String) -> SafeText {
    if text.isEmpty { return "" }
    if let joined = write(last + text, from: lastColumn, hiding: lastShown) { return joined }
    return write(text, from: column, hiding: "") ?? ""
  }

  /// Makes a text safe and leaves out its beginning, which was written before; nil where it does
  /// not begin so.
  private mutating func write(
    _ text: String, from start: Int, hiding shown: String
  ) -> SafeText? {
    var sanitizer = Sanitizer()
    sanitizer.column = start
    var lastStart = (source: 0, shown: 0, column: start)
    text.forEachCluster { cluster, offset in
      lastStart = (offset, sanitizer.text.utf8.count, sanitizer.column)
      sanitizer.append(cluster)
    }
    let bytes = Array(sanitizer.text.utf8)
    guard bytes.starts(with: shown.utf8) else { return nil }
    last = String(decoding: Array(text.utf8)[lastStart.source...], as: UTF8.self)
    lastShown = String(decoding: bytes[lastStart.shown...], as: UTF8.self)
    lastColumn = lastStart.column
    column = sanitizer.column
    return SafeText(unchecked: String(decoding: bytes[shown.utf8.count...], as: UTF8.self))
  }
}

extension Unicode.Scalar {
  fileprivate var mayBecomeAnother: Bool {
    switch value {
    case 0x0D, 0xFE0F, 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB: true
    default: false
    }
  }
}
