import Cells

/// A whole sequence that began with CSI (`ESC [`): its parameters and its last byte.
///
/// Follows ECMA-48 for the form, and xterm's control sequences and kitty's keyboard protocol for what
/// keys send.
struct ControlSequence {
  /// `<`, `=`, `>` or `?` before the parameters.
  private var prefix: UInt8?
  /// Separated by semicolons, each with its parts separated by colons; nil where left out.
  private var parameters: [[Int?]] = []
  private var final: UInt8

  /// - Parameter bytes: between CSI and the last byte.
  init(bytes: [UInt8], final: UInt8) {
    self.final = final
    var rest = bytes[...]
    if let first = rest.first, 0x3C...0x3F ~= first {
      prefix = first
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty else { return }
    parameters = rest.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      $0.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(Self.number)
    }
  }

  /// Whether bytes that arrived together are a whole control sequence but for its ESC, or begin a
  /// reply (OSC) without it.
  static func isRest(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 1 else { return false }
    switch bytes[0] {
    case UInt8(ascii: "["):
      guard let final = bytes.dropFirst().first(where: { !(0x20...0x3F ~= $0) }) else {
        return false
      }
      return 0x40...0x7E ~= final
    case UInt8(ascii: "]"): return 0x30...0x39 ~= bytes[1] && bytes.contains(UInt8(ascii: ";"))
    default: return false
    }
  }

  /// What it says; nothing for what is no key, mouse or focus report, such as a cursor report.
  var input: Input? {
    if prefix == UInt8(ascii: "<") { return mouse.map { .mouse($0) } }
    if prefix != nil { return nil }
    switch final {
    case UInt8(ascii: "I"): return .focus(true)
    case UInt8(ascii: "O"): return .focus(false)
    default: return key.map { .key($0) }
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    if digits.isEmpty || digits.count > 7 { return nil }
    var value = 0
    for digit in digits {
      guard 0x30...0x39 ~= digit else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }

  private func parameter(_ index: Int, part: Int = 0) -> Int? {
    guard parameters.indices.contains(index), parameters[index].indices.contains(part) else {
      return nil
    }
    return parameters[index][part]
  }

  // MARK: Keys

  private var modifiers: Key.Modifiers { Key.Modifiers(report: parameter(1) ?? 1) }

  private var key: Key? {
    // Kitty's protocol reports the release of keys as well.
    if parameter(1, part: 1) == 3 { return nil }
    switch final {
    case UInt8(ascii: "~"): return tildeKey(modifiers)
    // rxvt's way to say shift, control, and both.
    case UInt8(ascii: "$"): return tildeKey(.shift)
    case UInt8(ascii: "^"): return tildeKey(.control)
    case UInt8(ascii: "@"): return tildeKey([.control, .shift])
    case UInt8(ascii: "u"):
      return Key(
        code: parameter(0) ?? 1, shifted: parameter(0, part: 1), typed: parameter(2), modifiers)
    case UInt8(ascii: "Z"): return Key(.backTab, modifiers.subtracting(.shift))
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      return Key.Code(letter: final - 0x20).map { Key($0, .shift) }
    // With two parameters a report of the cursor's place, not F3.
    case UInt8(ascii: "R") where parameters.count > 1: return nil
    default: return Key.Code(letter: final).map { Key($0, modifiers) }
    }
  }

  private func tildeKey(_ modifiers: Key.Modifiers) -> Key? {
    let code: Key.Code
    switch parameter(0) ?? 0 {
    case 1, 7: code = .home
    case 2: code = .insert
    case 3: code = .delete
    case 4, 8: code = .end
    case 5: code = .pageUp
    case 6: code = .pageDown
    case let number where 11...15 ~= number: code = .function(number - 10)
    case let number where 17...21 ~= number: code = .function(number - 11)
    case let number where 23...26 ~= number: code = .function(number - 12)
    case let number where 28...29 ~= number: code = .function(number - 13)
    case let number where 31...34 ~= number: code = .function(number - 14)
    // xterm's modifyOtherKeys.
    case 27: return Key(code: parameter(2) ?? 0, shifted: nil, typed: nil, modifiers)
    default: return nil
    }
    return Key(code, modifiers)
  }

  // MARK: Mouse

  /// xterm's mode 1006. Only the first button and the wheel: the others are the terminal's business.
  private var mouse: Mouse? {
    guard let buttons = parameter(0), let column = parameter(1), let row = parameter(2),
      column > 0, row > 0
    else { return nil }
    let point = Point(column: column - 1, row: row - 1)
    let isRelease = final == UInt8(ascii: "m")
    guard isRelease || final == UInt8(ascii: "M") else { return nil }
    // Bits 4, 8 and 16 are shift, alt and control.
    switch buttons & ~0b11100 {
    case 0: return Mouse(isRelease ? .release : .press, point)
    case 32: return isRelease ? nil : Mouse(.drag, point)
    case 64: return isRelease ? nil : Mouse(.wheelUp, point)
    case 65: return isRelease ? nil : Mouse(.wheelDown, point)
    default: return nil
    }
  }
}

extension Key.Code {
  /// The last byte of `CSI A` and of `SS3 A`.
  init?(letter: UInt8) {
    switch letter {
    case UInt8(ascii: "A"): self = .up
    case UInt8(ascii: "B"): self = .down
    case UInt8(ascii: "C"): self = .right
    case UInt8(ascii: "D"): self = .left
    case UInt8(ascii: "H"): self = .home
    case UInt8(ascii: "F"): self = .end
    case UInt8(ascii: "P")...UInt8(ascii: "S"): self = .function(Int(letter) - 0x4F)
    default: return nil
    }
  }
}

extension Key.Modifiers {
  /// As reports have them: 1 more than a bit set of shift, alt and control; meta counts as alt.
  init(report: Int) {
    let bits = max(0, report - 1)
    self = []
    if bits & 1 != 0 { insert(.shift) }
    if bits & 0b100010 != 0 { insert(.alt) }
    if bits & 4 != 0 { insert(.control) }
  }
}
