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
  }

  let width: Int
  let widths: DisplayWidth
  /// The line being filled.
  private var units: [Unit] = []
  private var used = 0
  /// The last place where the line may break; 0 where there is none.
  private var lastBreak = 0
  private var hasInk = false
  /// Offset of the next character.
  private var offset: Int
  private var cells = CellTexts()

  init(width: Int, widths: DisplayWidth, start: Int) {
    self.width = width
    self.widths = widths
    offset = start
  }

  mutating func add(_ character: Character, to lines: inout [WrappedLine]) {
    defer { offset += character.utf8.count }
    if character == "\n" || character == "\r\n" {
      emit(units.count, to: &lines)
      return
    }
    if character == "\t" {
      for index in 0..<(SafeText.tabWidth - used % SafeText.tabWidth) {
        units.append(
          Unit(text: " ", width: 1, breakClass: .blank, source: offset, isFirst: index == 0))
        used += 1
      }
      return
    }
    cells.removeAll()
    cells.append(character, widths: widths)
    for (index, cell) in cells.items.enumerated() {
      var unit = Unit(
        text: cell.text, width: cell.width, breakClass: BreakClass(cell), source: offset,
        isFirst: index == 0)
      if unit.width > width {
        unit.text = "?"
        unit.width = 1
      }
      add(unit, to: &lines)
    }
  }

  private mutating func add(_ unit: Unit, to lines: inout [WrappedLine]) {
    if unit.breakClass == .blank {
      // Blanks hang over the line's end rather than break it.
      units.append(unit)
      used += unit.width
      return
    }
    if hasInk, let last = units.last, last.source != unit.source {
      let before = units.count > 1 ? units[units.count - 2].breakClass : nil
      if BreakClass.allowsBreak(last.breakClass, unit.breakClass, before: before) {
        lastBreak = units.count
      }
    }
    while used + unit.width > width, !units.isEmpty {
      if lastBreak > 0 {
        emit(lastBreak, to: &lines)
      } else if hasInk {
        emit(units.count, to: &lines)
      } else {
        // An indent as wide as the line.
        units.removeAll(keepingCapacity: true)
        used = 0
      }
    }
    units.append(unit)
    used += unit.width
    hasInk = true
  }

  mutating func finish(_ lines: inout [WrappedLine]) {
    emit(units.count, to: &lines)
  }

  /// Ends the line before one of its units; the rest begins the next line.
  private mutating func emit(_ count: Int, to lines: inout [WrappedLine]) {
    var end = count
    while end > 0, units[end - 1].breakClass == .blank { end -= 1 }
    var text = ""
    var lineWidth = 0
    for unit in units[..<end] {
      text += unit.text
      lineWidth += unit.width
    }
    lines.append(
      WrappedLine(
        text: SafeText(unchecked: text), width: lineWidth,
        start: units.first?.source ?? offset,
        isInsideCharacter: !(units.first?.isFirst ?? true)))
    units.removeSubrange(..<count)
    used = units.reduce(0) { $0 + $1.width }
    lastBreak = 0
    hasInk = !units.isEmpty
  }
}
