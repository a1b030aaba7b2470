/// `tojson` as Hugging Face has it: Python's `json.dumps`, with nothing escaped for HTML.
extension Renderer {
  func json(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(
      arguments, of: "tojson", ["ensure_ascii", "indent", "separators", "sort_keys"])
    var style = JSONStyle()
    style.isASCII = bound[0]?.isTrue ?? false
    style.sortsKeys = bound[3]?.isTrue ?? false
    if let indent = bound[1], !isNone(indent) {
      if case .string(let text) = indent {
        style.indent = text.bytes
      } else {
        let width = max(0, try integer(indent, "indent", default: 0))
        try reserve(width)
        style.indent = Array(repeating: Byte.space, count: width)
      }
      style.itemSeparator = Array(",".utf8)
    }
    if let separators = bound[2], !isNone(separators) {
      let pair = try elements(of: separators)
      guard pair.count == 2, let item = pair[0].text, let key = pair[1].text else {
        throw wrongType("'separators' has to be two strings")
      }
      style.itemSeparator = item.bytes
      style.keySeparator = key.bytes
    }
    var bytes: [UInt8] = []
    try write(value, style, level: 0, to: &bytes)
    return try string(bytes)
  }

  private struct JSONStyle {
    var isASCII = false
    var sortsKeys = false
    var indent: [UInt8]?
    var itemSeparator = Array(", ".utf8)
    var keySeparator = Array(": ".utf8)
  }

  private func write(
    _ value: Value, _ style: JSONStyle, level: Int, to bytes: inout [UInt8]
  ) throws(JinjaError) {
    try step()
    try reserve(bytes.count)
    if level > JinjaLimits.valueDepth { throw fail(.tooDeep(limit: JinjaLimits.valueDepth)) }
    switch value {
    case .none: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .int(let value): bytes += String(value).utf8
    case .float(let value): bytes += Self.json(value).utf8
    case .string(let text):
      try work(text.bytes.count)
      JSONQuoting.append(text.bytes, isASCII: style.isASCII, to: &bytes)
    case .list(let items), .tuple(let items):
      try write(items.elements.count, "[", "]", style, level, to: &bytes) {
        (index, bytes) throws(JinjaError) in
        try write(items.elements[index], style, level: level + 1, to: &bytes)
      }
    case .mapping(let mapping): try write(mapping, style, level, to: &bytes)
    case .undefined(let undefined): throw fail(undefined.reason)
    default: throw wrongType("a \(value.typeName) has no JSON")
    }
  }

  private func write(
    _ mapping: Mapping, _ style: JSONStyle, _ level: Int, to bytes: inout [UInt8]
  ) throws(JinjaError) {
    var entries = Array(zip(mapping.keys, mapping.values))
    if style.sortsKeys {
      let pairs = try ordering(
        .dictsort, .mapping(mapping), Arguments(positional: [.bool(true)]))
      entries = []
      for pair in try elements(of: pairs) {
        let parts = try elements(of: pair)
        if parts.count == 2 { entries.append((parts[0], parts[1])) }
      }
    }
    try write(entries.count, "{", "}", style, level, to: &bytes) {
      (index, bytes) throws(JinjaError) in
      let (key, value) = entries[index]
      let name: [UInt8]
      switch key {
      case .string(let text): name = text.bytes
      case .none: name = Array("null".utf8)
      case .bool(let value): name = Array((value ? "true" : "false").utf8)
      case .int(let value): name = Array(String(value).utf8)
      case .float(let value): name = Array(Self.json(value).utf8)
      default: throw wrongType("a \(key.typeName) can't be a key in JSON")
      }
      JSONQuoting.append(name, isASCII: style.isASCII, to: &bytes)
      bytes += style.keySeparator
      try write(value, style, level: level + 1, to: &bytes)
    }
  }

  /// Elements between brackets, on lines of their own where there is an indent.
  private func write(
    _ count: Int, _ start: String, _ end: String, _ style: JSONStyle, _ level: Int,
    to bytes: inout [UInt8], _ element: (Int, inout [UInt8]) throws(JinjaError) -> Void
  ) throws(JinjaError) {
    func newline(_ level: Int, _ bytes: inout [UInt8]) throws(JinjaError) {
      guard let indent = style.indent else { return }
      try reserve(level, of: indent.count)
      bytes.append(Byte.newline)
      for _ in 0..<level { bytes += indent }
      try reserve(bytes.count)
    }
    bytes += start.utf8
    for index in 0..<count {
      if index > 0 { bytes += style.itemSeparator }
      try newline(level + 1, &bytes)
      try element(index, &bytes)
    }
    if count > 0 { try newline(level, &bytes) }
    bytes += end.utf8
  }

  private static func json(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return FloatText.shortest(value)
  }
}

private enum JSONQuoting {
  static func append(_ text: [UInt8], isASCII: Bool, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var index = 0
    while index < text.count {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""): bytes += #"\""#.utf8
      case Byte.backslash: bytes += #"\\"#.utf8
      case 0x08: bytes += #"\b"#.utf8
      case 0x09: bytes += #"\t"#.utf8
      case 0x0A: bytes += #"\n"#.utf8
      case 0x0C: bytes += #"\f"#.utf8
      case 0x0D: bytes += #"\r"#.utf8
      case 0..<0x20: escape(UInt16(byte), to: &bytes)
      case 0x20..<0x80: bytes.append(byte)
      default:
        guard isASCII, let (scalar, length) = UTF8Text.scalar(in: text, at: index) else {
          bytes.append(byte)
          break
        }
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          escape(unit, to: &bytes)
        }
        index += length - 1
      }
      index += 1
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ unit: UInt16, to bytes: inout [UInt8]) {
    let digits = String(unit, radix: 16)
    bytes += (#"\u"# + String(repeating: "0", count: 4 - digits.utf8.count) + digits).utf8
  }
}
