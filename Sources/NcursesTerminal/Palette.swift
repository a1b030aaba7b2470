import Cells

/// How many colours a terminal shows.
enum ColorDepth: Sendable, Equatable {
  case none, eight, sixteen, palette, direct
  /// The palette's 256, and every other one beside them.
  case mixed

  /// From a number of colours.
  init(count: Int32) {
    switch count {
    case (1 << 24)...: self = .direct
    case 256...: self = .palette
    case 16...: self = .sixteen
    case 8...: self = .eight
    default: self = .none
    }
  }
}

/// A theme's colour as a terminal's colour number.
struct TerminalColor: Equatable {
  /// -1 is the terminal's own.
  var number: Int32
  /// One of the bright colours of a terminal that has only the other eight: bold stands for it.
  var isBright: Bool

  private init(number: Int32, isBright: Bool = false) {
    self.number = number
    self.isBright = isBright
  }

  init(_ color: Color, _ depth: ColorDepth) {
    switch color {
    case .terminal: self.init(number: -1)
    case .ansi(let index): self.init(basic: index % 16, depth)
    case .palette(let index) where index < 16: self.init(basic: index, depth)
    case .palette(let index) where depth == .palette || depth == .mixed:
      self.init(number: Int32(index))
    case .palette(let index): self.init(RGB.xterm(index), depth)
    case .rgb(let red, let green, let blue): self.init(RGB(red, green, blue), depth)
    }
  }

  /// One of the user's 16.
  private init(basic index: UInt8, _ depth: ColorDepth) {
    switch depth {
    case .none: self.init(number: -1)
    case .eight: self.init(number: Int32(index % 8), isBright: index >= 8)
    case .sixteen, .palette, .mixed: self.init(number: Int32(index))
    case .direct where index < 8: self.init(number: Int32(index))
    case .direct: self.init(RGB.xterm(index), depth)
    }
  }

  private init(_ rgb: RGB, _ depth: ColorDepth) {
    switch depth {
    case .none: self.init(number: -1)
    case .eight:
      // What is only dark must not vanish on a black background.
      let nearest = rgb.nearest(in: 0..<8)
      self.init(number: nearest == 0 && rgb.brightest >= 64 ? -1 : nearest)
    case .sixteen: self.init(number: rgb.nearest(in: 0..<16))
    // Never one of the first 16: those are the user's, and may be anything.
    case .palette: self.init(number: rgb.nearestInCube)
    // Numbers below 8 would be palette colours.
    case .direct: self.init(number: max(8, rgb.number))
    case .mixed: self.init(number: 1 << 24 | rgb.number)
    }
  }
}

/// A colour by its three components, 0–255.
struct RGB: Equatable {
  var red, green, blue: Int

  init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = Int(red)
    self.green = Int(green)
    self.blue = Int(blue)
  }

  private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
  private static let basic = [
    RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
    RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
    RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
  ]

  /// The colour of a number in xterm's palette: 16 basic colours as xterm has them by default, a cube
  /// of 6 × 6 × 6, and 24 greys.
  static func xterm(_ index: UInt8) -> RGB {
    switch index {
    case 0..<16:
      return basic[Int(index)]
    case 16..<232:
      let place = Int(index) - 16
      return RGB(levels[place / 36], levels[place / 6 % 6], levels[place % 6])
    default:
      let level = 8 + 10 * (index - 232)
      return RGB(level, level, level)
    }
  }

  fileprivate var number: Int32 { Int32(red) << 16 | Int32(green) << 8 | Int32(blue) }
  fileprivate var brightest: Int { max(red, green, blue) }

  func distance(to other: RGB) -> Int {
    let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
    return r * r + g * g + b * b
  }

  fileprivate func nearest(in indices: Range<UInt8>) -> Int32 {
    Int32(indices.min { distance(to: .xterm($0)) < distance(to: .xterm($1)) } ?? 0)
  }

  fileprivate var nearestInCube: Int32 {
    func level(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
    let inCube = UInt8(16 + 36 * level(red) + 6 * level(green) + level(blue))
    let mean = (red + green + blue) / 3
    let grey = UInt8(232 + max(0, min(23, (mean - 3) / 10)))
    return Int32(distance(to: .xterm(grey)) < distance(to: .xterm(inCube)) ? grey : inCube)
  }
}
