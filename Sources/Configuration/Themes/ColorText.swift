import Cells

/// A colour as a theme file writes it.
enum ColorText: Sendable, Equatable {
  case color(Color)
  /// To be looked up in the palette.
  case name(String)

  static let ansi = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
  /// The names that are no palette's.
  static let names = ["terminal"] + ansi + ansi.map { "bright-" + $0 }

  /// `#rrggbb`, `#rgb`, 0–255, or a name, which stands for itself until a palette is there.
  ///
  /// - Returns: nil for what no colour could be called, with what is wrong in `reason`.
  init?(_ text: String, reason: inout String) {
    if text.hasPrefix("#") {
      guard let color = Self.hexadecimal(text.dropFirst()) else {
        reason = "\(text.quoted) is no colour; \"#rrggbb\" is six digits from 0 to f"
        return nil
      }
      self = .color(color)
    } else if let first = text.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first) {
      guard let number = UInt8(text) else {
        reason = "\(text.quoted) is no colour; numbers are 0 to 255, others \"#rrggbb\""
        return nil
      }
      self = .color(number < 16 ? .ansi(number) : .palette(number))
    } else {
      self = .name(text)
    }
  }

  /// The colour, with a palette to look names up in.
  func color(palette: [String: Color]) -> Color? {
    switch self {
    case .color(let color): color
    case .name(let name): palette[name] ?? Self.named(name)
    }
  }

  private static func named(_ name: String) -> Color? {
    if name == "terminal" { return .terminal }
    let isBright = name.hasPrefix("bright-")
    let basic = isBright ? String(name.dropFirst(7)) : name
    guard let index = ansi.firstIndex(of: basic) else { return nil }
    return .ansi(UInt8(index + (isBright ? 8 : 0)))
  }

  private static func hexadecimal(_ digits: Substring) -> Color? {
    let values = digits.compactMap(\.hexDigitValue)
    guard values.count == digits.count, digits.utf8.count == digits.count else { return nil }
    func pair(_ high: Int, _ low: Int) -> UInt8 { UInt8(values[high] * 16 + values[low]) }
    switch values.count {
    case 6: return .rgb(pair(0, 1), pair(2, 3), pair(4, 5))
    case 3: return .rgb(pair(0, 0), pair(1, 1), pair(2, 2))
    default: return nil
    }
  }
}
