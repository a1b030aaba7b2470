import Cells

extension Key {
  /// A control byte, 0–31 or 127. Enter is 13; 10 is control and j.
  init(control byte: UInt8) {
    switch byte {
    case 0: self.init(.character(" "), .control)
    case 8, 127: self.init(.backspace)
    case 9: self.init(.tab)
    case 13: self.init(.enter)
    case 27: self.init(.escape)
    case 1...26: self.init(.character(Character(Unicode.Scalar(byte + 0x60))), .control)
    default: self.init(.character(Character(Unicode.Scalar(byte & 0x1F + 0x40))), .control)
    }
  }

  /// A key reported by a number: `CSI code ; modifiers u`, or xterm's `CSI 27 ; modifiers ; code ~`.
  ///
  /// - Parameters:
  ///   - code: the code point without shift, or a number of the private use area that kitty's
  ///     protocol gives to a key.
  ///   - shifted: the code point with shift, if reported.
  ///   - typed: the code point that the key types, if reported.
  init?(code: Int, shifted: Int?, typed: Int?, _ modifiers: Modifiers) {
    switch code {
    case 9:
      self =
        modifiers.contains(.shift)
        ? Key(.backTab, modifiers.subtracting(.shift)) : Key(.tab, modifiers)
      return
    case 13, 57414: self.init(.enter, modifiers)
    case 27: self.init(.escape, modifiers)
    case 8, 127: self.init(.backspace, modifiers)
    case 57344...63743:
      guard let code = Code(kitty: code) else { return nil }
      self.init(code, modifiers)
    default:
      guard let scalar = Self.scalar(code) else { return nil }
      if modifiers.isDisjoint(with: [.control, .alt]), let typed = typed.flatMap(Self.scalar) {
        self.init(.character(Character(typed)), [])
      } else if modifiers.contains(.control) {
        // Letters are named in lower case with control, however it is reported.
        let lower = scalar.properties.lowercaseMapping.first ?? Character(scalar)
        self.init(.character(lower), modifiers)
      } else if modifiers.contains(.shift), let upper = Self.upper(scalar, shifted) {
        self.init(.character(upper), modifiers.subtracting(.shift))
      } else {
        self.init(.character(Character(scalar)), modifiers)
      }
    }
  }

  /// A character that a key can type: no control character, which a report may name all the same.
  private static func scalar(_ code: Int) -> Unicode.Scalar? {
    guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init),
      scalar.properties.generalCategory != .control
    else { return nil }
    return scalar
  }

  /// What shift makes of a character; nil where only the keyboard's layout would know.
  private static func upper(_ scalar: Unicode.Scalar, _ shifted: Int?) -> Character? {
    if let shifted = shifted.flatMap(Self.scalar) { return Character(shifted) }
    guard scalar.properties.isAlphabetic else { return nil }
    let upper = scalar.properties.uppercaseMapping
    return upper.count == 1 ? upper.first : nil
  }
}

extension Key.Code {
  /// Keys that have no code point, by kitty's numbers: F13 and more, and the keypad.
  fileprivate init?(kitty code: Int) {
    let keypad: [Character] = [
      "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "/", "*", "-", "+",
    ]
    switch code {
    case 57376...57398: self = .function(code - 57376 + 13)
    case 57399...57413: self = .character(keypad[code - 57399])
    case 57415: self = .character("=")
    case 57416: self = .character(",")
    case 57417: self = .left
    case 57418: self = .right
    case 57419: self = .up
    case 57420: self = .down
    case 57421: self = .pageUp
    case 57422: self = .pageDown
    case 57423: self = .home
    case 57424: self = .end
    case 57425: self = .insert
    case 57426: self = .delete
    default: return nil
    }
  }

  /// The last byte of `SS3 M` and others: the keypad in application mode.
  init?(keypad letter: UInt8) {
    switch letter {
    case UInt8(ascii: "M"): self = .enter
    case UInt8(ascii: "I"): self = .tab
    case UInt8(ascii: "X"): self = .character("=")
    // These are the ASCII characters from `*` to `9`, moved up by 64.
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      self = .character(Character(Unicode.Scalar(letter - 0x40)))
    default: return nil
    }
  }
}
