import CTerminal
import Cells

/// Puts frames into ncurses, touching only the cells that changed. Used by the screen thread alone.
struct FramePainter {
  private struct Look: Hashable {
    var role: Role
    var attributes: Attributes.RawValue
  }

  private struct Style {
    var pair: Int32
    /// The same bits here and in `terminal_cluster`.
    var attributes: Attributes.RawValue
  }

  private let depth: ColorDepth
  /// What ncurses was last given.
  private var last: Frame?
  private var screen = Size(columns: 0, rows: 0)
  private var styles: [Look: Style] = [:]
  private var clusters: [terminal_cluster] = []
  private var scalars: [UInt32] = []

  init(depth: ColorDepth) { self.depth = depth }

  /// The caret's place in the frame last put; nil before the first.
  var caret: Point? { last?.caret }

  /// Brings ncurses to the frame, on a terminal that has a size by now.
  mutating func put(_ frame: Frame, on size: Size) {
    if size != screen {
      screen = size
      last = nil
      terminal_screen_resize(Int32(size.rows), Int32(size.columns))
    }
    if last?.theme != frame.theme {
      styles.removeAll(keepingCapacity: true)
      terminal_screen_forget_colors()
      last = nil
    }
    if last?.size != frame.size {
      last = nil
      terminal_screen_blank()
    }
    let columns = frame.size.columns
    frame.cells.withUnsafeBufferPointer { cells in
      if let last {
        last.cells.withUnsafeBufferPointer { old in
          for row in 0..<min(frame.size.rows, size.rows) {
            let start = row * columns
            guard let changed = Self.difference(cells, old, start..<start + columns) else {
              continue
            }
            put(cells, changed, row: row, start: start, columns: columns, theme: frame.theme)
          }
        }
      } else {
        for row in 0..<min(frame.size.rows, size.rows) where columns > 0 {
          let start = row * columns
          put(
            cells, start..<start + columns, row: row, start: start, columns: columns,
            theme: frame.theme)
        }
      }
    }
    last = frame
  }

  /// From the first to the last cell that differ in a row, widened to whole characters; nil where
  /// none does.
  private static func difference(
    _ new: UnsafeBufferPointer<Cell>, _ old: UnsafeBufferPointer<Cell>, _ row: Range<Int>
  ) -> Range<Int>? {
    // Cells of the same bytes are equal; strings are only compared where some differ.
    let size = row.count * MemoryLayout<Cell>.stride
    if let new = new.baseAddress, let old = old.baseAddress,
      terminal_same_bytes(new + row.lowerBound, old + row.lowerBound, size)
    {
      return nil
    }
    guard var first = row.first(where: { new[$0] != old[$0] }) else { return nil }
    var end = row.upperBound
    while end - 1 > first, new[end - 1] == old[end - 1] { end -= 1 }
    // Halves of wide characters, in the old picture or the new one.
    while first > row.lowerBound, new[first].text.isEmpty || old[first].text.isEmpty { first -= 1 }
    while end < row.upperBound, new[end].text.isEmpty || old[end].text.isEmpty { end += 1 }
    return first..<end
  }

  private mutating func put(
    _ cells: UnsafeBufferPointer<Cell>, _ range: Range<Int>, row: Int, start: Int, columns: Int,
    theme: Theme
  ) {
    clusters.removeAll(keepingCapacity: true)
    scalars.removeAll(keepingCapacity: true)
    var look: Look?
    var style = Style(pair: 0, attributes: 0)
    var index = range.lowerBound
    while index < range.upperBound {
      let cell = cells[index]
      let newLook = Look(role: cell.role, attributes: cell.attributes.rawValue)
      if newLook != look {
        look = newLook
        style = self.style(newLook, theme)
      }
      let isWide =
        index + 1 < start + columns && !cell.text.isEmpty
        && cells[index + 1].text.isEmpty
      index += isWide ? 2 : 1
      if isWide, let (left, right) = Cluster.flagLetters(cell.text) {
        scalars += [left, right]
        append(scalars: 1, columns: 1, style)
        append(scalars: 1, columns: 1, style)
      } else {
        let (count, isWhole) = Cluster.append(cell.text, to: &scalars)
        append(scalars: count, columns: isWide ? 2 : 1, style, isWhole: isWhole)
      }
    }
    terminal_screen_put(
      Int32(row), Int32(range.lowerBound - start), clusters, clusters.count, scalars)
  }

  private mutating func append(
    scalars: Int, columns: UInt8, _ style: Style, isWhole: Bool = false
  ) {
    clusters.append(
      terminal_cluster(
        scalars: UInt8(scalars), columns: columns, attributes: style.attributes, whole: isWhole,
        pair: style.pair))
  }

  private mutating func style(_ look: Look, _ theme: Theme) -> Style {
    if let known = styles[look] { return known }
    let roleStyle = theme[look.role]
    var foreground = TerminalColor(roleStyle.foreground, depth)
    var background = TerminalColor(roleStyle.background, depth)
    if foreground == background, roleStyle.foreground != roleStyle.background {
      // Two colours that the terminal cannot tell apart.
      foreground = TerminalColor(.terminal, depth)
      background = foreground
    }
    var attributes = depth == .none ? roleStyle.mono ?? roleStyle.attributes : roleStyle.attributes
    attributes.formUnion(Attributes(rawValue: look.attributes))
    if foreground.isBright { attributes.insert(.bold) }
    let style = Style(
      pair: terminal_screen_pair(foreground.number, background.number),
      attributes: attributes.rawValue)
    styles[look] = style
    return style
  }
}
