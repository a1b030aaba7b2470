/// The methods of strings.
enum StringMethod: String {
  case capitalize, casefold, center, count, encode, endswith, expandtabs, find, format
  case formatMap = "format_map"
  case index, isalnum, isalpha, isascii, isdecimal, isdigit, isidentifier, islower, isnumeric
  case isprintable, isspace, istitle, isupper, join, ljust, lower, lstrip, maketrans, partition
  case removeprefix, removesuffix, replace, rfind, rindex, rjust, rpartition, rsplit, rstrip, split
  case splitlines, startswith, strip, swapcase, title, translate, upper, zfill
}

extension Renderer {
  func call(
    _ method: StringMethod, of text: Text, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    try work(text.bytes.count << 1)
    switch method {
    case .strip, .lstrip, .rstrip: return try strip(method, text, arguments)
    case .split, .rsplit: return try split(method, text, arguments)
    case .splitlines:
      let bound = try bind(arguments, of: "splitlines", ["keepends"])
      let lines = Lines.split(text.bytes, keepsEnds: bound[0]?.isTrue ?? false)
      return try strings(lines, like: text)
    case .partition, .rpartition: return try partition(method, text, arguments)
    case .startswith, .endswith: return try affix(method, text, arguments)
    case .removeprefix, .removesuffix:
      let affix = try string(bind(arguments, of: method.rawValue, ["affix"], required: 1)[0])
      if method == .removeprefix, !affix.isEmpty, text.bytes.starts(with: affix) {
        return try string(Array(text.bytes.dropFirst(affix.count)), isMarkup: text.isMarkup)
      }
      if method == .removesuffix, !affix.isEmpty, text.bytes.hasSuffix(affix) {
        return try string(Array(text.bytes.dropLast(affix.count)), isMarkup: text.isMarkup)
      }
      return .string(text)
    case .find, .rfind, .index, .rindex, .count: return try search(method, text, arguments)
    case .replace:
      let bound = try bind(arguments, of: "replace", ["old", "new", "count"], required: 2)
      let count = try integer(bound[2], "count", default: -1)
      return try string(
        replaced(text.bytes, string(bound[0]), by: string(bound[1]), count: count),
        isMarkup: text.isMarkup)
    case .join:
      let bound = try bind(arguments, of: "join", ["iterable"], required: 1)
      return try join(text, elements(of: bound[0] ?? .none))
    case .center, .ljust, .rjust, .zfill: return try pad(method, text, arguments)
    case .format: return try format(text, arguments)
    case .formatMap, .encode, .expandtabs, .maketrans, .translate:
      throw fail(.unsupported("the method '\(method.rawValue)'"))
    default:
      _ = try bind(arguments, of: method.rawValue, [])
      if let holds = Letters.holds(method, text.bytes) { return .bool(holds) }
      try reserve(text.bytes.count, of: 3)
      return try string(Letters.changed(method, text.bytes), isMarkup: text.isMarkup)
    }
  }

  /// The bytes of an argument that has to be a string.
  private func string(_ value: Value?) throws(JinjaError) -> [UInt8] {
    let value = value ?? .none
    if case .string(let text) = value { return text.bytes }
    if case .undefined(let undefined) = value { throw fail(undefined.reason) }
    throw wrongType("a string is needed, not \(value.typeName)")
  }

  private func strings(
    _ parts: [ArraySlice<UInt8>], like text: Text
  ) throws(JinjaError) -> Value {
    try reserve(parts.count, of: Text.size(0) + MemoryLayout<Value>.stride)
    var values: [Value] = []
    values.reserveCapacity(parts.count)
    for part in parts { values.append(try string(Array(part), isMarkup: text.isMarkup)) }
    return try list(values)
  }

