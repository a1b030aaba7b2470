/// Arithmetic as Python does it, with whole numbers of 64 bits.
extension Renderer {
  func signed(_ value: Value, isNegative: Bool) throws(JinjaError) -> Value {
    if let number = value.integer {
      guard isNegative else { return .int(number) }
      let (result, overflows) = (0).subtractingReportingOverflow(number)
      if overflows { throw fail(.numberTooLarge) }
      return .int(result)
    }
    if case .float(let number) = value { return .float(isNegative ? -number : number) }
    if case .undefined(let undefined) = value { throw fail(undefined.reason) }
    throw wrongType("'\(isNegative ? "-" : "+")' needs a number, not \(value.typeName)")
  }

  func calculate(
    _ symbol: ArithmeticOperator, _ a: Value, _ b: Value
  ) throws(JinjaError) -> Value {
    if let a = a.integer, let b = b.integer { return try calculate(symbol, a, b) }
    if let a = a.number, let b = b.number { return try calculate(symbol, a, b) }
    switch (symbol, a, b) {
    case (.modulo, .string(let format), _): return try percent(format, b)
    case (_, .undefined(let undefined), _), (_, _, .undefined(let undefined)):
      throw fail(undefined.reason)
    case (.add, .string(let a), .string(let b)): return try joined(a, b)
    case (.add, .list(let a), .list(let b)):
      try reserve(Items.size(a.elements.count + b.elements.count))
      return try list(a.elements + b.elements)
    case (.add, .tuple(let a), .tuple(let b)):
      try reserve(Items.size(a.elements.count + b.elements.count))
      return try tuple(a.elements + b.elements)
    case (.multiply, _, _):
      if let count = b.integer, let result = try repeated(a, count) { return result }
      if let count = a.integer, let result = try repeated(b, count) { return result }
    default: break
    }
    throw wrongType("'\(symbol.sign)' can't be used with \(a.typeName) and \(b.typeName)")
  }

  private func joined(_ a: Text, _ b: Text) throws(JinjaError) -> Value {
    let isMarkup = a.isMarkup || b.isMarkup
    var bytes = isMarkup && !a.isMarkup ? HTML.escaped(a.bytes) : a.bytes
    let rest = isMarkup && !b.isMarkup ? HTML.escaped(b.bytes) : b.bytes
    try reserve(Text.size(bytes.count + rest.count))
    bytes += rest
    return try string(bytes, isMarkup: isMarkup)
  }

  private func repeated(_ value: Value, _ count: Int) throws(JinjaError) -> Value? {
    let count = max(0, count)
    switch value {
    case .string(let text):
      try reserve(count, of: text.bytes.count)
      return try string(repeated(text.bytes, count), isMarkup: text.isMarkup)
    case .list(let items):
      try reserve(count, of: items.elements.count * MemoryLayout<Value>.stride)
      return try list(repeated(items.elements, count))
    case .tuple(let items):
      try reserve(count, of: items.elements.count * MemoryLayout<Value>.stride)
      return try tuple(repeated(items.elements, count))
    default: return nil
    }
  }

  private func repeated<Element>(_ part: [Element], _ count: Int) -> [Element] {
    if part.isEmpty { return [] }
    if part.count == 1 { return Array(repeating: part[0], count: count) }
    var all: [Element] = []
    all.reserveCapacity(part.count * count)
    for _ in 0..<count { all += part }
    return all
  }

  private func calculate(
    _ symbol: ArithmeticOperator, _ a: Int, _ b: Int
  ) throws(JinjaError) -> Value {
    let result: (partialValue: Int, overflow: Bool)
    switch symbol {
    case .add: result = a.addingReportingOverflow(b)
    case .subtract: result = a.subtractingReportingOverflow(b)
    case .multiply: result = a.multipliedReportingOverflow(by: b)
    case .divide:
      if b == 0 { throw fail(.divisionByZero) }
      return .float(Double(a) / Double(b))
    case .floorDivide, .modulo:
      if b == 0 { throw fail(.divisionByZero) }
      let quotient = a.dividedReportingOverflow(by: b)
      let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
      // Towards negative infinity.
      let isBelow = rest != 0 && (rest < 0) != (b < 0)
      if symbol == .modulo { return .int(isBelow ? rest + b : rest) }
      result = (isBelow ? quotient.partialValue - 1 : quotient.partialValue, quotient.overflow)
    case .power:
      guard b >= 0 else {
        if a == 0 { throw fail(.divisionByZero) }
        return .float(try power(Double(a), Double(b)))
      }
      return .int(try power(a, b))
    }
    if result.overflow { throw fail(.numberTooLarge) }
    return .int(result.partialValue)
  }

  private func calculate(
    _ symbol: ArithmeticOperator, _ a: Double, _ b: Double
  ) throws(JinjaError) -> Value {
    switch symbol {
    case .add: return .float(a + b)
    case .subtract: return .float(a - b)
    case .multiply: return .float(a * b)
    case .divide:
      if b == 0 { throw fail(.divisionByZero) }
      return .float(a / b)
    case .floorDivide, .modulo:
      if b == 0 { throw fail(.divisionByZero) }
      var rest = a.truncatingRemainder(dividingBy: b)
      var quotient = (a - rest) / b
      if rest != 0 {
        if (b < 0) != (rest < 0) {
          rest += b
          quotient -= 1
        }
      } else {
        rest = b < 0 ? -0.0 : 0.0
      }
      if symbol == .modulo { return .float(rest) }
      if quotient == 0 { return .float((a / b).sign == .minus ? -0.0 : 0.0) }
      let floor = quotient.rounded(.down)
      return .float(quotient - floor > 0.5 ? floor + 1 : floor)
    case .power: return .float(try power(a, b))
    }
  }

  private func power(_ base: Int, _ exponent: Int) throws(JinjaError) -> Int {
    if base == 0 || base == 1 { return exponent == 0 ? 1 : base }
    if base == -1 { return exponent % 2 == 0 ? 1 : -1 }
    if exponent > 63 { throw fail(.numberTooLarge) }
    var result = 1
    for _ in 0..<exponent {
      let (product, overflows) = result.multipliedReportingOverflow(by: base)
      if overflows { throw fail(.numberTooLarge) }
      result = product
    }
    return result
  }

  /// Whole exponents and square roots: what there is without a library of mathematics.
  private func power(_ base: Double, _ exponent: Double) throws(JinjaError) -> Double {
    if exponent == 0.5, base >= 0 { return base.squareRoot() }
    guard let whole = Int(exactly: exponent), abs(whole) <= 4096 else {
      throw fail(.unsupported("such an exponent"))
    }
    if base == 0, whole < 0 { throw fail(.divisionByZero) }
    var result = 1.0
    var square = base
    var rest = abs(whole)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    if result.isInfinite, base.isFinite { throw fail(.numberTooLarge) }
    return whole < 0 ? 1 / result : result
  }
}

extension ArithmeticOperator {
  var sign: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .floorDivide: "//"
    case .modulo: "%"
    case .power: "**"
    }
  }
}

enum HTML {
  static func escaped(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "&"): text += "&amp;".utf8
      case UInt8(ascii: "<"): text += "&lt;".utf8
      case UInt8(ascii: ">"): text += "&gt;".utf8
      case UInt8(ascii: "\""): text += "&#34;".utf8
      case UInt8(ascii: "'"): text += "&#39;".utf8
      default: text.append(byte)
      }
    }
    return text
  }
}
