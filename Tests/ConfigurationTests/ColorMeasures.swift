import Cells

/// How a colour looks, measured.
enum ColorMeasures {
  typealias Light = (red: Double, green: Double, blue: Double)

  /// Linear light of a colour that is the same on every terminal; nil for the user's own.
  static func light(_ color: Color) -> Light? {
    func made(_ red: Int, _ green: Int, _ blue: Int) -> Light {
      (linear(red), linear(green), linear(blue))
    }
    switch color {
    case .terminal, .ansi: return nil
    case .rgb(let red, let green, let blue): return made(Int(red), Int(green), Int(blue))
    case .palette(let index):
      let value = Int(index)
      if value < 16 { return nil }
      if value >= 232 {
        let grey = 8 + 10 * (value - 232)
        return made(grey, grey, grey)
      }
      func level(_ step: Int) -> Int { step == 0 ? 0 : 55 + 40 * step }
      return made(level((value - 16) / 36), level((value - 16) / 6 % 6), level((value - 16) % 6))
    }
  }

  private static func linear(_ byte: Int) -> Double {
    let value = Double(byte) / 255
    // x^2.4 is the fifth root of x^12.
    return value <= 0.04045 ? value / 12.92 : fifthRoot(power(((value + 0.055) / 1.055), 12))
  }

  /// 0 to 1 as it is seen: steps of the same size look alike.
  private static func seen(_ light: Double) -> Double {
    let light = max(0, min(1, light))
    // x^(1/2.4) is the twelfth root of x^5.
    return light <= 0.0031308 ? light * 12.92 : 1.055 * twelfthRoot(power(light, 5)) - 0.055
  }

  private static func power(_ x: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * x }
  }

  private static func fifthRoot(_ x: Double) -> Double { root(x, 5) }
  private static func twelfthRoot(_ x: Double) -> Double { root(x, 12) }

  private static func root(_ x: Double, _ degree: Int) -> Double {
    guard x > 0 else { return 0 }
    var root = 1.0
    for _ in 0..<120 {
      root -= (power(root, degree) - x) / (Double(degree) * power(root, degree - 1))
    }
    return root
  }

  /// By WCAG 2.
  static func contrast(_ a: Color, _ b: Color) -> Double? {
    guard let a = light(a), let b = light(b) else { return nil }
    func luminance(_ light: Light) -> Double {
      0.2126 * light.red + 0.7152 * light.green + 0.0722 * light.blue
    }
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  /// How far apart two colours are for a person without the cones for green (Viénot, Brettel and
  /// Mollon 1999).
  static func distanceWithoutGreenCones(_ a: Color, _ b: Color) -> Double? {
    guard let a = light(a).map(deuteranopic), let b = light(b).map(deuteranopic) else { return nil }
    let (r, g, b2) = (
      seen(a.red) - seen(b.red), seen(a.green) - seen(b.green), seen(a.blue) - seen(b.blue)
    )
    return (r * r + g * g + b2 * b2).squareRoot()
  }

  private static func deuteranopic(_ light: Light) -> Light {
    let l = 17.8824 * light.red + 43.5161 * light.green + 4.11935 * light.blue
    let s = 0.0299566 * light.red + 0.184309 * light.green + 1.46709 * light.blue
    let m = 0.494207 * l + 1.24827 * s
    return (
      0.0809445 * l - 0.130504 * m + 0.116721 * s,
      -0.0102485 * l + 0.0540194 * m - 0.113615 * s,
      -0.000365294 * l - 0.00412163 * m + 0.693513 * s
    )
  }
}
