extension Renderer {
  func textual(
    _ filter: Filter, _ value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    switch filter {
    case .safe:
      _ = try bind(arguments, of: "safe", [])
      return try string(bytes(of: value), isMarkup: true)
    case .string:
      _ = try bind(arguments, of: "string", [])
      return .string(try text(of: value))
    case .e, .escape, .forceescape:
      _ = try bind(arguments, of: "escape", [])
      let text = try text(of: value)
      if text.isMarkup, filter != .forceescape { return .string(text) }
      try reserve(text.bytes.count, of: 5)
      return try string(HTML.escaped(text.bytes), isMarkup: true)
    case .format:
      let format = try text(of: value)
      if arguments.named.isEmpty { return try percent(format, tuple(arguments.positional)) }
      guard arguments.positional.isEmpty else {
        throw fail(.wrongArguments("'format' takes arguments in order or by name, not both"))
      }
      var builder = MappingBuilder()
      for (name, value) in arguments.named {
        let text = try text(Array(name.utf8))
        builder.set(.text(TextKey(text.bytes)), .string(text), to: value)
      }
      return try percent(format, mapping(builder))
    case .indent: return try indent(value, arguments)
    case .truncate: return try truncate(value, arguments)
    case .replace: return try replace(value, arguments)
    case .wordcount:
      _ = try bind(arguments, of: "wordcount", [])
      return .int(try Words.count(text(of: value).bytes))
    case .urlencode: return try urlencode(value, arguments)
    case .title:
      _ = try bind(arguments, of: "title", [])
      let text = try text(of: value)
      return try string(Words.titled(text.bytes), isMarkup: text.isMarkup)
    default: return try method(filter, value, arguments)
    }
  }

  /// Filters that are methods of strings.
  private func method(
    _ filter: Filter, _ value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    let text = try text(of: value)
    switch filter {
    case .center:
      let bound = try bind(arguments, of: "center", ["width"])
      return try call(.center, of: text, Arguments(positional: [bound[0] ?? .int(80)]))
    case .trim:
      let bound = try bind(arguments, of: "trim", ["chars"])
      return try call(.strip, of: text, Arguments(positional: [bound[0] ?? .none]))
    case .capitalize, .lower, .upper:
      _ = try bind(arguments, of: filter.rawValue, [])
      let method: StringMethod =
        filter == .lower ? .lower : filter == .upper ? .upper : .capitalize
      return try call(method, of: text, Arguments())
    default: throw fail(.unsupported("'\(filter.rawValue)'"))
    }
  }

  private func replace(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "replace", ["old", "new", "count"], required: 2)
    var count = -1
    if let given = bound[2] {
      if case .none = given {} else { count = try integer(given, "count", default: -1) }
    }
    let text = try text(of: value)
    return try string(
      replaced(
        text.bytes, bytes(of: bound[0] ?? .none), by: bytes(of: bound[1] ?? .none), count: count))
  }

  private func indent(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "indent", ["width", "first", "blank"])
    guard case .string(let text) = value else {
      if case .undefined(let undefined) = value { throw fail(undefined.reason) }
      throw wrongType("'indent' needs a string, not \(value.typeName)")
    }
    let indentation: [UInt8]
    if case .string(let given)? = bound[0] {
      indentation = given.bytes
    } else {
      let width = max(0, try integer(bound[0], "width", default: 4))
      try reserve(width)
      indentation = Array(repeating: Byte.space, count: width)
    }
    let lines = Lines.split(text.bytes + [Byte.newline], keepsEnds: false)
    try reserve(lines.count, of: indentation.count + 1)
    var bytes: [UInt8] = []
    let first = bound[1]?.isTrue ?? false
    let blank = bound[2]?.isTrue ?? false
    for (index, line) in lines.enumerated() {
      if index > 0 { bytes.append(Byte.newline) }
      if index == 0 ? first : blank || !line.isEmpty { bytes += indentation }
      bytes += line
    }
    return try string(bytes, isMarkup: text.isMarkup)
  }

  private func truncate(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "truncate", ["length", "killwords", "end", "leeway"])
    let length = try integer(bound[0], "length", default: 255)
    let end = try bound[2].map { (end) throws(JinjaError) in try self.text(of: end) }
    let ending = end?.bytes ?? Array("...".utf8)
    var leeway = 5
    if let given = bound[3] {
      if case .none = given {} else { leeway = try integer(given, "leeway", default: 5) }
    }
    let kept = length.subtractingReportingOverflow(UTF8Text.count(ending))
    guard kept.partialValue >= 0, !kept.overflow, leeway >= 0 else {
      throw fail(.wrongValue("'truncate' needs a length that holds the end"))
    }
    let most = length.addingReportingOverflow(leeway)
    if most.overflow { return value }
    if try self.length(of: value) <= most.partialValue { return value }
    guard case .string(let text) = value else {
      throw wrongType("'truncate' needs a string, not \(value.typeName)")
    }
    var head = text.bytes[..<(try offset(of: kept.partialValue, in: text))]
    if !(bound[1]?.isTrue ?? false), let space = head.lastIndex(of: Byte.space) {
      head = head[..<space]
    }
    return try string(Array(head) + ending)
  }

  private func urlencode(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    _ = try bind(arguments, of: "urlencode", [])
    func quoted(_ value: Value, isQuery: Bool) throws(JinjaError) -> [UInt8] {
      let bytes = try bytes(of: value)
      try reserve(bytes.count, of: 3)
      return Words.urlQuoted(bytes, isQuery: isQuery)
    }
    switch value {
    case .mapping, .list, .tuple, .view, .iterator, .range, .undefined:
      var pairs: [Value] = []
      if case .mapping(let mapping) = value {
        pairs = try self.pairs(of: mapping)
      } else {
        pairs = try elements(of: value)
      }
      var bytes: [UInt8] = []
      for (index, pair) in pairs.enumerated() {
        let parts = try elements(of: pair)
        guard parts.count == 2 else { throw fail(.wrongValue("'urlencode' needs pairs")) }
        if index > 0 { bytes += "&".utf8 }
        bytes += try quoted(parts[0], isQuery: true) + "=".utf8
        bytes += try quoted(parts[1], isQuery: true)
      }
      return try string(bytes)
    default: return try string(quoted(value, isQuery: false))
    }
  }
}
