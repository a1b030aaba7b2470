import Cells

/// A frame as an SVG document, cell by cell where the terminal would have it.
///
/// Lines, blocks and dots are shapes. Texts have their exact length, so that they keep their place
/// with any font.
public struct FrameSVG {
  private static let width = 8.4
  private static let height = 18.0
  private static let margin = 12.0
  private static let fontSize = 14

  private let frame: Frame
  private let colors: ScreenColors
  private var grounds = ""
  private var texts = ""
  /// Paths by how they are drawn, in the order they were first needed.
  private var paths: [(look: PathLook, data: String)] = []
  /// Classes by what they say.
  private var classes: [String: String] = [:]
  private var rules: [String] = []

  private struct PathLook: Hashable {
    var color: ScreenColors.RGB
    var stroke: Double
    var opacity: Double
  }

  /// How a run of cells looks.
  private struct Look: Equatable {
    var text: ScreenColors.RGB
    var ground: ScreenColors.RGB
    var attributes: Attributes
  }

  public static func text(_ frame: Frame) -> String {
    var picture = FrameSVG(frame)
    for row in 0..<max(0, frame.size.rows) { picture.draw(row) }
    return picture.document
  }

  private init(_ frame: Frame) {
    self.frame = frame
    colors = ScreenColors(frame.theme)
  }

  private func look(_ cell: Cell) -> Look {
    let style = frame.theme[cell.role]
    let attributes = style.attributes.union(cell.attributes)
    let pair = colors.pair(style, attributes)
    return Look(text: pair.text, ground: pair.ground, attributes: attributes)
  }

  // MARK: Rows

  private mutating func draw(_ row: Int) {
    let columns = max(0, frame.size.columns)
    let looks = (0..<columns).map { look(frame[$0, row]) }
    var column = 0
    while column < columns {
      var end = column + 1
      while end < columns, looks[end].ground == looks[column].ground { end += 1 }
      if looks[column].ground != colors.ground {
        grounds +=
          #"<rect x="\#(x(column))" y="\#(y(row))" width="\#(length(end - column))" "#
          + #"height="\#(CellShape.n(Self.height))" fill="\#(looks[column].ground.hex)"/>"# + "\n"
      }
      column = end
    }
    column = 0
    while column < columns { column = draw(from: column, row, looks) }
  }

  /// Draws the shape or the run of text that begins in a cell; returns the cell after it.
  private mutating func draw(from column: Int, _ row: Int, _ looks: [Look]) -> Int {
    let look = looks[column]
    let text = frame[column, row].text
    let isBare = !look.attributes.contains(.underline)
    if text.isEmpty || text == " " && isBare { return column + 1 }
    if let scalar = text.unicodeScalars.first {
      var count = 1
      // A level line is drawn at once.
      while scalar == "─" || scalar == "━", column + count < looks.count,
        looks[column + count] == look, frame[column + count, row].text == text
      {
        count += 1
      }
      let pieces = CellShape.pieces(
        scalar, x: Double(column) * Self.width, y: Double(row) * Self.height,
        width: Double(count) * Self.width, height: Self.height)
      for piece in pieces ?? [] { add(piece, look) }
      if pieces != nil { return column + count }
    }
    let cells = width(at: column, row)
    let kind = Kind(text, cells)
    var run = text
    var end = column + cells
    // Signs that a font may draw in any width stand alone.
    while kind != .single, end < looks.count, looks[end] == look {
      let next = frame[end, row].text
      guard !next.isEmpty, Kind(next, width(at: end, row)) == kind else { break }
      run += next
      end += width(at: end, row)
    }
    // Blanks at the end are not seen.
    while isBare, kind == .narrow, run.utf8.last == 0x20 {
      run = String(run.unicodeScalars.dropLast())
    }
    let shown = kind == .narrow && isBare ? run.unicodeScalars.count : end - column
    emit(run, column, row, cells: shown, isWide: kind == .wide, look)
    return end
  }

  private enum Kind {
    case narrow, wide, single

