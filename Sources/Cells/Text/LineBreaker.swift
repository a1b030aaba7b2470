/// Fills one line after the other, cluster by cluster.
struct LineBreaker {
  private struct Unit {
    var text: String
    var width: Int
    var breakClass: BreakClass
    /// Offset of the character it is shown for.
    var source: Int
    /// The first of the cells shown for that character.
    var isFirst: Bool
    /// UTF-8 code units of that character in the source; none for what was added.
    var length: Int
    var style: TextStyle
  }

  let width: Int
  let widths: DisplayWidth
  /// Of what is added next.
  var style = TextStyle()
  /// The text is code: a word longer than a line breaks after a bracket, comma or operator, if it
  /// has one.
  var isCode = false
  /// What is added next is no part of the source.
  var isAdding = false
  /// The line being filled.
  private var units: [Unit] = []
  private var used = 0
  /// What an indent began with that is as wide as the line, and was left out of it.
  private var indent: Unit?
  /// The last place where the line may break; 0 where there is none.
  private var lastBreak = 0
  /// The last place where code may break if it must.
  private var lastCodeBreak = 0
  private var hasInk = false
  private var cells = CellTexts()

  init(width: Int, widths: DisplayWidth) {
    self.width = width
    self.widths = widths
  }

  /// Takes the next cluster, which stands at an offset of the source.
  mutating func add(_ cluster: Cluster, at offset: Int, to lines: inout [WrappedLine]) {
    switch cluster {
    case .newline:
      emit(units.count, at: offset, to: &lines)
    case .tab:
      for index in 0..<(SafeText.tabWidth - used % SafeText.tabWidth) where used <= width {
        units.append(
          Unit(
            text: " ", width: 1, breakClass: .blank, source: offset, isFirst: index == 0,
            length: isAdding ? 0 : 1, style: style))
        used += 1
      }
    case .plain(let scalar):
      let cell = CellText(text: String(scalar), width: widths.of(scalar), base: scalar)
      add(cell, at: offset, length: UTF8.width(scalar), isFirst: true, to: &lines)
    case .other(let character):
      cells.removeAll()
      cells.append(character, widths: widths)
      for (index, cell) in cells.items.enumerated() {
        add(
          cell, at: offset, length: character.utf8.count, isFirst: index == 0, to: &lines)
      }
    }
  }

  private mutating func add(
    _ cell: CellText, at offset: Int, length: Int, isFirst: Bool,
    to lines: inout [WrappedLine]
  ) {
    var unit = Unit(
      text: cell.text, width: cell.width, breakClass: BreakClass(cell), source: offset,
      isFirst: isFirst, length: isAdding ? 0 : length, style: style)
    if unit.width > width {
      unit.text = "?"
      unit.width = 1
    }
    add(unit, to: &lines)
  }

  private mutating func add(_ unit: Unit, to lines: inout [WrappedLine]) {
    if unit.breakClass == .blank {
      // Blanks hang over the line's end rather than break it, and one that does is enough.
      if used > width { return }
      units.append(unit)
      used += unit.width
      return
    }
    if hasInk, let last = units.last, last.source != unit.source || isAdding {
      let before = units.count > 1 ? units[units.count - 2].breakClass : nil
      if BreakClass.allowsBreak(last.breakClass, unit.breakClass, before: before) {
        lastBreak = units.count
      } else if isCode, BreakClass.allowsCodeBreak(last.text, unit.text) {
        lastCodeBreak = units.count
      }
    }
    while used + unit.width > width, !units.isEmpty {
      if lastBreak > 0 {
        emit(lastBreak, at: unit.source, to: &lines)
      } else if lastCodeBreak > 0 {
        emit(lastCodeBreak, at: unit.source, to: &lines)
      } else if hasInk {
        emit(units.count, at: unit.source, to: &lines)
      } else {
        // An indent as wide as the line. The line begins there all the same: should what follows it
        // become a newline, the indent ends a line of its own.
        if indent == nil { indent = units.first }
        units.removeAll(keepingCapacity: true)
        used = 0
      }
    }
    units.append(unit)
    used += unit.width
    hasInk = true
  }

  /// Ends the last line, at the source's end.
  mutating func finish(_ lines: inout [WrappedLine], at offset: Int) {
    emit(units.count, at: offset, to: &lines)
  }

  /// Ends the line before one of its units; the rest begins the next line. An empty line stands
  /// at the offset.
  private mutating func emit(_ count: Int, at offset: Int, to lines: inout [WrappedLine]) {
    var end = count
    while end > 0, units[end - 1].breakClass == .blank { end -= 1 }
    var text = ""
    var lineWidth = 0
    for unit in units[..<end] {
      text += unit.text
      lineWidth += unit.width
    }
    let first = indent ?? units.first
    lines.append(
      WrappedLine(
        text: SafeText(unchecked: text), width: lineWidth, start: first?.source ?? offset,
        runs: runs(of: units[..<end], start: first?.source ?? offset),
        isInsideCharacter: !(first?.isFirst ?? true)))
    indent = nil
    units.removeSubrange(..<count)
    used = units.reduce(0) { $0 + $1.width }
    lastBreak = 0
    lastCodeBreak = 0
    hasInk = !units.isEmpty
  }

  /// The runs of a line; none where it is the source as it stands at its start.
  private func runs(of units: ArraySlice<Unit>, start: Int) -> [TextRun] {
    var runs: [TextRun] = []
    for unit in units {
      let count = unit.text.utf8.count
      let source = unit.source..<(unit.source + unit.length)
      if let last = runs.last, last.style == unit.style {
        let isVerbatim = unit.isFirst && count == unit.length
        if isVerbatim && last.isVerbatim && last.source.upperBound == unit.source
          || unit.length == 0 && last.source.isEmpty && last.source.lowerBound == unit.source
        {
          runs[runs.count - 1].count += count
          runs[runs.count - 1].source = last.source.lowerBound..<source.upperBound
          continue
        }
        if !unit.isFirst, last.source == source {
          runs[runs.count - 1].count += count
          continue
        }
      }
      runs.append(TextRun(count: count, style: unit.style, source: source))
    }
    if runs.count == 1, runs[0].style == TextStyle(), runs[0].isVerbatim,
      runs[0].source.lowerBound == start
    {
      return []
    }
    return runs
  }
}
