/// How a value is to be written: `{:>8.2f}`, `%-5d`.
struct FormatSpec {
  var fill: [UInt8] = [Byte.space]
  var alignment: Character?
  /// `+`, blank, or `-`: what stands before numbers that are not negative.
  var sign: Character = "-"
  var isAlternate = false
  var padsWithZeros = false
  var width = 0
  var grouping: Character?
  var precision: Int?
  var type: Character?

  /// Reads what stands behind a colon; nil where it is not known.
  init?(_ text: String) {
    var rest = Substring(text).unicodeScalars
    func isAlignment(_ scalar: Unicode.Scalar) -> Bool { "<>^=".unicodeScalars.contains(scalar) }
    if let second = rest.dropFirst().first, isAlignment(second), let first = rest.first {
      fill = Array(String(first).utf8)
      alignment = Character(second)
      rest = rest.dropFirst(2)
    } else if let first = rest.first, isAlignment(first) {
      alignment = Character(first)
      rest = rest.dropFirst()
    }
    if let first = rest.first, "+- ".unicodeScalars.contains(first) {
      sign = Character(first)
      rest = rest.dropFirst()
    }
    if rest.first == "#" {
      isAlternate = true
      rest = rest.dropFirst()
    }
    if rest.first == "0" {
      padsWithZeros = true
      rest = rest.dropFirst()
    }
    func number() -> Int? {
      let digits = rest.prefix { "0"..."9" ~= $0 }
      rest = rest.dropFirst(digits.count)
      return digits.isEmpty ? nil : Int(String(digits))
    }
    width = number() ?? 0
    if let first = rest.first, first == "," || first == "_" {
      grouping = Character(first)
      rest = rest.dropFirst()
    }
    if rest.first == "." {
      rest = rest.dropFirst()
      guard let digits = number() else { return nil }
      precision = digits
    }
    if let first = rest.first {
      type = Character(first)
      rest = rest.dropFirst()
    }
    if !rest.isEmpty || width > 1 << 24 || precision ?? 0 > 1 << 24 { return nil }
  }

  init() {}
}

extension Renderer {
  /// `format(value, spec)`.
  func formatted(_ value: Value, _ spec: FormatSpec) throws(JinjaError) -> [UInt8] {
    try reserve(spec.width, of: spec.fill.count)
    try reserve((spec.precision ?? 0) + 400)
    switch value {
    case .string(let text):
      guard spec.type == nil || spec.type == "s", spec.sign == "-", spec.grouping == nil else {
        throw fail(.wrongValue("a string can't be formatted so"))
      }
      if spec.alignment == "=" { throw fail(.wrongValue("a string can't be formatted so")) }
      var bytes = text.bytes
      if let precision = spec.precision, precision < text.count {
        bytes = Array(bytes[..<(try offset(of: precision, in: text))])
      }
      return padded([], bytes, spec, isNumber: false)
    case .bool(let value) where spec.type == nil || spec.type == "s":
      guard spec.type == nil else { throw fail(.wrongValue("a bool can't be formatted so")) }
      return padded([], Array((value ? "True" : "False").utf8), spec, isNumber: true)
    case .int, .bool, .float: return try formattedNumber(value, spec)
    default: throw wrongType("a \(value.typeName) can't be formatted so")
    }
  }

  private func formattedNumber(_ value: Value, _ spec: FormatSpec) throws(JinjaError) -> [UInt8] {
    var digits: String
    var isNegative = false
    var prefix = ""
    switch (value.integer, spec.type) {
    case (let number?, nil), (let number?, "d"), (let number?, "n"):
      if spec.precision != nil { throw fail(.wrongValue("whole numbers have no precision")) }
      isNegative = number < 0
      digits = String(number.magnitude)
    case (let number?, "x"), (let number?, "X"), (let number?, "o"), (let number?, "b"):
      isNegative = number < 0
      let radix = spec.type == "o" ? 8 : spec.type == "b" ? 2 : 16
      digits = String(number.magnitude, radix: radix, uppercase: spec.type == "X")
      if spec.isAlternate, let type = spec.type { prefix = "0\(type)" }
    case (let number?, "c"):
      guard let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) else {
        throw fail(.wrongValue("\(number) is no character"))
      }
      return padded([], Array(String(scalar).utf8), spec, isNumber: true)
    default:
      let number = value.number ?? 0
      isNegative = number.sign == .minus && !number.isNaN
      guard let text = FloatFormat.text(number.magnitude, spec) else {
        throw fail(.wrongValue("a \(value.typeName) can't be formatted so"))
      }
      digits = text
    }
    if let grouping = spec.grouping {
      digits = FloatFormat.grouped(digits, by: grouping, size: prefix.isEmpty ? 3 : 4)
    }
    let sign = isNegative ? "-" : spec.sign == "-" ? "" : String(spec.sign)
    return padded(Array((sign + prefix).utf8), Array(digits.utf8), spec, isNumber: true)
  }

  private func padded(
    _ sign: [UInt8], _ body: [UInt8], _ spec: FormatSpec, isNumber: Bool
  ) -> [UInt8] {
    let missing = max(0, spec.width - UTF8Text.count(sign + body))
    var fill = spec.fill
    var alignment = spec.alignment ?? (isNumber ? ">" : "<")
    if spec.padsWithZeros, spec.alignment == nil {
      fill = [Byte.zero]
      alignment = isNumber ? "=" : "<"
    }
    func filling(_ count: Int) -> [UInt8] { Array(repeatElement(fill, count: count).joined()) }
    switch alignment {
    case "<": return sign + body + filling(missing)
    case "^": return filling(missing / 2) + sign + body + filling(missing - missing / 2)
    case "=": return sign + filling(missing) + body
    default: return filling(missing) + sign + body
    }
  }
}

