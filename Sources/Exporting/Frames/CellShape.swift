/// Lines, blocks and dots that are drawn as shapes: whatever the font, they join.
///
/// Coordinates are in tenths of a unit, so that nothing is rounded on the way.
enum CellShape {
  /// What one cell draws: a path's data, and how wide its strokes are; 0 fills it.
  struct Piece: Equatable {
    var path: String
    var stroke: Double
    /// Of shades.
    var opacity = 1.0
  }

  /// The pieces of a sign in a cell whose corner is at `x`, `y`; nil for what a font draws.
  static func pieces(
    _ scalar: Unicode.Scalar, x: Double, y: Double, width: Double, height: Double
  ) -> [Piece]? {
    let cell = (x: x, y: y, w: width, h: height)
    switch scalar.value {
    case 0x2500...0x257F: return box(scalar.value, cell)
    case 0x2580...0x259F: return block(scalar.value, cell)
    case 0x2800...0x28FF: return braille(scalar.value - 0x2800, cell)
    default: return nil
    }
  }

  private typealias Place = (x: Double, y: Double, w: Double, h: Double)

  // MARK: Lines

  private static let light = 1.2
  private static let heavy = 2.6

  /// The arms of a sign: left, up, right, down; 0 none, 1 light, 2 heavy.
  private static func arms(_ value: UInt32) -> (Int, Int, Int, Int)? {
    switch value {
    case 0x2500: (1, 0, 1, 0)
    case 0x2501: (2, 0, 2, 0)
    case 0x2502: (0, 1, 0, 1)
    case 0x2503: (0, 2, 0, 2)
    case 0x250C: (0, 0, 1, 1)
    case 0x250F: (0, 0, 2, 2)
    case 0x2510: (1, 0, 0, 1)
    case 0x2513: (2, 0, 0, 2)
    case 0x2514: (0, 1, 1, 0)
    case 0x2517: (0, 2, 2, 0)
    case 0x2518: (1, 1, 0, 0)
    case 0x251B: (2, 2, 0, 0)
    case 0x251C: (0, 1, 1, 1)
    case 0x2523: (0, 2, 2, 2)
    case 0x2524: (1, 1, 0, 1)
    case 0x252B: (2, 2, 0, 2)
    case 0x252C: (1, 0, 1, 1)
    case 0x2533: (2, 0, 2, 2)
    case 0x2534: (1, 1, 1, 0)
    case 0x253B: (2, 2, 2, 0)
    case 0x253C: (1, 1, 1, 1)
    case 0x254B: (2, 2, 2, 2)
    case 0x2574: (1, 0, 0, 0)
    case 0x2575: (0, 1, 0, 0)
    case 0x2576: (0, 0, 1, 0)
    case 0x2577: (0, 0, 0, 1)
    case 0x2578: (2, 0, 0, 0)
    case 0x2579: (0, 2, 0, 0)
    case 0x257A: (0, 0, 2, 0)
    case 0x257B: (0, 0, 0, 2)
    default: nil
    }
  }

  private static func box(_ value: UInt32, _ cell: Place) -> [Piece]? {
    let (midX, midY) = (cell.x + cell.w / 2, cell.y + cell.h / 2)
    if 0x256D...0x2570 ~= value {
      // An arc from a side to the top or the bottom.
      let isLeft = value == 0x256E || value == 0x256F
      let isUp = value >= 0x256F
      let radius = cell.w / 2
      let side = isLeft ? cell.x : cell.x + cell.w
      let bend = isUp ? midY - radius : midY + radius
      let end = isUp ? cell.y : cell.y + cell.h
      return [
        Piece(
          path: "M\(n(side)),\(n(midY))Q\(n(midX)),\(n(midY)) \(n(midX)),\(n(bend))V\(n(end))",
          stroke: light)
      ]
    }
    guard let (left, up, right, down) = arms(value) else { return nil }
    var pieces: [Piece] = []
    func add(_ weight: Int, _ path: String) {
      if weight > 0 { pieces.append(Piece(path: path, stroke: weight == 1 ? light : heavy)) }
    }
    if left == right, left > 0 {
      add(left, "M\(n(cell.x)),\(n(midY))H\(n(cell.x + cell.w))")
    } else {
      // Arms reach over the middle by half a stroke: corners are closed.
      let reach = (max(up, down) == 2 ? heavy : light) / 2
      add(left, "M\(n(cell.x)),\(n(midY))H\(n(midX + (up + down > 0 ? reach : 0)))")
      add(right, "M\(n(midX - (up + down > 0 ? reach : 0))),\(n(midY))H\(n(cell.x + cell.w))")
    }
    if up == down, up > 0 {
      add(up, "M\(n(midX)),\(n(cell.y))V\(n(cell.y + cell.h))")
    } else {
      add(up, "M\(n(midX)),\(n(cell.y))V\(n(midY))")
      add(down, "M\(n(midX)),\(n(midY))V\(n(cell.y + cell.h))")
    }
    return pieces
  }

  // MARK: Blocks

  private static func block(_ value: UInt32, _ cell: Place) -> [Piece]? {
    func rect(_ left: Double, _ top: Double, _ width: Double, _ height: Double) -> String {
      "M\(n(cell.x + left * cell.w)),\(n(cell.y + top * cell.h))"
        + "h\(n(width * cell.w))v\(n(height * cell.h))h\(n(-width * cell.w))z"
    }
    func piece(_ path: String, _ opacity: Double = 1) -> [Piece] {
      [Piece(path: path, stroke: 0, opacity: opacity)]
    }
    switch value {
    case 0x2580: return piece(rect(0, 0, 1, 0.5))
    case 0x2581...0x2588:
      let share = Double(value - 0x2580) / 8
      return piece(rect(0, 1 - share, 1, share))
    case 0x2589...0x258F: return piece(rect(0, 0, Double(0x2590 - value) / 8, 1))
    case 0x2590: return piece(rect(0.5, 0, 0.5, 1))
    case 0x2591...0x2593: return piece(rect(0, 0, 1, 1), Double(value - 0x2590) / 4)
    case 0x2594: return piece(rect(0, 0, 1, 0.125))
    case 0x2595: return piece(rect(0.875, 0, 0.125, 1))
    default: return nil
    }
  }

  // MARK: Dots

  private static func braille(_ dots: UInt32, _ cell: Place) -> [Piece] {
    var path = ""
    for dot in 0..<8 where dots & (1 << dot) != 0 {
      // The first six go down by columns; the last two are the bottom row.
      let column = dot < 6 ? dot / 3 : dot - 6
      let row = dot < 6 ? dot % 3 : 3
      let x = cell.x + cell.w * (column == 0 ? 0.27 : 0.73)
      let y = cell.y + cell.h * (0.125 + 0.25 * Double(row))
      path += "M\(n(x)),\(n(y))h0"
    }
    return path.isEmpty ? [] : [Piece(path: path, stroke: 2.4)]
  }

  /// A number in as few signs as can be, to a tenth.
  static func n(_ value: Double) -> String {
    let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
    if tenths % 10 == 0 { return String(tenths / 10) }
    let sign = tenths < 0 ? "-" : ""
    return "\(sign)\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }
}
