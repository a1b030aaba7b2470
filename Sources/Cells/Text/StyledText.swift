/// How a piece of a text looks.
public struct TextStyle: Sendable, Hashable {
  /// Nil for the role of what it stands in.
  public var role: Role?
  /// Added to the role's own.
  public var attributes: Attributes

  public init(_ role: Role? = nil, _ attributes: Attributes = []) {
    self.role = role
    self.attributes = attributes
  }
}

/// A part of a wrapped line in one style.
public struct TextRun: Sendable, Equatable {
  /// UTF-8 code units of the line's text.
  public var count: Int
  public var style: TextStyle
  /// What of the source it shows, in UTF-8 code units; empty for what was added to it.
  public var source: Range<Int>

  /// It shows the source's bytes as they are.
  var isVerbatim: Bool { count == source.count }
}

/// Something to wrap: a part of a source, or what is added to it.
public enum TextPiece: Sendable, Equatable {
  /// A range of the source, in UTF-8 code units.
  case source(Range<Int>, TextStyle)
  /// Text of our own that stands at an offset of the source.
  case added(String, at: Int, TextStyle)
}

/// Breaks pieces of one source line into lines of a width. Offsets of the source count from `base`
/// in what comes out.
public func wrap(
  _ pieces: [TextPiece], of source: String, base: Int = 0, width: Int,
  widths: DisplayWidth = DisplayWidth(), isCode: Bool = false
) -> [WrappedLine] {
  var lines: [WrappedLine] = []
  var breaker = LineBreaker(width: max(1, width), widths: widths)
  breaker.isCode = isCode
  var end = 0
  for piece in pieces {
    switch piece {
    case .source(let range, let style):
      breaker.style = style
      source.forEachClusterWhile(from: range.lowerBound) { cluster, offset in
        guard offset < range.upperBound else { return false }
        breaker.add(cluster, at: base + offset, to: &lines)
        return true
      }
      end = range.upperBound
    case .added(let text, let offset, let style):
      breaker.style = style
      breaker.isAdding = true
      text.forEachCluster { cluster, _ in breaker.add(cluster, at: base + offset, to: &lines) }
      breaker.isAdding = false
      end = max(end, offset)
    }
  }
  breaker.finish(&lines, at: base + end)
  return lines
}

extension WrappedLine {
  /// Text of our own, in one style.
  public init(added text: SafeText, _ style: TextStyle, width: Int, start: Int) {
    self.init(
      text: text, width: width, start: start,
      runs: text.isEmpty
        ? [] : [TextRun(count: text.string.utf8.count, style: style, source: start..<start)])
  }

  /// The same line with another after it, beginning where the first does.
  public func followed(by other: WrappedLine) -> WrappedLine {
    if other.text.isEmpty { return self }
    var line = self
    line.text = SafeText(unchecked: text.string + other.text.string)
    line.width += other.width
    line.isInsideCharacter = isInsideCharacter || other.isInsideCharacter
    line.runs = allRuns + other.allRuns
    return line
  }

  /// The runs, also of a line that is nothing but its source.
  var allRuns: [TextRun] {
    if !runs.isEmpty || text.isEmpty { return runs }
    let count = text.string.utf8.count
    return [TextRun(count: count, style: TextStyle(), source: start..<(start + count))]
  }

  /// The cells that show a range of the source, as ranges of columns from the line's start.
  public func columns(of range: Range<Int>, widths: DisplayWidth) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var column = 0
    forEachPart { part, run in
      let partWidth = widths.of(part)
      defer { column += partWidth }
      let shown = run.source.clamped(to: range)
      guard !shown.isEmpty else { return }
      var cells = column..<(column + partWidth)
      if run.isVerbatim {
        func cell(_ offset: Int) -> Int {
          let utf8 = part.utf8
          let index = utf8.index(
            utf8.startIndex, offsetBy: offset - run.source.lowerBound, limitedBy: utf8.endIndex)
          return widths.of(String(part[..<(index ?? utf8.endIndex)]))
        }
        cells = (column + cell(shown.lowerBound))..<(column + cell(shown.upperBound))
      }
      if let last = found.last, last.upperBound == cells.lowerBound {
        found[found.count - 1] = last.lowerBound..<cells.upperBound
      } else if !cells.isEmpty {
        found.append(cells)
      }
    }
    return found
  }

  /// Calls back for every run with its text.
  func forEachPart(_ body: (String, TextRun) -> Void) {
    let utf8 = text.string.utf8
    var index = utf8.startIndex
    for run in allRuns {
      let end = utf8.index(index, offsetBy: run.count, limitedBy: utf8.endIndex) ?? utf8.endIndex
      body(String(text.string[index..<end]), run)
      index = end
    }
  }
}

extension Frame {
  /// Draws a wrapped line, each run by itself, and returns the column after it.
  @discardableResult
  public mutating func draw(
    _ line: WrappedLine, at point: Point, role: Role, attributes: Attributes = [],
    clip: Rect? = nil
  ) -> Int {
    if line.runs.isEmpty {
      return draw(line.text, at: point, role: role, attributes: attributes, clip: clip)
    }
    var point = point
    line.forEachPart { part, run in
      point.column = draw(
        SafeText(unchecked: part), at: point, role: run.style.role ?? role,
        attributes: attributes.union(run.style.attributes), clip: clip)
    }
    return point.column
  }

  /// Gives what was drawn another role, without attributes of its own.
  public mutating func set(_ role: Role, in rect: Rect) {
    let area = rect.intersection(bounds)
    for row in area.row..<area.endRow {
      for column in area.column..<area.endColumn {
        self[column, row].role = role
        self[column, row].attributes = []
      }
    }
  }
}

extension WrappedLine {
  /// What of the source it shows, from its first to its last; nil where that is nothing.
  public var source: Range<Int>? {
    var all: Range<Int>?
    for run in allRuns where !run.source.isEmpty {
      let known = all ?? run.source
      all =
        min(known.lowerBound, run.source.lowerBound)..<max(known.upperBound, run.source.upperBound)
    }
    return all
  }
}
