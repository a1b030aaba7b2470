import Cells

/// A text to look for.
///
/// Upper and lower case are the same unless it has a capital, and so are composed and decomposed
/// Hangul. A blank stands for any blanks and line ends, and marks of emphasis that stand within
/// what is found do not matter: `bold text` finds `**bold** text`.
struct SearchPattern: Sendable, Equatable {
  /// Scalars of a query that count.
  static let limit = 100
  /// Places in one text that are found at most.
  static let matchLimit = 10_000

  let query: String
  private let scalars: [UInt32]
  private let foldsCase: Bool
  /// Bytes that what is looked for may begin with.
  private let first: [Bool]

  private static let blank: UInt32 = 0x20
  private static let marks = Set("*_~`".unicodeScalars.map(\.value))

  /// Nil for nothing.
  init?(_ query: String) {
    self.query = query
    let letters = Array(query.unicodeScalars.prefix(Self.limit))
    foldsCase = !letters.contains { $0.properties.isUppercase }
    var scalars: [UInt32] = []
    for letter in letters {
      if letter.isBlank {
        if scalars.last != Self.blank { scalars.append(Self.blank) }
      } else {
        Self.forEachJamo(foldsCase ? Self.folded(letter.value) : letter.value) {
          scalars.append($0)
        }
      }
    }
    if scalars.allSatisfy({ $0 == Self.blank }) { return nil }
    while scalars.first == Self.blank { scalars.removeFirst() }
    self.scalars = scalars
    var first = Array(repeating: false, count: 256)
    for byte in 0..<256 {
      // A first byte of more than one may begin a letter that is the same in another form.
      first[byte] =
        byte >= 0xC0
        ? scalars[0] >= 0x80 || scalars[0] > 0x60 && scalars[0] < 0x7B && foldsCase
        : UInt32(byte) == scalars[0]
          || foldsCase && byte < 0x80 && Self.folded(UInt32(byte)) == scalars[0]
    }
    self.first = first
  }

  /// Where a text has it, in UTF-8 code units, without overlaps.
  func ranges(in text: String) -> [Range<Int>] {
    var text = text
    return text.withUTF8 { bytes in
      var found: [Range<Int>] = []
      var index = 0
      while index < bytes.count, found.count < Self.matchLimit {
        if first[Int(bytes[index])], let end = end(of: bytes, from: index) {
          found.append(index..<end)
          index = end
        } else {
          index += 1
        }
      }
      return found
    }
  }

  /// Where it ends, if it begins at an index.
  private func end(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    var next = 0
    while next < scalars.count {
      guard index < bytes.count else { return nil }
      let (scalar, length) = Self.scalar(bytes, at: index)
      if scalars[next] == Self.blank {
        guard Unicode.Scalar(scalar)?.isBlank ?? false else {
          if next > 0, Self.marks.contains(scalar) {
            index += length
            continue
          }
          return nil
        }
        while index < bytes.count, bytes[index] == 0x20 || 0x09...0x0D ~= bytes[index] {
          index += 1
        }
        if scalar >= 0x80 { index += length }
        next += 1
        continue
      }
      let before = next
      var fits = true
      Self.forEachJamo(foldsCase ? Self.folded(scalar) : scalar) { part in
        if fits, next < scalars.count, scalars[next] == part { next += 1 } else { fits = false }
      }
      if !fits {
        next = before
        guard next > 0, Self.marks.contains(scalar) else { return nil }
      }
      index += length
    }
    // A syllable whose final letter is still to come is another one.
    if let last = scalars.last, 0x1161...0x1175 ~= last, index < bytes.count,
      0x11A8...0x11C2 ~= Self.scalar(bytes, at: index).0
    {
      return nil
    }
    return index
  }

  private static func folded(_ value: UInt32) -> UInt32 {
    if value < 0x80 { return 0x41...0x5A ~= value ? value + 0x20 : value }
    guard 0xC0..<0x2000 ~= value || 0x2C00..<0x2E00 ~= value || 0xFF21...0xFF3A ~= value,
      !(0x1100..<0x1200 ~= value), let scalar = Unicode.Scalar(value)
    else { return value }
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    return lower.first?.value ?? value
  }

  /// A Hangul syllable as its letters, anything else as it is.
  private static func forEachJamo(_ value: UInt32, _ body: (UInt32) -> Void) {
    guard 0xAC00...0xD7A3 ~= value else { return body(value) }
    let index = value - 0xAC00
    body(0x1100 + index / 588)
    body(0x1161 + index % 588 / 28)
    if index % 28 > 0 { body(0x11A7 + index % 28) }
  }

  /// The scalar at an index, which may be in the midst of one, and its bytes.
  private static func scalar(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
  ) -> (UInt32, Int) {
    let lead = UInt32(bytes[index])
    let length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard length > 1, index + length <= bytes.count else { return (lead, 1) }
    var value = lead & (0xFF >> UInt32(length + 1))
    for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset]) & 0x3F }
    return (value, length)
  }
}

extension Unicode.Scalar {
  fileprivate var isBlank: Bool { value == 0x20 || 0x09...0x0D ~= value || value == 0x3000 }
}
