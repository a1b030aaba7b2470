/// Floats as Python's `repr` writes them: the fewest digits that give the same float back.
enum FloatText {
  static func shortest(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let sign = value.sign == .minus ? "-" : ""
    let (digits, exponent) = digits(of: value.magnitude)
    // Python turns to exponents where the point would stand far from the digits.
    if exponent < -4 || exponent >= 16 {
      let fraction = digits.dropFirst()
      let size = String(exponent.magnitude)
      return sign + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
        + (exponent < 0 ? "e-" : "e+") + (size.utf8.count < 2 ? "0" : "") + size
    }
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
    }
    let whole = exponent + 1
    let missing = whole - digits.utf8.count
    if missing >= 0 { return sign + digits + String(repeating: "0", count: missing) + ".0" }
    return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
  }

  /// The digits without zeros at either end, and the power of ten of the first.
  private static func digits(of value: Double) -> (String, Int) {
    if value == 0 { return ("0", 0) }
    let text = value.description
    let parts = text.split(separator: "e")
    let mantissa = parts.first ?? "0"
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let point = mantissa.firstIndex(of: ".") ?? mantissa.endIndex
    let whole = mantissa[..<point]
    exponent += whole.utf8.count - 1
    var digits = Array((whole + mantissa[point...].dropFirst()).utf8)
    let zeros = digits.prefix { $0 == Byte.zero }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.count > 1, digits.last == Byte.zero { digits.removeLast() }
    return (String(decoding: digits, as: UTF8.self), exponent)
  }
}