    init(_ text: String, _ cells: Int) {
      let scalars = text.unicodeScalars
      guard scalars.count == 1, let scalar = scalars.first else {
        self = .single
        return
      }
      switch scalar.value {
      case 0x20..<0x7F: self = .narrow
      case 0xA1..<0x300 where cells == 1: self = .narrow
      case 0x3041..<0xA000 where cells == 2, 0xAC00..<0xD7A4 where cells == 2: self = .wide
      default: self = .single
      }
    }
  }

  private func width(at column: Int, _ row: Int) -> Int {
    column + 1 < frame.size.columns && frame[column + 1, row].text.isEmpty ? 2 : 1
  }

  private mutating func emit(
    _ run: String, _ column: Int, _ row: Int, cells: Int, isWide: Bool, _ look: Look
  ) {
    var rule = "fill:\(look.text.hex)"
    // Two cells are wider than a letter is high.
    if isWide { rule += ";font-size:16px" }
    if look.attributes.contains(.bold) { rule += ";font-weight:bold" }
    if look.attributes.contains(.italic) { rule += ";font-style:italic" }
    if look.attributes.contains(.underline) { rule += ";text-decoration:underline" }
    if look.attributes.contains(.dim) { rule += ";opacity:.7" }
    let name = className(rule)
    texts +=
      #"<text class="\#(name)" x="\#(x(column))" y="\#(CellShape.n(Double(row) * Self.height + 13.5))" "#
      + #"textLength="\#(length(cells))">\#(MarkupText.escaped(run))</text>"# + "\n"
  }

  private mutating func className(_ rule: String) -> String {
    if let name = classes[rule] { return name }
    let name = "c\(classes.count)"
    classes[rule] = name
    rules.append(".\(name){\(rule)}")
    return name
  }

  private mutating func add(_ piece: CellShape.Piece, _ look: Look) {
    let opacity = piece.opacity * (look.attributes.contains(.dim) ? 0.7 : 1)
    let path = PathLook(color: look.text, stroke: piece.stroke, opacity: opacity)
    if let index = paths.firstIndex(where: { $0.look == path }) {
      paths[index].data += piece.path
    } else {
      paths.append((path, piece.path))
    }
  }

  // MARK: The document

  private func x(_ column: Int) -> String { CellShape.n(Double(column) * Self.width) }
  private func y(_ row: Int) -> String { CellShape.n(Double(row) * Self.height) }
  private func length(_ cells: Int) -> String { CellShape.n(Double(cells) * Self.width) }

  private var document: String {
    let wide = Double(max(0, frame.size.columns)) * Self.width
    let high = Double(max(0, frame.size.rows)) * Self.height
    let (outerWide, outerHigh) = (wide + 2 * Self.margin, high + 2 * Self.margin)
    let margin = CellShape.n(-Self.margin)
    let box = "\(margin) \(margin) \(CellShape.n(outerWide)) \(CellShape.n(outerHigh))"
    let size = #"width="\#(CellShape.n(outerWide))" height="\#(CellShape.n(outerHigh))""#
    let title = MarkupText.escaped(frame.title.string)
    let shapes = paths.map { look, data in
      let opacity = look.opacity < 1 ? #" opacity="\#(look.opacity)""# : ""
      let paint =
        look.stroke > 0
        ? #"fill="none" stroke="\#(look.color.hex)" stroke-width="\#(CellShape.n(look.stroke))" "#
          + #"stroke-linecap="\#(look.stroke == 2.4 ? "round" : "butt")""#
        : #"fill="\#(look.color.hex)""#
      return #"<path \#(paint)\#(opacity) d="\#(data)"/>"# + "\n"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="\(box)" \(size) role="img">
      <title>\(title)</title>
      <style>text{font:\(Self.fontSize)px \(Self.fonts);white-space:pre}\(rules.joined())</style>
      <rect x="\(margin)" y="\(margin)" \(size) rx="8" fill="\(colors.ground.hex)"/>
      \(grounds)\(shapes.joined())\(texts)</svg>

      """
  }

  private static let fonts =
    "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK KR',D2Coding,"
    + "'Noto Sans Mono',monospace,'Apple Color Emoji','Noto Color Emoji'"
}
