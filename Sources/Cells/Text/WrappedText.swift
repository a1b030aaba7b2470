/// One line of wrapped text.
public struct WrappedLine: Sendable, Equatable {
  public var text: SafeText
  /// Cells it takes.
  public var width: Int
  /// Where it begins in the text that was wrapped, in UTF-8 code units.
  public var start: Int
  /// Parts of different styles, or that show the source differently; none where the text is the
  /// source's as it stands there.
  public var runs: [TextRun] = []
  /// It begins inside what is shown for one character, such as `⟨U+202E⟩`.
  package var isInsideCharacter = false
}

/// Text broken into lines of a width, which can grow at its end without being broken anew.
///
/// Lines break at blanks, and between ideographs and kana with the usual manners: no closing
/// punctuation or small kana at a line's start, no opening bracket at its end. Korean breaks at
/// blanks. A word longer than a line is broken anywhere between clusters; blanks at a break are
/// left out. A wide cluster in a width of 1 shows as `?`.
public struct WrappedText: Sendable, Equatable {
  public let width: Int
  public let widths: DisplayWidth
  public private(set) var lines: [WrappedLine] = []
  private var source = ""
  private var offset = 0
  /// UTF-8 code units that were wrapped so far, those that were wrapped again included.
  public private(set) var work = 0

  public init(width: Int, widths: DisplayWidth = DisplayWidth()) {
    self.width = max(1, width)
    self.widths = widths
  }

  /// Wraps a text from an offset in UTF-8 code units on, which must be a cluster's start. Where
  /// the text only grew since the last call, only what can have changed is wrapped again.
  public mutating func update(_ text: String, from offset: Int = 0) {
    var start = offset
    if offset == self.offset, !lines.isEmpty, text.extends(source) {
      if text.utf8.count == source.utf8.count { return }
      // New text can change the last line, and by joining the last cluster the one before it.
      var kept = lines.count
      for _ in 0..<2 where kept > 0 {
        kept -= 1
        // What is shown for the last cluster may take many lines, and shrink.
        while kept > 0, lines[kept].isInsideCharacter { kept -= 1 }
      }
      if kept < lines.count { start = lines[kept].start }
      lines.removeSubrange(kept...)
    } else {
      lines.removeAll()
    }
    source = text
    self.offset = offset
    var breaker = LineBreaker(width: width, widths: widths)
    text.forEachCluster(from: start) { cluster, offset in
      breaker.add(cluster, at: offset, to: &lines)
    }
    breaker.finish(&lines, at: text.utf8.count)
    work += text.utf8.count - start
  }
}

/// Breaks a text into lines of a width in terminal cells.
public func wrap(
  _ text: String, width: Int, widths: DisplayWidth = DisplayWidth()
) -> [WrappedLine] {
  var wrapped = WrappedText(width: width, widths: widths)
  wrapped.update(text)
  return wrapped.lines
}

extension String {
  /// Whether it begins with another text, by bytes: comparing strings would first bring all marks
  /// of a cluster into their order. At once where it is the same text.
  public func extends(_ other: String) -> Bool {
    guard utf8.count >= other.utf8.count else { return false }
    var old = other
    var new = self
    return old.withUTF8 { old in
      new.withUTF8 { new in
        new.baseAddress == old.baseAddress
          || Self.areEqual(UnsafeRawBufferPointer(old), UnsafeRawBufferPointer(new), old.count)
      }
    }
  }

  /// Whether two buffers begin with the same bytes, eight at a time.
  private static func areEqual(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, _ count: Int
  ) -> Bool {
    let words = count / 8 * 8
    var offset = 0
    while offset < words {
      let word = a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if word != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
      offset += 8
    }
    while offset < count {
      if a[offset] != b[offset] { return false }
      offset += 1
    }
    return true
  }
}
