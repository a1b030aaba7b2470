/// Values as text, the way Python writes them.
extension Renderer {
  /// `str(value)`.
  func text(of value: Value) throws(JinjaError) -> Text {
    if case .string(let text) = value { return text }
    return try text(bytes(of: value))
  }

  /// The same as bytes.
  func bytes(of value: Value) throws(JinjaError) -> [UInt8] {
    switch value {
    case .string(let text): return text.bytes
    case .undefined: return []
    default:
      var bytes: [UInt8] = []
      try represent(value, in: &bytes)
      return bytes
    }
  }

  /// `repr(value)`.
  func represent(_ value: Value, in bytes: inout [UInt8], depth: Int = 0) throws(JinjaError) {
    try step()
    try reserve(bytes.count)
    if depth > JinjaLimits.valueDepth { throw fail(.tooDeep(limit: JinjaLimits.valueDepth)) }
    switch value {
    case .undefined: bytes += "Undefined".utf8
    case .none: bytes += "None".utf8
    case .bool(let value): bytes += (value ? "True" : "False").utf8
    case .int(let value): bytes += String(value).utf8
    case .float(let value): bytes += FloatText.shortest(value).utf8
    case .string(let text):
      try work(text.bytes.count)
      if text.isMarkup { bytes += "Markup(".utf8 }
      Quoting.append(text.bytes, to: &bytes)
      if text.isMarkup { bytes += ")".utf8 }
    case .list(let items): try represent(items.elements, "[", "]", in: &bytes, depth)
    case .tuple(let items):
      let end = items.elements.count == 1 ? ",)" : ")"
      try represent(items.elements, "(", end, in: &bytes, depth)
    case .mapping(let mapping):
      try represent(Array(zip(mapping.keys, mapping.values)), in: &bytes, depth)
    case .view(let view):
      bytes += "dict_\(view.part)(".utf8
      try represent(elements(of: value), "[", "]", in: &bytes, depth)
      bytes += ")".utf8
    case .range(let span):
      bytes += "range(\(span.start), \(span.end)\(span.stride == 1 ? "" : ", \(span.stride)"))".utf8
    case .namespace(let namespace):
      bytes += "<Namespace ".utf8
      try represent(
        namespace.attributes.map { (.string($0.name), $0.value) }, in: &bytes, depth)
      bytes += ">".utf8
    case .macro(let macro):
      bytes += "<Macro ".utf8
      if let name = macro.name { Quoting.append(Array(name.utf8), to: &bytes) }
      if macro.name == nil { bytes += "anonymous".utf8 }
      bytes += ">".utf8
    case .loop(let loop): bytes += "<LoopContext \(loop.index + 1)/\(try loop.count())>".utf8
    case .iterator: bytes += "<generator>".utf8
    case .function(let function): bytes += "<function \(function.rawValue)>".utf8
    case .method(let method): bytes += "<method \(method.name)>".utf8
    }
  }

  private func represent(
    _ elements: [Value], _ start: String, _ end: String, in bytes: inout [UInt8], _ depth: Int
  ) throws(JinjaError) {
    bytes += start.utf8
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      try represent(element, in: &bytes, depth: depth + 1)
    }
    bytes += end.utf8
  }

  private func represent(
    _ entries: [(Value, Value)], in bytes: inout [UInt8], _ depth: Int
  ) throws(JinjaError) {
    bytes += "{".utf8
    for (index, entry) in entries.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      try represent(entry.0, in: &bytes, depth: depth + 1)
      bytes += ": ".utf8
      try represent(entry.1, in: &bytes, depth: depth + 1)
    }
    bytes += "}".utf8
  }
}

/// Strings in quotes as Python's `repr` writes them.
enum Quoting {
  static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
    let single = UInt8(ascii: "'")
    let double = UInt8(ascii: "\"")
    let quote = text.contains(single) && !text.contains(double) ? double : single
    bytes.append(quote)
    var index = 0
    while let (scalar, length) = UTF8Text.scalar(in: text, at: index) {
      switch scalar {
      case "\n": bytes += #"\n"#.utf8
      case "\r": bytes += #"\r"#.utf8
      case "\t": bytes += #"\t"#.utf8
      case "\\": bytes += #"\\"#.utf8
      default:
        if scalar.value == UInt32(quote) {
          bytes += [Byte.backslash, quote]
        } else if isPrintable(scalar) {
          bytes += text[index..<index + length]
        } else {
          escape(scalar, to: &bytes)
        }
      }
      index += length
    }
    bytes.append(quote)
  }

  private static func escape(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    let digits = String(scalar.value, radix: 16)
    let (letter, width) =
      scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    bytes += "\\\(letter)".utf8
    bytes += String(repeating: "0", count: width - digits.utf8.count).utf8
    bytes += digits.utf8
  }

  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
