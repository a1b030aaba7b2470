extension Renderer {
  func numeric(
    _ filter: Filter, _ value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    switch filter {
    case .abs:
      _ = try bind(arguments, of: "abs", [])
      if case .float(let number) = value { return .float(number.magnitude) }
      guard let number = value.integer else { throw needsNumber("abs", value) }
      guard number != Int.min else { throw fail(.numberTooLarge) }
      return .int(Swift.abs(number))
    case .float:
      let bound = try bind(arguments, of: "float", ["default"])
      if case .undefined(let undefined) = value { throw fail(undefined.reason) }
      return try floatValue(value).map(Value.float) ?? bound[0] ?? .float(0)
    case .int: return try wholeNumber(value, arguments)
    default: return try round(value, arguments)
    }
  }

  private func needsNumber(_ filter: String, _ value: Value) -> JinjaError {
    if case .undefined(let undefined) = value { return fail(undefined.reason) }
    return wrongType("'\(filter)' needs a number, not \(value.typeName)")
  }

  /// `float(value)`; nil where Python says that it is none.
  private func floatValue(_ value: Value) throws(JinjaError) -> Double? {
    if let number = value.number { return number }
    guard case .string(let text) = value else { return nil }
    try work(text.bytes.count)
    return NumberText.float(text.bytes)
  }

  private func wholeNumber(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "int", ["default", "base"])
    let fallback = bound[0] ?? .int(0)
    if case .undefined(let undefined) = value { throw fail(undefined.reason) }
    if let number = value.integer { return .int(number) }
    if case .string(let text) = value {
      try work(text.bytes.count)
      let base = try integer(bound[1], "base", default: 10)
      switch NumberText.integer(text.bytes, base: base) {
      case .value(let number): return .int(number)
      case .tooLarge: throw fail(.numberTooLarge)
      case .none: break
      }
    }
    guard let number = try floatValue(value), number.isFinite else {
      if case .float = value {
        throw fail(.wrongValue("no whole number is infinite or not a number"))
      }
      return fallback
    }
    guard let whole = Int(exactly: number.rounded(.towardZero)) else {
      throw fail(.numberTooLarge)
    }
    return .int(whole)
  }

  private func round(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "round", ["precision", "method"])
    let precision = try integer(bound[0], "precision", default: 0)
    let method = bound[1]?.text?.string ?? "common"
    guard ["common", "ceil", "floor"].contains(method) else {
      throw fail(.wrongValue("the method of 'round' is 'common', 'ceil' or 'floor'"))
    }
    guard let number = value.number else { throw needsNumber("round", value) }
    if method == "common" {
      if let whole = value.integer { return .int(try rounded(whole, precision)) }
      guard number.isFinite, Swift.abs(precision) < 400 else { return value }
      var exact = Decimal(number)
      exact.round(to: precision)
      let text = (number.sign == .minus ? "-" : "") + exact.text(places: max(0, precision))
      return .float(Double(text) ?? number)
    }
    guard Swift.abs(precision) <= 300 else { throw fail(.numberTooLarge) }
    let ten = Double("1e\(Swift.abs(precision))") ?? 1
    let scaled = precision < 0 ? number * (1 / ten) : number * ten
    guard scaled.isFinite else { throw fail(.numberTooLarge) }
    let result = scaled.rounded(method == "ceil" ? .up : .down)
    return .float(precision < 0 ? result / (1 / ten) : result / ten)
  }

  /// A whole number changes where it is rounded before the point.
  private func rounded(_ number: Int, _ precision: Int) throws(JinjaError) -> Int {
    if precision >= 0 { return number }
    if precision < -18 { return 0 }
    let unit = (0..<(-precision)).reduce(1) { result, _ in result * 10 }
    let rest = ((number % unit) + unit) % unit
    let low = number.subtractingReportingOverflow(rest)
    if low.overflow { throw fail(.numberTooLarge) }
    let isOdd = low.partialValue / unit % 2 != 0
    let isUp = rest > unit - rest || rest == unit - rest && isOdd
    guard isUp else { return low.partialValue }
    let high = low.partialValue.addingReportingOverflow(unit)
    if high.overflow { throw fail(.numberTooLarge) }
    return high.partialValue
  }
}