enum FloatFormat {
  /// A number that is not negative, as its type says; nil for a type that is not known.
  static func text(_ value: Double, _ spec: FormatSpec) -> String? {
    let type = spec.type ?? "\0"
    if !value.isFinite {
      guard "\0eEfFgG%n".contains(type) else { return nil }
      let text = value.isNaN ? "nan" : "inf"
      return (type == "E" || type == "F" || type == "G" ? text.uppercased() : text)
        + (type == "%" ? "%" : "")
    }
    let precision = spec.precision ?? 6
    switch type {
    case "f", "F": return fixed(value, precision)
    case "%": return fixed(value * 100, precision) + "%"
    case "e", "E": return exponential(value, precision, isUpper: type == "E")
    case "g", "G", "n":
      return general(
        value, max(1, precision), isAlternate: spec.isAlternate, isUpper: type == "G",
        isRepr: false)
    case "\0":
      guard let precision = spec.precision else { return FloatText.shortest(value) }
      return general(value, max(1, precision), isAlternate: false, isUpper: false, isRepr: true)
    default: return nil
    }
  }

  static func fixed(_ value: Double, _ places: Int) -> String {
    var exact = Decimal(value)
    exact.round(to: places)
    return exact.text(places: places)
  }

  static func exponential(_ value: Double, _ places: Int, isUpper: Bool) -> String {
    let (digits, exponent) = significant(value, places + 1)
    let size = String(exponent.magnitude)
    return digits.prefix(1) + (places > 0 ? "." + digits.dropFirst() : "")
      + (isUpper ? "E" : "e") + (exponent < 0 ? "-" : "+") + (size.utf8.count < 2 ? "0" : "") + size
  }

  private static func general(
    _ value: Double, _ count: Int, isAlternate: Bool, isUpper: Bool, isRepr: Bool
  ) -> String {
    let (_, exponent) = significant(value, count)
    func trimmed(_ text: String) -> String {
      guard !isAlternate, text.contains(".") else { return text }
      var trimmed = text
      while trimmed.hasSuffix("0") { trimmed.removeLast() }
      if trimmed.hasSuffix(".") { trimmed.removeLast() }
      return trimmed
    }
    if exponent < -4 || exponent >= count - (isRepr ? 1 : 0) {
      let text = exponential(value, count - 1, isUpper: isUpper)
      guard let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) else { return text }
      return trimmed(String(text[..<mark])) + text[mark...]
    }
    let text = trimmed(fixed(value, count - 1 - exponent))
    return isRepr && !text.contains(".") ? text + ".0" : text
  }

  /// So many digits, rounded, and the power of ten of the first.
  private static func significant(_ value: Double, _ count: Int) -> (String, Int) {
    if value == 0 { return (String(repeating: "0", count: count), 0) }
    var exact = Decimal(value)
    let exponent = exact.exponent
    exact.round(to: count - 1 - exponent)
    // Rounding up may make one digit more.
    let rounded = exact.exponent
    let all = exact.digits.drop { $0 == Byte.zero }.prefix(count)
    let digits = String(decoding: all, as: UTF8.self)
    return (digits + String(repeating: "0", count: max(0, count - all.count)), rounded)
  }

  /// The digits before the point in groups.
  static func grouped(_ digits: String, by separator: Character, size: Int) -> String {
    let whole = digits.prefix { $0.isHexDigit }
    var text = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % size == 0 { text.append(separator) }
      text.append(digit)
    }
    return text + digits.dropFirst(whole.count)
  }
}
