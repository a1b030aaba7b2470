import Cells

/// The colours that a theme's names stand for outside of a terminal.
struct ScreenColors {
  struct RGB: Hashable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    /// `#1c1c1c`.
    var hex: String {
      "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// How bright it looks, from 0 to 255.
    var brightness: Int { (Int(red) * 299 + Int(green) * 587 + Int(blue) * 114) / 1000 }
  }

  /// What a terminal's own colours are taken to be.
  let text: RGB
  let ground: RGB

  /// Of a theme that leaves the ground to the terminal the texts say whether that is dark.
  init(_ theme: Theme) {
    let style = theme[.background]
    let foreground = Self.rgb(theme[.text].foreground)
    let dark = RGB(red: 28, green: 28, blue: 28)
    let light = RGB(red: 250, green: 250, blue: 250)
    ground = Self.rgb(style.background) ?? ((foreground?.brightness ?? 255) < 110 ? light : dark)
    text =
      foreground
      ?? (ground.brightness < 128
        ? RGB(red: 208, green: 208, blue: 208) : RGB(red: 36, green: 36, blue: 36))
  }

  /// The colours of a role: what is drawn, and on what.
  func pair(_ style: RoleStyle, _ attributes: Attributes) -> (text: RGB, ground: RGB) {
    let pair = (
      text: Self.rgb(style.foreground) ?? text, ground: Self.rgb(style.background) ?? ground
    )
    return attributes.contains(.reverse) ? (pair.ground, pair.text) : pair
  }

  /// Nil for the terminal's own.
  static func rgb(_ color: Color) -> RGB? {
    switch color {
    case .terminal: nil
    case .rgb(let red, let green, let blue): RGB(red: red, green: green, blue: blue)
    case .ansi(let number): ansi[Int(number & 15)]
    case .palette(let number) where number < 16: ansi[Int(number)]
    case .palette(let number) where number >= 232:
      RGB(
        red: 8 + 10 * (number - 232), green: 8 + 10 * (number - 232), blue: 8 + 10 * (number - 232))
    case .palette(let number):
      RGB(
        red: step((number - 16) / 36), green: step((number - 16) / 6 % 6),
        blue: step((number - 16) % 6))
    }
  }

  private static func step(_ index: UInt8) -> UInt8 { index == 0 ? 0 : 55 + 40 * index }

  /// The sixteen that users choose, as most terminals come with them.
  static let ansi: [RGB] = [
    (0, 0, 0), (205, 49, 49), (13, 188, 121), (229, 229, 16), (36, 114, 200), (188, 63, 188),
    (17, 168, 205), (229, 229, 229), (102, 102, 102), (241, 76, 76), (35, 209, 139),
    (245, 245, 67), (59, 142, 234), (214, 112, 214), (41, 184, 219), (255, 255, 255),
  ].map { RGB(red: $0.0, green: $0.1, blue: $0.2) }
}
