import GenerationAPI

/// Reads a token's line as this program writes it, several times as quickly as any JSON: nine of ten
/// lines of a session are such.
enum TokenLine {
  /// - Returns: nil where the line is anything else, or holds what takes a real parser: an escape, a
  ///   number of many digits.
  static func event(_ line: [UInt8]) -> SessionEvent? {
    line.withUnsafeBufferPointer { bytes in
      var cursor = Cursor(bytes: bytes)
      guard cursor.take("{\"t\":"), let t = cursor.number(),
        cursor.take(",\"type\":\"token\",\"pane\":"), let pane = cursor.count(), pane > 0,
        cursor.take(",\"id\":"), let id = cursor.id(),
        cursor.take(",\"text\":\""), let text = cursor.text(), cursor.take(",\"logprob\":")
      else { return nil }
      var logprob: Float?
      if !cursor.take("null") {
        guard let number = cursor.number() else { return nil }
        logprob = Float(number)
      }
      guard cursor.take("}"), cursor.isAtEnd else { return nil }
      return SessionEvent(
        t: t, .token(pane: pane, GeneratedToken(id: id, text: text, logprob: logprob)))
    }
  }

  private struct Cursor {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ text: StaticString) -> Bool {
      let count = text.utf8CodeUnitCount
      guard bytes.count - position >= count else { return false }
      for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] {
        return false
      }
      position += count
      return true
    }

    private mutating func digit() -> UInt64? {
      guard position < bytes.count, 0x30...0x39 ~= bytes[position] else { return nil }
      defer { position += 1 }
      return UInt64(bytes[position] - 0x30)
    }

    /// A token's id, nil inside where it is null.
    mutating func id() -> Int?? {
      take("null") ? .some(nil) : count().map { .some($0) }
    }

    /// A whole number that any reader of JSON has exactly, without zeros before it.
    mutating func count() -> Int? {
      guard let first = digit() else { return nil }
      var value = first
      var digits = 1
      while let next = digit() {
        value = value * 10 + next
        digits += 1
        if digits > 15 { return nil }
      }
      return first > 0 || digits == 1 ? Int(value) : nil
    }

    /// A decimal of at most 15 digits: whole number and power of ten are exact then, and their quotient
    /// is the nearest `Double` there is (Clinger, "How to Read Floating Point Numbers Accurately").
    mutating func number() -> Double? {
      let isNegative = take("-")
      guard let first = digit() else { return nil }
      var value = first
      var digits = 1
      var places = 0
      func isTooLong() -> Bool { digits > 15 }
      while let next = digit() {
        if first == 0 { return nil }
        value = value &* 10 &+ next
        digits += 1
        if isTooLong() { return nil }
      }
      if take(".") {
        while let next = digit() {
          value = value &* 10 &+ next
          digits += 1
          places += 1
          if isTooLong() { return nil }
        }
        if places == 0 { return nil }
      }
      if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") { return nil }
      let size = Double(value) / Self.powers[places]
      return isNegative ? -size : size
    }

    private static let powers: [Double] = [
      1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// A text without escapes, to its closing quote.
    mutating func text() -> String? {
      let start = position
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "\""):
          defer { position += 1 }
          return String(
            decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
        case UInt8(ascii: "\\"), 0..<0x20: return nil
        default: position += 1
        }
      }
      return nil
    }
  }
}
