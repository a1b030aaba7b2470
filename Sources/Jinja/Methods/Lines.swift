/// Strings in pieces.
enum Lines {
  /// `str.splitlines`.
  static func split(_ bytes: [UInt8], keepsEnds: Bool) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    var index = 0
    while let (scalar, length) = UTF8Text.scalar(in: bytes, at: index) {
      guard isBreak(scalar) else {
        index += length
        continue
      }
      let end = index
      index += length
      if scalar == "\r", index < bytes.count, bytes[index] == Byte.newline { index += 1 }
      lines.append(bytes[start..<(keepsEnds ? index : end)])
      start = index
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// `str.split` without a separator: what stands between blanks.
  static func fields(_ bytes: [UInt8], limit: Int, isFromEnd: Bool) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var start: Int?
    var index = 0
    while let (scalar, length) = UTF8Text.scalar(in: bytes, at: index) {
      if Blank.contains(scalar) {
        if let first = start { fields.append(bytes[first..<index]) }
        start = nil
      } else if start == nil {
        start = index
      }
      index += length
    }
    if let start { fields.append(bytes[start...]) }
    guard limit < fields.count else { return fields }
    // What is not cut any further keeps its blanks within.
    if isFromEnd {
      let kept = fields.suffix(limit)
      let end = fields[fields.count - limit - 1].endIndex
      return [bytes[..<end]] + kept
    }
    let rest = bytes[fields[limit].startIndex...]
    // And those behind.
    return fields.prefix(limit) + [rest]
  }
}