  private func strip(
    _ method: StringMethod, _ text: Text, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: method.rawValue, ["chars"])
    var characters: Set<Unicode.Scalar>?
    if let given = bound[0], !isNone(given) {
      characters = Set(String(decoding: try string(given), as: UTF8.self).unicodeScalars)
    }
    func isStripped(_ scalar: Unicode.Scalar) -> Bool {
      characters.map { $0.contains(scalar) } ?? Blank.contains(scalar)
    }
    let bytes = text.bytes
    var (start, end) = (0, bytes.count)
    if method != .rstrip {
      while let (scalar, length) = UTF8Text.scalar(in: bytes, at: start), isStripped(scalar) {
        start += length
      }
    }
    if method != .lstrip {
      while end > start {
        var last = end - 1
        while last > start, bytes[last] & 0xC0 == 0x80 { last -= 1 }
        guard let (scalar, _) = UTF8Text.scalar(in: bytes, at: last), isStripped(scalar) else {
          break
        }
        end = last
      }
    }
    if start == 0, end == bytes.count { return .string(text) }
    return try string(Array(bytes[start..<end]), isMarkup: text.isMarkup)
  }

  private func split(
    _ method: StringMethod, _ text: Text, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: method.rawValue, ["sep", "maxsplit"])
    var limit = try integer(bound[1], "maxsplit", default: -1)
    if limit < 0 { limit = Int.max }
    let isFromEnd = method == .rsplit
    guard let separator = bound[0], !isNone(separator) else {
      return try strings(Lines.fields(text.bytes, limit: limit, isFromEnd: isFromEnd), like: text)
    }
    let part = try string(separator)
    if part.isEmpty { throw fail(.wrongValue("an empty separator")) }
    var parts: [ArraySlice<UInt8>] = []
    var rest = text.bytes[...]
    if isFromEnd {
      while parts.count < limit, let place = try find(part, in: rest, fromEnd: true) {
        parts.append(rest[(place + part.count)...])
        rest = rest[..<place]
      }
      parts.append(rest)
      parts.reverse()
    } else {
      while parts.count < limit, let place = try find(part, in: rest) {
        parts.append(rest[..<place])
        rest = rest[(place + part.count)...]
      }
      parts.append(rest)
    }
    return try strings(parts, like: text)
  }

  private func partition(
    _ method: StringMethod, _ text: Text, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    let part = try string(bind(arguments, of: method.rawValue, ["sep"], required: 1)[0])
    if part.isEmpty { throw fail(.wrongValue("an empty separator")) }
    let bytes = text.bytes[...]
    let place = try find(part, in: bytes, fromEnd: method == .rpartition)
    var parts: [Value] = []
    if let place {
      for piece in [Array(bytes[..<place]), part, Array(bytes[(place + part.count)...])] {
        parts.append(try string(piece))
      }
    } else {
      let empty = try string([])
      parts = method == .partition ? [.string(text), empty, empty] : [empty, empty, .string(text)]
    }
    return try tuple(parts)
  }

  private func affix(
    _ method: StringMethod, _ text: Text, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: method.rawValue, ["affix", "start", "end"], required: 1)
    guard let range = try range(bound[1], bound[2], of: text) else { return .bool(false) }
    let bytes = text.bytes[range]
    var affixes: [[UInt8]] = []
    if case .tuple(let items)? = bound[0] {
      for element in items.elements { affixes.append(try string(element)) }
    } else {
      affixes = [try string(bound[0])]
    }
    for affix in affixes {
      try step()
      if method == .startswith ? bytes.starts(with: affix) : bytes.hasSuffix(affix) {
        return .bool(true)
      }
    }
    return .bool(false)
  }

  /// The bytes between two indices in scalars, as slices take them; nil where the start lies beyond.
  private func range(
    _ start: Value?, _ end: Value?, of text: Text
  ) throws(JinjaError) -> Range<Int>? {
    func index(_ value: Value?, _ fallback: Int) throws(JinjaError) -> Int {
      guard let value, !isNone(value) else { return fallback }
      let index = try integer(value, "index", default: fallback)
      return index < 0 ? max(0, index + text.count) : index
    }
    let first = try index(start, 0)
    let last = min(try index(end, text.count), text.count)
    guard first <= last else { return nil }
    return try offset(of: first, in: text)..<(try offset(of: last, in: text))
  }

  private func search(
    _ method: StringMethod, _ text: Text, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: method.rawValue, ["sub", "start", "end"], required: 1)
    let part = try string(bound[0])
    let range = try range(bound[1], bound[2], of: text)
    if method == .count {
      guard let range else { return .int(0) }
      if part.isEmpty { return .int(UTF8Text.count(Array(text.bytes[range])) + 1) }
      var count = 0
      var rest = text.bytes[range]
      while let place = try find(part, in: rest) {
        count += 1
        rest = rest[(place + part.count)...]
      }
      return .int(count)
    }
    var place: Int?
    if let range {
      let isFromEnd = method == .rfind || method == .rindex
      place = try find(part, in: text.bytes[range], fromEnd: isFromEnd)
    }
    if let place { return .int(UTF8Text.count(Array(text.bytes[..<place]))) }
    if method == .find || method == .rfind { return .int(-1) }
    throw fail(.wrongValue("'\(method.rawValue)' does not find the text"))
  }

  private func pad(
    _ method: StringMethod, _ text: Text, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    let names = method == .zfill ? ["width"] : ["width", "fillchar"]
    let bound = try bind(arguments, of: method.rawValue, names, required: 1)
    let width = try integer(bound[0], "width", default: 0)
    var fill = method == .zfill ? [Byte.zero] : [Byte.space]
    if names.count > 1, bound[1] != nil {
      fill = try string(bound[1])
      guard UTF8Text.count(fill) == 1 else { throw wrongType("one character fills") }
    }
    guard width > text.count else { return .string(text) }
    let missing = width - text.count
    try reserve(missing, of: fill.count)
    func filling(_ count: Int) -> [UInt8] { Array(repeatElement(fill, count: count).joined()) }
    let bytes: [UInt8]
    switch method {
    case .ljust: bytes = text.bytes + filling(missing)
    case .rjust: bytes = filling(missing) + text.bytes
    case .center:
      // Python puts the odd one on the left where the width is odd, too.
      let left = missing / 2 + (missing & width & 1)
      bytes = filling(left) + text.bytes + filling(missing - left)
    default:
      let hasSign = text.bytes.first == Byte.minus || text.bytes.first == Byte.plus
      bytes =
        text.bytes.prefix(hasSign ? 1 : 0) + filling(missing)
        + text.bytes.dropFirst(hasSign ? 1 : 0)
    }
    return try string(bytes, isMarkup: text.isMarkup)
  }

  private func join(_ separator: Text, _ elements: [Value]) throws(JinjaError) -> Value {
    var joined: [UInt8] = []
    for (index, element) in elements.enumerated() {
      try step()
      let part = try string(element)
      try reserve(joined.count + part.count + separator.bytes.count)
      if index > 0 { joined += separator.bytes }
      joined += part
    }
    return try string(joined, isMarkup: separator.isMarkup)
  }
}
