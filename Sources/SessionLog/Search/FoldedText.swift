/// Text as it is compared in a search: escapes of JSON resolved, Hangul composed, and letters small
/// where their case does not matter (Latin, Greek, Cyrillic and Armenian ones).
struct FoldedText {
  private(set) var bytes: [UInt8] = []
  /// Where in the text before each byte comes from, where that was asked for.
  private(set) var origins: [Int] = []
  let foldsCase: Bool

  init(foldsCase: Bool) { self.foldsCase = foldsCase }

  /// A text that is no JSON, with origins.
  init(_ text: [UInt8], foldsCase: Bool) {
    self.foldsCase = foldsCase
    text.withUnsafeBytes { append($0, isEscaped: false, withOrigins: true) }
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Appends what stands between the quotes of a JSON string.
  mutating func append(json: UnsafeRawBufferPointer) {
    append(json, isEscaped: true, withOrigins: false)
  }

  /// Appends something that no word is found across.
  mutating func appendBorder() { bytes.append(0) }

  /// Where something folded is first found from an index on.
  func firstIndex(of word: ByteSearch, from start: Int = 0) -> Int? {
    bytes.withUnsafeBytes { word.firstIndex(in: $0, from: start) }
  }

  // MARK: Folding

  private mutating func append(
    _ source: UnsafeRawBufferPointer, isEscaped: Bool, withOrigins: Bool
  ) {
    // Nothing becomes longer: an escape is no shorter than its letter, a letter no shorter than the
    // small one that is taken for it.
    let folded = [UInt8](unsafeUninitializedCapacity: source.count) { target, count in
      Self.small.withUnsafeBufferPointer { small in
        var folding = Folding(source: source, target: target, small: foldsCase ? small : nil)
        while folding.position < source.count {
          let origin = folding.position
          folding.step(isEscaped: isEscaped)
          if withOrigins {
            if folding.count < origins.count { origins.removeLast(origins.count - folding.count) }
            while origins.count < folding.count { origins.append(origin) }
          }
        }
        count = folding.count
      }
    }
    if bytes.isEmpty { bytes = folded } else { bytes += folded }
  }

  /// The small letter of each scalar below U+2000 that is not written with more bytes; itself where
  /// there is none.
  private static let small: [UInt16] = (0..<0x2000).map { value in
    guard let scalar = Unicode.Scalar(UInt32(value)) else { return UInt16(value) }
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    guard lower.count == 1, let first = lower.first, first.value < 0x2000,
      String(first).utf8.count <= String(scalar).utf8.count
    else { return UInt16(value) }
    return UInt16(first.value)
  }
}

/// One pass over a text.
private struct Folding {
  let source: UnsafeRawBufferPointer
  let target: UnsafeMutableBufferPointer<UInt8>
  /// Nil where case matters.
  let small: UnsafeBufferPointer<UInt16>?
  var position = 0
  var count = 0

  mutating func step(isEscaped: Bool) {
    let byte = source[position]
    if byte < 0x80 {
      if byte == UInt8(ascii: "\\"), isEscaped { return escape() }
      put(0x41...0x5A ~= byte && small != nil ? byte | 0x20 : byte)
      position += 1
      return
    }
    // Hangul's letters, and what may be a capital. All others are most of what is not ASCII.
    if byte == 0xE1 || 0xC3...0xD6 ~= byte && small != nil, let (value, length) = scalar() {
      position += length
      return put(scalar: value)
    }
    put(byte)
    position += 1
  }

  private mutating func put(_ byte: UInt8) {
    target[count] = byte
    count += 1
  }

  /// The scalar of two or three bytes here; nil where it is none.
  private func scalar() -> (UInt32, Int)? {
    let length = source[position] < 0xE0 ? 2 : 3
    guard position + length <= source.count else { return nil }
    var value = UInt32(source[position]) & (length == 2 ? 0x1F : 0x0F)
    for offset in 1..<length {
      let byte = source[position + offset]
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    return (value, length)
  }

  private mutating func put(scalar value: UInt32) {
    var value = value
    if 0x1161...0x11C2 ~= value, count >= 3, let whole = composed(with: value) {
      count -= 3
      value = whole
    } else if let small, value < small.count {
      value = UInt32(small[Int(value)])
    }
    switch value {
    case ..<0x80: put(UInt8(truncatingIfNeeded: value))
    case ..<0x800: put(UInt8(truncatingIfNeeded: 0xC0 | value >> 6))
    case ..<0x10000:
      put(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
      put(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
    default:
      put(UInt8(truncatingIfNeeded: 0xF0 | value >> 18))
      put(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3F))
      put(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
    }
    if value >= 0x80 { put(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F)) }
  }

  /// The syllable that a vowel or a final makes with what was put last (The Unicode Standard,
  /// chapter 3.12).
  private func composed(with value: UInt32) -> UInt32? {
    guard 0xE1...0xED ~= target[count - 3] else { return nil }
    let last =
      UInt32(target[count - 3] & 0x0F) << 12 | UInt32(target[count - 2] & 0x3F) << 6
      | UInt32(target[count - 1] & 0x3F)
    if 0x1100...0x1112 ~= last, 0x1161...0x1175 ~= value {
      return 0xAC00 + ((last - 0x1100) * 21 + (value - 0x1161)) * 28
    }
    if 0xAC00...0xD7A3 ~= last, (last - 0xAC00) % 28 == 0, 0x11A8...0x11C2 ~= value {
      return last + (value - 0x11A7)
    }
    return nil
  }

  // MARK: Escapes

  private mutating func escape() {
    guard position + 1 < source.count else {
      position += 1
      return
    }
    let byte = source[position + 1]
    position += 2
    switch byte {
    case UInt8(ascii: "b"): put(0x08)
    case UInt8(ascii: "f"): put(0x0C)
    case UInt8(ascii: "n"): put(0x0A)
    case UInt8(ascii: "r"): put(0x0D)
    case UInt8(ascii: "t"): put(0x09)
    case UInt8(ascii: "u"): unicodeEscape()
    default: put(byte)
    }
  }

  private mutating func unicodeEscape() {
    guard let unit = hex(at: position) else { return }
    position += 4
    var value = unit
    if 0xD800..<0xE000 ~= unit {
      value = 0xFFFD
      if unit < 0xDC00, position + 1 < source.count, source[position] == UInt8(ascii: "\\"),
        source[position + 1] == UInt8(ascii: "u"), let low = hex(at: position + 2),
        0xDC00..<0xE000 ~= low
      {
        position += 6
        value = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
    }
    if value < 0x80, small != nil, 0x41...0x5A ~= value { value |= 0x20 }
    put(scalar: value)
  }

  private func hex(at start: Int) -> UInt32? {
    guard start + 4 <= source.count else { return nil }
    var unit: UInt32 = 0
    for byte in source[start..<start + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
