/// A float's exact value in decimal, to be rounded to any place.
struct Decimal {
  /// Digits, the highest first; at least one stands before the point.
  private(set) var digits: [UInt8]
  /// How many of them stand behind the point.
  private(set) var places: Int

  /// - Parameter value: finite; its sign is ignored.
  init(_ value: Double) {
    let significand = value.significandBitPattern
    let isNormal = value.exponentBitPattern != 0
    var mantissa = isNormal ? significand | 1 << 52 : significand
    var exponent = (isNormal ? Int(value.exponentBitPattern) : 1) - 1075
    while exponent < 0, mantissa & 1 == 0, mantissa != 0 {
      mantissa >>= 1
      exponent += 1
    }
    var limbs: [UInt32] = [
      UInt32(mantissa % 1_000_000_000), UInt32(mantissa / 1_000_000_000 % 1_000_000_000),
    ]
    // Times two so often, or divided by two: times five, and ten to be divided by.
    let factor: UInt64 = exponent < 0 ? 5 : 2
    if mantissa != 0 {
      for _ in 0..<abs(exponent) {
        var carry: UInt64 = 0
        for index in limbs.indices {
          let product = UInt64(limbs[index]) * factor + carry
          limbs[index] = UInt32(product % 1_000_000_000)
          carry = product / 1_000_000_000
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
      }
    }
    var text = ""
    for limb in limbs.reversed() {
      let part = String(limb)
      text += String(repeating: "0", count: 9 - part.utf8.count) + part
    }
    places = mantissa != 0 && exponent < 0 ? -exponent : 0
    digits = Array(text.utf8.drop { $0 == Byte.zero })
    pad()
  }

  private mutating func pad() {
    let missing = places + 1 - digits.count
    if missing > 0 { digits.insert(contentsOf: repeatElement(Byte.zero, count: missing), at: 0) }
  }

  /// Rounds to so many places behind the point, before it if negative; halves to the even digit.
  mutating func round(to wanted: Int) {
    guard places > wanted else { return }
    let dropped = places - wanted
    let cut = digits.count - dropped
    var isUp = false
    if cut >= 0, cut < digits.count {
      let first = digits[cut]
      let isHalf =
        first == UInt8(ascii: "5") && digits[(cut + 1)...].allSatisfy { $0 == Byte.zero }
      let isOdd = cut > 0 && digits[cut - 1] & 1 == 1
      isUp = isHalf ? isOdd : first >= UInt8(ascii: "5")
    }
    digits = Array(digits.prefix(max(0, cut)))
    if isUp {
      var index = digits.count - 1
      while index >= 0, digits[index] == UInt8(ascii: "9") {
        digits[index] = Byte.zero
        index -= 1
      }
      if index >= 0 { digits[index] += 1 } else { digits.insert(UInt8(ascii: "1"), at: 0) }
    }
    if wanted < 0 { digits += repeatElement(Byte.zero, count: -wanted) }
    places = max(0, wanted)
    pad()
  }

  /// With so many places behind the point.
  func text(places wanted: Int) -> String {
    let whole = String(decoding: digits.dropLast(places), as: UTF8.self)
    if wanted <= 0 { return whole }
    let fraction = String(decoding: digits.suffix(places), as: UTF8.self)
    return whole + "." + fraction + String(repeating: "0", count: max(0, wanted - places))
  }

  /// The power of ten of the first digit that is not zero.
  var exponent: Int {
    let zeros = digits.prefix { $0 == Byte.zero }.count
    return zeros == digits.count ? 0 : digits.count - places - 1 - zeros
  }
}
