/// Draws values from an input's bytes, so that changing one of them changes little else.
struct ByteSource {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  /// The next byte; 0 at the end.
  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func bool() -> Bool { byte() & 1 == 1 }

  /// A number from 0 to one less than `bound`, which is at most 256.
  mutating func below(_ bound: Int) -> Int { Int(byte()) % bound }

  /// The next bytes, fewer at the end.
  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// A number from four bytes, most often a small one.
  mutating func integer() -> Int {
    switch byte() {
    case 0xFF: Int.max
    case 0xFE: Int.min
    case 0xFD: bytes(4).reduce(0) { $0 << 8 | Int($1) }
    case let small: Int(Int8(bitPattern: small))
    }
  }

  /// All that is left.
  mutating func remaining() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }

  /// What is left, cut into pieces of 0 to 15 elements, whose lengths are drawn from `lengths` again
  /// and again.
  static func pieces<C: Collection>(of whole: C, lengths: [UInt8]) -> [C.SubSequence] {
    var pieces: [C.SubSequence] = []
    var rest = whole[...]
    var turn = 0
    while !rest.isEmpty {
      let length = lengths.isEmpty ? 1 : Int(lengths[turn % lengths.count] & 15)
      // A whole round of nothing would never end.
      let count = turn % max(1, lengths.count) == 0 ? max(1, length) : length
      pieces.append(rest.prefix(count))
      rest = rest.dropFirst(count)
      turn += 1
    }
    return pieces
  }
}
