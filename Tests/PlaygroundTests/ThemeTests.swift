import Cells
import Testing

@testable import Playground

struct ThemeTests {
  /// Red, green and blue of the xterm palette, 0 to 1.
  static func rgb(_ color: Color) -> (Double, Double, Double)? {
    guard case .palette(let index) = color else { return nil }
    let value = Int(index)
    if value >= 232 {
      let grey = Double(8 + 10 * (value - 232)) / 255
      return (grey, grey, grey)
    }
    guard value >= 16 else { return nil }
    func level(_ step: Int) -> Double { step == 0 ? 0 : Double(55 + 40 * step) / 255 }
    return (
      level((value - 16) / 36), level((value - 16) / 6 % 6), level((value - 16) % 6)
    )
  }

  static func linear(_ value: Double) -> Double {
    value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055, 2.4)
  }

  /// x^p by exp and log series would need a library: a fifth root by Newton's steps will do.
  static func power(_ x: Double, _ p: Double) -> Double {
    guard x > 0 else { return 0 }
    // x^2.4 = (x^12)^(1/5)
    let target = (0..<12).reduce(1.0) { product, _ in product * x }
    var root = x
    for _ in 0..<200 {
      root -= (root * root * root * root * root - target) / (5 * root * root * root * root)
    }
    return root
  }

  static func luminance(_ color: (Double, Double, Double)) -> Double {
    0.2126 * linear(color.0) + 0.7152 * linear(color.1) + 0.0722 * linear(color.2)
  }

  static func contrast(_ style: RoleStyle) -> Double? {
    guard let front = rgb(style.foreground), let back = rgb(style.background) else { return nil }
    let a = luminance(front)
    let b = luminance(back)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  @Test(arguments: Role.allCases.filter { $0 != .border && $0 != .background })
  func textStandsOutFromItsGround(role: Role) throws {
    let style = Theme.lineupDark[role]
    let contrast = try #require(Self.contrast(style))
    #expect(contrast >= 4.5, "\(role.rawValue) has \(contrast)")
  }

  /// What a person without the cones for green sees (Viénot, Brettel and Mollon 1999), linear.
  static func deuteranopic(_ color: (Double, Double, Double)) -> (Double, Double, Double) {
    let (r, g, b) = (linear(color.0), linear(color.1), linear(color.2))
    let l = 17.8824 * r + 43.5161 * g + 4.11935 * b
    let s = 0.0299566 * r + 0.184309 * g + 1.46709 * b
    let m = 0.494207 * l + 1.24827 * s
    return (
      0.0809445 * l - 0.130504 * m + 0.116721 * s,
      -0.0102485 * l + 0.0540194 * m - 0.113615 * s,
      -0.000365294 * l - 0.00412163 * m + 0.693513 * s
    )
  }

  @Test func theFiveStatesStayApartWithoutGreenCones() throws {
    let states: [Role] = [.stateRun, .stateOK, .stateWait, .stateWarn, .stateError]
    for (index, a) in states.enumerated() {
      for b in states[(index + 1)...] {
        let x = Self.deuteranopic(try #require(Self.rgb(Theme.lineupDark[a].foreground)))
        let y = Self.deuteranopic(try #require(Self.rgb(Theme.lineupDark[b].foreground)))
        let distance =
          ((x.0 - y.0) * (x.0 - y.0) + (x.1 - y.1) * (x.1 - y.1) + (x.2 - y.2) * (x.2 - y.2))
          .squareRoot()
        #expect(distance > 0.12, "\(a.rawValue) and \(b.rawValue): \(distance)")
      }
    }
  }

  @Test func statesAndModesCanBeToldWithoutColours() {
    for role in [Role.modeType, .modePanes, .modeReplay, .selection] {
      #expect(Theme.lineupDark[role].mono?.contains(.reverse) == true)
    }
  }
}
