import Glibc

/// A sequence of bytes to look for, by the one of them that is met least.
struct ByteSearch: Sendable, Equatable {
  let needle: [UInt8]
  /// Where in the needle the byte is that is looked for first.
  private let rarest: Int

  init(_ needle: [UInt8]) {
    self.needle = needle
    rarest =
      needle.indices.min { Self.frequency[Int(needle[$0])] < Self.frequency[Int(needle[$1])] } ?? 0
  }

  /// Where in `bytes` it is first found from an index on; nil also where there is nothing to look
  /// for.
  func firstIndex(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
    guard let base = bytes.baseAddress, rarest < needle.count else { return nil }
    return needle.withUnsafeBytes { needle in
      guard let wanted = needle.baseAddress else { return nil }
      let last = bytes.count - needle.count
      var index = max(0, start)
      while index <= last,
        let found = memchr(
          base + index + rarest, Int32(needle[rarest]), last - index + 1)
      {
        let candidate = UnsafeRawPointer(found) - base - rarest
        if memcmp(base + candidate, wanted, needle.count) == 0 { return candidate }
        index = candidate + 1
      }
      return nil
    }
  }

  /// How often a byte is met in prompts and answers, roughly: the letters of English by their order,
  /// the first bytes of Korean and Chinese, everything else.
  private static let frequency: [UInt8] = {
    var table = [UInt8](repeating: 6, count: 256)
    for (index, letter) in "zqjxkvbpygfwmucldrhsnioate \0".utf8.enumerated() {
      table[Int(letter)] = UInt8(index)
    }
    for lead in 0xE3...0xED { table[lead] = 40 }
    for other in 0x80...0xBF { table[other] = 12 }
    return table
  }()
}
