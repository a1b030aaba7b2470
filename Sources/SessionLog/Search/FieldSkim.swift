import Glibc

/// The fields of a JSON object, or the elements of an array, in place: no more is read of a value
/// than where it ends.
struct FieldSkim {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private var hasNames = true

  /// Any other JSON has none.
  init(_ json: UnsafeRawBufferPointer) {
    bytes = json
    skipBlanks()
    if take(UInt8(ascii: "{")) {
      skipBlanks()
    } else if take(UInt8(ascii: "[")) {
      hasNames = false
      skipBlanks()
    } else {
      position = bytes.count
    }
  }

  /// What stands between the quotes of a name, nothing in an array, and its value; nil at the end,
  /// and where what is left is no JSON.
  mutating func next() -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
    guard position < bytes.count else { return nil }
    var name = UnsafeRawBufferPointer(start: nil, count: 0)
    if hasNames {
      guard let found = string() else { return nil }
      name = found
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { return nil }
      skipBlanks()
    }
    let start = position
    guard skipValue() else { return nil }
    let value = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
    skipBlanks()
    if take(UInt8(ascii: ",")) { skipBlanks() } else { position = bytes.count }
    return (name, value)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
  }

  /// What stands between the quotes here; nil where no string does.
  private mutating func string() -> UnsafeRawBufferPointer? {
    guard take(UInt8(ascii: "\"")), let base = bytes.baseAddress else { return nil }
    let start = position
    while let quote = memchr(base + position, 0x22, bytes.count - position) {
      let end = quote - UnsafeMutableRawPointer(mutating: base)
      var backslashes = end
      while backslashes > position, bytes[backslashes - 1] == 0x5C { backslashes -= 1 }
      position = end + 1
      if (end - backslashes) % 2 == 0 { return .init(rebasing: bytes[start..<end]) }
    }
    position = bytes.count
    return nil
  }

  private mutating func skipValue() -> Bool {
    var depth = 0
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        if string() == nil { return false }
        if depth == 0 { return true }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return position > start }
        depth -= 1
        position += 1
        if depth == 0 { return true }
      case UInt8(ascii: ","), 0...0x20:
        if depth == 0 { return position > start }
        position += 1
      default:
        position += 1
      }
    }
    return depth == 0 && position > start
  }
}

extension UnsafeRawBufferPointer {
  /// What stands between the quotes, where this is a JSON string.
  var betweenQuotes: UnsafeRawBufferPointer? {
    guard count >= 2, first == UInt8(ascii: "\"") else { return nil }
    return .init(rebasing: self[1..<count - 1])
  }

  /// Gives what stands between the quotes of the strings in a JSON object or array.
  func forEachString(_ body: (UnsafeRawBufferPointer) -> Void) {
    var fields = FieldSkim(self)
    while let (_, value) = fields.next() {
      if let string = value.betweenQuotes { body(string) }
    }
  }
}
