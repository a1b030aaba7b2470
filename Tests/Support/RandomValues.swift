import JSON

/// A small seeded generator (SplitMix64), so that a failing property can be repeated.
package struct SplitMix {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  package mutating func bool() -> Bool { next() & 1 == 0 }
  package mutating func maybe<T>(_ make: (inout SplitMix) -> T) -> T? { bool() ? make(&self) : nil }

  package mutating func list<T>(upTo count: Int, _ make: (inout SplitMix) -> T) -> [T] {
    (0..<below(count + 1)).map { _ in make(&self) }
  }

  /// Any finite double, by its bits as often as by its value.
  package mutating func double() -> Double {
    switch below(4) {
    case 0: return Double(below(1000))
    case 1: return Double(below(1_000_000)) / 1000
    default:
      let value = Double(bitPattern: next())
      return value.isFinite ? value : 0
    }
  }

  package mutating func float() -> Float {
    let value = Float(bitPattern: UInt32(truncatingIfNeeded: next()))
    return value.isFinite ? value : -0.25
  }

  package mutating func count() -> Int { bool() ? below(100) : below(1 << 53) }

  /// Up to so many items of different names.
  package mutating func named<T>(
    upTo count: Int, _ make: (String, inout SplitMix) -> T
  ) -> [T] {
    var names: Set<[UInt8]> = []
    return list(upTo: count) { $0.text() }.filter { names.insert(Array($0.utf8)).inserted }
      .map { make($0, &self) }
  }

  package mutating func text() -> String {
    let parts = [
      "a", "Ω", "é", "e\u{301}", "가", "\u{1100}\u{1161}", "😀", "👩‍👩‍👧", "\"", "\\", "/", "\n", "\r\n",
      "\u{0}", "\u{1B}]52;", "\u{7F}", "\u{9D}", "\u{85}", "\u{2028}", "\u{FFFD}", "\u{202E}",
      "\u{E0041}", "\u{FEFF}", " ", "{}", "\"type\":\"done\"", "\u{10FFFF}",
    ]
    return list(upTo: 8) { $0.pick(parts) }.joined()
  }

  package mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }

  package mutating func json(depth: Int) -> JSONValue {
    switch below(depth > 0 ? 9 : 6) {
    case 0: .null
    case 1: .bool(bool())
    case 2: .integer(Int(bitPattern: UInt(next())))
    case 3: .unsigned(next() | 1 << 63)
    case 4: .number(double())
    case 5: .string(text())
    case 6: .array(list(upTo: 4) { $0.json(depth: depth - 1) })
    default: .object(list(upTo: 4) { JSONField($0.text(), $0.json(depth: depth - 1)) })
    }
  }
}
