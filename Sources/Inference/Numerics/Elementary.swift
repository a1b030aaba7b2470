/// Elementary functions in IEEE double arithmetic alone, the same bits on every machine.
///
/// The C library's differ between machines. Range reduction after Cody and Waite, polynomials by
/// Taylor's series; errors stay below 2 units in the last place for the arguments used here.
enum Elementary {
  private static let ln2High = 6.93147180369123816490e-01
  private static let ln2Low = 1.90821492927058770002e-10

  /// 1 / n!, for n from 13 down to 0.
  private static let inverseFactorials: [Double] = (0...13).reversed().map { n in
    1 / (1...max(1, n)).reduce(1.0) { $0 * Double($1) }
  }

  /// e to the power of x.
  static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.7 { return .infinity }
    if x < -745 { return 0 }
    let k = (x * 1.4426950408889634).rounded(.toNearestOrEven)
    let r = (x - k * ln2High) - k * ln2Low
    var sum = 0.0
    for coefficient in inverseFactorials { sum = sum * r + coefficient }
    return scale(sum, Int(k))
  }

  /// Natural logarithm; NaN below 0.
  static func log(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.4142135623730951 {
      m /= 2
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var sum = 0.0
    for n in stride(from: 21, through: 1, by: -2) { sum = sum * square + 1 / Double(n) }
    return exponent * ln2High + (2 * s * sum + exponent * ln2Low)
  }

  /// base to the power of exponent, base > 0.
  static func power(_ base: Double, _ exponent: Double) -> Double {
    exp(exponent * log(base))
  }

  /// Sine and cosine of an angle in radians, |x| up to some 10^7; NaN where it is beyond all sense.
  static func sineCosine(_ x: Double) -> (sine: Double, cosine: Double) {
    guard abs(x) < 0x1p52 else { return (.nan, .nan) }
    let k = (x * 0.63661977236758134).rounded(.toNearestOrEven)
    let r =
      ((x - k * 1.57079632673412561417e+00) - k * 6.07710050630396597660e-11)
      - k * 2.02226624879595063154e-21
    let square = r * r
    var sine = 1.0
    for n in stride(from: 17, through: 3, by: -2) {
      sine = 1 - square / Double(n * (n - 1)) * sine
    }
    sine *= r
    var cosine = 1.0
    for n in stride(from: 18, through: 2, by: -2) {
      cosine = 1 - square / Double(n * (n - 1)) * cosine
    }
    switch Int(k) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  private static func scale(_ x: Double, _ exponent: Int) -> Double {
    let half = exponent / 2
    return x * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: exponent - half, significand: 1)
  }
}
