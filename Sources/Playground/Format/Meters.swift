import Cells

/// Small pictures of numbers, drawn in braille, whose width no terminal disputes.
enum Meters {
  /// Rates as heights, two a cell, the newest at the right once the field is full; all panes are
  /// drawn against the same highest rate.
  static func sparkline(
    _ values: [Double], highest: Double, cells: Int, isASCII: Bool
  ) -> SafeText {
    let perCell = isASCII ? 1 : 2
    let shown = values.suffix(cells * perCell).map { level($0, highest, of: isASCII ? 5 : 4) }
    if isASCII {
      return field(shown.map { ["_", ".", "-", "'", "\""][$0 - 1] }.joined(), cells)
    }
    // Dots of the left and right column of a cell from the bottom up.
    let left: [UInt32] = [0, 0x40, 0x44, 0x46, 0x47]
    let right: [UInt32] = [0, 0x80, 0xA0, 0xB0, 0xB8]
    var text = ""
    for index in stride(from: 0, to: shown.count, by: 2) {
      let second = index + 1 < shown.count ? right[shown[index + 1]] : 0
      text += braille(left[shown[index]] | second)
    }
    return field(text, cells)
  }

  /// A share of something as a bar of cells, at least a half cell where there is any.
  static func bar(_ done: Int, of total: Int, cells: Int, isASCII: Bool) -> SafeText {
    let share = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 0
    if isASCII {
      let full = Int((share * Double(cells)).rounded(.up))
      return SafeText(
        String(repeating: "#", count: full) + String(repeating: ".", count: cells - full))
    }
    let halves = Int((share * Double(cells * 2)).rounded(.up))
    var text = ""
    for cell in 0..<cells {
      switch halves - 2 * cell {
      case 2...: text += "⣿"
      case 1: text += "⣇"
      default: text += "⣀"
      }
    }
    return SafeText(text)
  }

  private static func level(_ value: Double, _ highest: Double, of levels: Int) -> Int {
    guard highest > 0, value.isFinite, value > 0 else { return 1 }
    return min(levels, max(1, Int((value / highest * Double(levels)).rounded(.up))))
  }

  private static func braille(_ dots: UInt32) -> String {
    Unicode.Scalar(0x2800 + dots).map { String($0) } ?? " "
  }

  private static func field(_ text: String, _ cells: Int) -> SafeText {
    SafeText(text + String(repeating: " ", count: max(0, cells - text.count)))
  }
}
