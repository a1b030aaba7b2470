/// Keys as their issuers publish them: what they begin with, and what follows.
enum SecretShapes {
  private struct Shape {
    var start: [UInt8]
    /// The fewest bytes that follow.
    var count: Int
    var isDigitsAndCapitals = false

    init(_ start: String, _ count: Int, isDigitsAndCapitals: Bool = false) {
      self.start = Array(start.utf8)
      self.count = count
      self.isDigitsAndCapitals = isDigitsAndCapitals
    }
  }

  private static let shapes = [
    Shape("sk-", 20), Shape("ghp_", 30), Shape("gho_", 30), Shape("ghs_", 30),
    Shape("github_pat_", 30), Shape("glpat-", 20), Shape("hf_", 30), Shape("AIza", 30),
    Shape("gsk_", 30), Shape("xai-", 30), Shape("r8_", 30), Shape("pplx-", 30),
    Shape("xoxb-", 20), Shape("xoxp-", 20), Shape("nvapi-", 30), Shape("tgp_v1_", 30),
    Shape("AKIA", 16, isDigitsAndCapitals: true),
  ]

  /// By its first byte, so that a text is gone through once.
  private static let byFirst = Dictionary(grouping: shapes) { $0.start[0] }
  private static let blockStart = Array("-----BEGIN ".utf8)
  private static let blockKind = Array("PRIVATE KEY".utf8)
  private static let blockEnd = Array("-----END ".utf8)

  /// Ranges of bytes that have the shape of a key, in their order.
  static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      if let range = block(at: index, in: bytes) ?? key(at: index, in: bytes) {
        found.append(range)
        index = range.upperBound
      } else {
        index += 1
      }
    }
    return found
  }

  private static func key(at index: Int, in bytes: [UInt8]) -> Range<Int>? {
    guard let shapes = byFirst[bytes[index]] else { return nil }
    // `ask-` and `risk-` are words.
    if index > 0, isKeyByte(bytes[index - 1]) { return nil }
    for shape in shapes where bytes[index...].starts(with: shape.start) {
      let start = index + shape.start.count
      var end = start
      var digits = 0
      while end < bytes.count, isKeyByte(bytes[end]) {
        if 0x30...0x39 ~= bytes[end] { digits += 1 }
        if shape.isDigitsAndCapitals, !isDigitOrCapital(bytes[end]) { break }
        end += 1
      }
      // Words joined by hyphens have no digits.
      if end - start >= shape.count, digits > 0 || shape.isDigitsAndCapitals { return index..<end }
    }
    return nil
  }

  /// A private key between its lines; to the text's end where the last one is missing.
  private static func block(at index: Int, in bytes: [UInt8]) -> Range<Int>? {
    guard bytes[index] == UInt8(ascii: "-"), bytes[index...].starts(with: blockStart) else {
      return nil
    }
    let line = bytes[index...].prefix(80).prefix { $0 != 0x0A }
    guard line.contains(blockKind) else { return nil }
    var end = index + blockStart.count
    while end < bytes.count {
      if bytes[end] == UInt8(ascii: "-"), bytes[end...].starts(with: blockEnd) {
        end += blockEnd.count
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        return index..<end
      }
      end += 1
    }
    return index..<bytes.count
  }

  private static func isDigitOrCapital(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x41...0x5A ~= byte
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    isDigitOrCapital(byte) || 0x61...0x7A ~= byte || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }
}

extension Collection where Element: Equatable {
  /// Whether another collection stands in it.
  func contains(_ other: [Element]) -> Bool {
    guard let first = other.first else { return true }
    var index = startIndex
    while index != endIndex {
      if self[index] == first, self[index...].starts(with: other) { return true }
      formIndex(after: &index)
    }
    return false
  }
}
