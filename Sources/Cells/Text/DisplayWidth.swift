/// How many terminal cells text takes.
///
/// Follows UAX #11: Wide and Fullwidth take two cells, marks and conjoining Hangul vowels and
/// finals none, everything else one. Emoji presentation takes two. What a text takes is what
/// `SafeText` makes of it: a control character takes the cells of the mark that shows it.
public struct DisplayWidth: Sendable, Hashable {
  /// Whether characters of ambiguous width (box lines, `…`, `·`) take two cells, as some Korean,
  /// Japanese and Chinese terminals draw them.
  public var ambiguousIsWide: Bool

  public init(ambiguousIsWide: Bool = false) {
    self.ambiguousIsWide = ambiguousIsWide
  }

  /// Cells of one scalar by itself: 0, 1 or 2.
  public func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x7F { return value < 0x20 ? 0 : 1 }
    if value < 0x300 {
      if value < 0xA0 { return 0 }
      return ambiguousIsWide && isAmbiguous(value) ? 2 : 1
    }
    if 0xAC00...0xD7A3 ~= value || 0x4E00...0x9FFF ~= value { return 2 }
    // Boxes and braille, the stuff of frames.
    if 0x2500...0x25A9 ~= value { return ambiguousIsWide && isAmbiguous(value) ? 2 : 1 }
    if 0x2800...0x28FF ~= value { return 1 }
    if !scalar.isPlainCluster, scalar.takesNoCell { return 0 }
    if value >= 0x1100, WidthTable.contains(WidthTable.wide, value) { return 2 }
    return ambiguousIsWide && isAmbiguous(value) ? 2 : 1
  }

  /// Cells of one grapheme cluster.
  public func of(_ character: Character) -> Int {
    var cells = CellTexts()
    cells.append(character, widths: self)
    return cells.items.reduce(0) { $0 + $1.width }
  }

  /// Cells of a text in one line; newlines take none.
  public func of(_ text: SafeText) -> Int {
    of(text.string)
  }

  /// Cells of a text in one line; newlines and tabs take none.
  public func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text.utf8.count }
    var width = 0
    text.forEachCluster { cluster, _ in
      switch cluster {
      case .plain(let scalar): width += of(scalar)
      case .other(let character): width += of(character)
      case .newline, .tab: break
      }
    }
    return width
  }

  private func isAmbiguous(_ value: UInt32) -> Bool {
    WidthTable.contains(WidthTable.ambiguous, value)
  }
}

extension Unicode.Scalar {
  /// Combining marks, and Hangul vowels and finals that join the consonant before them.
  var takesNoCell: Bool {
    guard value >= 0x300 else { return false }
    if 0x1160...0x11FF ~= value || 0xD7B0...0xD7FF ~= value { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return true
    default: return false
    }
  }
}
