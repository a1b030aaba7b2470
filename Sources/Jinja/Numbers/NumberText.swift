/// Numbers as Python's `int` and `float` read them from strings.
enum NumberText {
  enum Integer {
    case value(Int)
    case tooLarge
    case none
  }

  static func integer(_ bytes: [UInt8], base: Int) -> Integer {
    var digits = trimmed(bytes)
    var isNegative = false
    if let sign = digits.first, sign == Byte.minus || sign == Byte.plus {
      isNegative = sign == Byte.minus
      digits = digits.dropFirst()
    }
    var base = base
    if digits.count > 1, digits.first == Byte.zero, let letter = digits.dropFirst().first {
      let named: [UInt8: Int] = [
        UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2,
      ]
      if let given = named[letter | 0x20], base == 0 || base == given {
        base = given
        digits = digits.dropFirst(2)
        if digits.first == UInt8(ascii: "_") { digits = digits.dropFirst() }
      }
    }
    if base == 0 {
      base = 10
      // With base 0, only zeros may follow a zero.
      if digits.first == Byte.zero, digits.contains(where: { $0 != Byte.zero }) { return .none }
    }
    guard 2...36 ~= base, let plain = withoutUnderscores(digits) else { return .none }
    let text = String(decoding: plain, as: UTF8.self)
    let isNumber = text.utf8.allSatisfy { byte in
      switch byte {
      case Byte.zero...UInt8(ascii: "9"): Int(byte - Byte.zero) < base
      case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 10 < base
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10 < base
      default: false
      }
    }
    guard isNumber else { return .none }
    return Int((isNegative ? "-" : "") + text, radix: base).map(Integer.value) ?? .tooLarge
  }

  static func float(_ bytes: [UInt8]) -> Double? {
    let text = trimmed(bytes)
    let letters = text.filter { $0 != Byte.plus && $0 != Byte.minus }
    let isNegative = text.first == Byte.minus
    if text.count - letters.count <= 1 {
      switch String(decoding: letters, as: UTF8.self).lowercased() {
      case "inf", "infinity": return isNegative ? -.infinity : .infinity
      case "nan": return .nan
      default: break
      }
    }
    // Digits, at most one point, an exponent: what Swift takes beyond that is not Python's.
    guard let plain = withoutUnderscores(text) else { return nil }
    let known = Array("0123456789.eE+-".utf8)
    guard plain.contains(where: Byte.isDigit), plain.allSatisfy(known.contains) else { return nil }
    var number = String(decoding: plain, as: UTF8.self)
    if let point = number.firstIndex(of: ".") {
      // Python takes points without digits on one side.
      let next = number.index(after: point)
      if next == number.endIndex || !number[next].isNumber { number.insert("0", at: next) }
    }
    return Double(number)
  }

  private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var start = 0
    while let length = Blank.length(in: bytes, at: start) { start += length }
    return bytes[start..<Blank.end(of: bytes[start...])]
  }

  /// Nil where an underscore does not stand between two digits.
  private static func withoutUnderscores(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    var wasUnderscore = true
    for byte in digits {
      if byte == UInt8(ascii: "_") {
        if wasUnderscore { return nil }
        wasUnderscore = true
      } else {
        plain.append(byte)
        wasUnderscore = false
      }
    }
    return wasUnderscore ? nil : plain
  }
}
