/// Makes text of bytes that arrive in pieces, cut anywhere.
///
/// An incomplete character at the end waits for the rest. Bytes that cannot be part of a character
/// become U+FFFD as soon as that is certain, one for each maximal subpart (Unicode, chapter 3.9).
struct UTF8Assembler: Sendable {
  /// The beginning of a character, at most three bytes that a fourth could complete.
  private var incomplete: [UInt8] = []

  /// Takes more bytes and returns the text that is certain now.
  mutating func feed(_ bytes: some Collection<UInt8>) -> String {
    let all = incomplete + bytes
    let certain = all.count - Self.incompleteSuffix(all)
    incomplete = Array(all[certain...])
    return String(decoding: all[..<certain], as: UTF8.self)
  }

  /// Returns U+FFFD if a character is incomplete, else nothing.
  mutating func finish() -> String {
    defer { incomplete = [] }
    return incomplete.isEmpty ? "" : "\u{FFFD}"
  }

  /// How many bytes at the end begin a character without completing it.
  private static func incompleteSuffix(_ bytes: [UInt8]) -> Int {
    for count in 1...3 where count <= bytes.count {
      let start = bytes.count - count
      guard let form = UTF8Form(lead: bytes[start]) else { continue }
      let fits = (1..<max(count, 1)).allSatisfy { form.allows(bytes[start + $0], at: $0) }
      return fits && count < form.length ? count : 0
    }
    return 0
  }
}
