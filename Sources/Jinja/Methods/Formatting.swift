/// `str.format`, and `%` behind a string.
extension Renderer {
  func format(_ text: Text, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bytes = text.bytes
    var result: [UInt8] = []
    var next: Int? = 0
    var index = 0
    let (left, right) = (Byte.leftBrace, Byte.rightBrace)
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == left || byte == right else {
        result.append(byte)
        continue
      }
      if index < bytes.count, bytes[index] == byte {
        result.append(byte)
        index += 1
        continue
      }
      guard byte == left, let end = bytes[index...].firstIndex(of: right) else {
        throw fail(.wrongValue("a single brace in a format"))
      }
      let field = String(decoding: bytes[index..<end], as: UTF8.self)
      if field.utf8.contains(left) { throw fail(.unsupported("a format within a format")) }
      result += try self.field(field, arguments, &next)
      try step()
      try reserve(result.count)
      index = end + 1
    }
    return try string(result, isMarkup: text.isMarkup)
  }

  /// What a field such as `0.name!r:>8` stands for.
  private func field(
    _ field: String, _ arguments: Arguments, _ next: inout Int?
  ) throws(JinjaError) -> [UInt8] {
    let colon = field.firstIndex(of: ":") ?? field.endIndex
    var path = field[..<colon]
    var conversion: Substring = ""
    if let mark = path.firstIndex(of: "!") {
      conversion = path[mark...].dropFirst()
      path = path[..<mark]
    }
    let head = path.prefix { $0 != "." && $0 != "[" }
    var value: Value
    if head.isEmpty || head.utf8.allSatisfy(Byte.isDigit) {
      let number: Int
      if head.isEmpty {
        guard let automatic = next else { throw mixedNumbers }
        number = automatic
        next = automatic + 1
      } else {
        if let automatic = next, automatic > 0 { throw mixedNumbers }
        next = nil
        number = Int(head) ?? Int.max
      }
      guard number < arguments.positional.count else {
        throw fail(.wrongArguments("the format needs more arguments"))
      }
      value = arguments.positional[number]
    } else {
      guard let named = arguments.named.first(where: { $0.name == head }) else {
        throw fail(.wrongArguments("the format needs '\(head)'"))
      }
      value = named.value
    }
    value = try follow(path.dropFirst(head.count), from: value)
    switch conversion {
    case "": break
    case "s": value = .string(try text(of: value))
    case "r":
      var bytes: [UInt8] = []
      try represent(value, in: &bytes)
      value = try string(bytes)
    default: throw fail(.unsupported("the conversion '\(conversion)'"))
    }
    let spec = colon == field.endIndex ? "" : String(field[colon...].dropFirst())
    if spec.isEmpty { return try bytes(of: value) }
    guard let parsed = FormatSpec(spec) else {
      throw fail(.wrongValue("the format '\(spec.prefix(40))' is not known"))
    }
    return try formatted(value, parsed)
  }

  private var mixedNumbers: JinjaError {
    fail(.wrongValue("a format with numbered fields and others"))
  }

  /// `.name` and `[index]` behind a field's name.
  private func follow(_ path: Substring, from value: Value) throws(JinjaError) -> Value {
    var value = value
    var rest = path
    while let mark = rest.first {
      rest = rest.dropFirst()
      if mark == "." {
        let name = rest.prefix { $0 != "." && $0 != "[" }
        value = try attribute(String(name), of: value)
        rest = rest.dropFirst(name.count)
      } else {
        let index = rest.prefix { $0 != "]" }
        guard mark == "[", index.count < rest.count else {
          throw fail(.wrongValue("a format's field is not closed"))
        }
        let key: Value
        if let number = Int(index) { key = .int(number) } else { key = try string(String(index)) }
        value = try item(key, of: value)
        rest = rest.dropFirst(index.count + 1)
      }
    }
    return value
  }

  // MARK: Percent

  /// `format % value`.
  func percent(_ format: Text, _ value: Value) throws(JinjaError) -> Value {
    var arguments: [Value]
    if case .tuple(let items) = value { arguments = items.elements } else { arguments = [value] }
    arguments.reverse()
    var usesNames = false
    let bytes = format.bytes
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == Byte.percent else {
        result.append(byte)
        continue
      }
      try step()
      var named: Value?
      if index < bytes.count, bytes[index] == UInt8(ascii: "(") {
        guard let end = bytes[index...].firstIndex(of: UInt8(ascii: ")")) else {
          throw fail(.wrongValue("a name in a format is not closed"))
        }
        guard case .mapping(let mapping) = value else {
          throw wrongType("a format with names needs a mapping, not \(value.typeName)")
        }
        let name = Array(bytes[(index + 1)..<end])
        guard let found = mapping[.text(TextKey(name))] else {
          throw fail(.wrongValue("the format needs '\(String(decoding: name, as: UTF8.self))'"))
        }
        named = found
        usesNames = true
        index = end + 1
      }
      var spec = FormatSpec()
      let conversion = try directive(bytes, &index, &spec, &arguments)
      if conversion == "%" {
        result.append(Byte.percent)
        continue
      }
      guard let argument = named ?? arguments.popLast() else {
        throw fail(.wrongArguments("the format needs more arguments"))
      }
      result += try converted(argument, conversion, spec)
      try reserve(result.count)
    }
    if !arguments.isEmpty, !usesNames {
      switch value {
      // Python takes whatever can be subscripted for a mapping, of which not all need be used.
      case .mapping, .list, .range, .undefined: break
      default: throw fail(.wrongArguments("the format takes fewer arguments"))
      }
    }
    return try string(result, isMarkup: format.isMarkup)
  }

  /// Flags, width and precision; the letter that ends it.
  private func directive(
    _ bytes: [UInt8], _ index: inout Int, _ spec: inout FormatSpec, _ arguments: inout [Value]
  ) throws(JinjaError) -> Character {
    func peek() -> Character? {
      index < bytes.count ? Character(Unicode.Scalar(bytes[index])) : nil
    }
    func number() throws(JinjaError) -> Int? {
      if peek() == "*" {
        index += 1
        guard let value = arguments.popLast()?.integer else {
          throw wrongType("'*' needs a number")
        }
        guard value.magnitude < 1 << 24 else {
          throw fail(.wrongValue("a width that is too large"))
        }
        return value
      }
      var value: Int?
      while let digit = peek()?.wholeNumberValue, index < bytes.count, Byte.isDigit(bytes[index]) {
        value = (value ?? 0) * 10 + digit
        guard (value ?? 0) < 1 << 24 else { throw fail(.wrongValue("a width that is too large")) }
        index += 1
      }
      return value
    }
    var isLeft = false
    flags: while let flag = peek() {
      switch flag {
      case "-": isLeft = true
      case "+": spec.sign = "+"
      case " ": if spec.sign == "-" { spec.sign = " " }
      case "0": spec.padsWithZeros = true
      case "#": spec.isAlternate = true
      default: break flags
      }
      index += 1
    }
    let width = try number() ?? 0
    isLeft = isLeft || width < 0
    spec.width = abs(width)
    if peek() == "." {
      index += 1
      spec.precision = max(0, try number() ?? 0)
    }
    if let letter = peek(), "hlL".contains(letter) { index += 1 }
    guard let letter = peek() else { throw fail(.wrongValue("the format is cut short")) }
    index += 1
    spec.alignment = isLeft ? "<" : spec.padsWithZeros && letter != "s" ? nil : ">"
    return letter
  }

  private func converted(
    _ value: Value, _ conversion: Character, _ spec: FormatSpec
  ) throws(JinjaError) -> [UInt8] {
    var spec = spec
    switch conversion {
    case "s", "r", "a":
      var bytes: [UInt8] = []
      if conversion == "s" {
        bytes = try self.bytes(of: value)
      } else {
        try represent(value, in: &bytes)
      }
      spec.type = "s"
      spec.sign = "-"
      spec.padsWithZeros = false
      return try formatted(string(bytes), spec)
    case "d", "i", "u":
      if case .float(let number) = value {
        guard number.isFinite, let whole = Int(exactly: number.rounded(.towardZero)) else {
          throw fail(.numberTooLarge)
        }
        return try digits(whole, spec)
      }
      guard let number = value.integer else { throw needsNumber(conversion, value) }
      return try digits(number, spec)
    case "x", "X", "o":
      guard let number = value.integer else { throw needsNumber(conversion, value) }
      spec.type = conversion
      spec.precision = nil
      return try formatted(.int(number), spec)
    case "e", "E", "f", "F", "g", "G":
      guard let number = value.number else { throw needsNumber(conversion, value) }
      spec.type = conversion
      return try formatted(.float(number), spec)
    case "c":
      if case .string(let text) = value, text.count == 1 {
        spec.sign = "-"
        return try formatted(value, spec)
      }
      guard let number = value.integer else { throw needsNumber(conversion, value) }
      spec.type = "c"
      return try formatted(.int(number), spec)
    default: throw fail(.wrongValue("'%\(conversion)' is no format"))
    }
  }

  /// A whole number with at least as many digits as the precision says.
  private func digits(_ number: Int, _ spec: FormatSpec) throws(JinjaError) -> [UInt8] {
    var spec = spec
    spec.type = "d"
    guard let precision = spec.precision else { return try formatted(.int(number), spec) }
    try reserve(precision)
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, precision - digits.utf8.count))
    let sign = number < 0 ? "-" : spec.sign == "-" ? "" : String(spec.sign)
    spec.precision = nil
    spec.type = "s"
    spec.sign = "-"
    spec.padsWithZeros = false
    return try formatted(string(sign + zeros + digits), spec)
  }

  private func needsNumber(_ conversion: Character, _ value: Value) -> JinjaError {
    if case .undefined(let undefined) = value { return fail(undefined.reason) }
    return wrongType("'%\(conversion)' needs a number, not \(value.typeName)")
  }
}
