/// What strings are made of, and their capitals.
enum Letters {
  /// What `is…` says of a string; nil for other methods.
  static func holds(_ method: StringMethod, _ bytes: [UInt8]) -> Bool? {
    func all(_ holds: (Unicode.Scalar) -> Bool) -> Bool {
      !bytes.isEmpty && String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy(holds)
    }
    switch method {
    case .isascii: return bytes.allSatisfy { $0 < 0x80 }
    case .isspace: return all(Blank.contains)
    case .isprintable: return bytes.isEmpty || all(Quoting.isPrintable)
    case .isalpha: return all(isLetter)
    case .isalnum: return all(isAlphanumeric)
    case .isdigit: return all { digitKind($0) >= 2 }
    case .isdecimal: return all { digitKind($0) == 3 }
    case .isnumeric: return all { digitKind($0) >= 1 }
    case .isidentifier:
      guard let (first, _) = UTF8Text.scalar(in: bytes, at: 0) else { return false }
      return (first == "_" || first.properties.isXIDStart) && all { $0.properties.isXIDContinue }
    case .islower, .isupper: return isCased(bytes, isUpper: method == .isupper)
    case .istitle: return isTitle(bytes)
    default: return nil
    }
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    isLetter(scalar) || digitKind(scalar) > 0
  }

  /// 3 for a decimal digit, 2 for another digit, 1 for another number, 0 for none.
  private static func digitKind(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.numericType {
    case .decimal: 3
    case .digit: 2
    case .numeric: 1
    default: 0
    }
  }

  private static func isCased(_ bytes: [UInt8], isUpper: Bool) -> Bool {
    var hasCase = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let properties = scalar.properties
      if isUpper ? properties.isLowercase : properties.isUppercase { return false }
      if properties.generalCategory == .titlecaseLetter { return false }
      if isUpper ? properties.isUppercase : properties.isLowercase { hasCase = true }
    }
    return hasCase
  }

  private static func isTitle(_ bytes: [UInt8]) -> Bool {
    var hasCase = false
    var wasCased = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let properties = scalar.properties
      if properties.isUppercase || properties.generalCategory == .titlecaseLetter {
        if wasCased { return false }
        (wasCased, hasCase) = (true, true)
      } else if properties.isLowercase {
        if !wasCased { return false }
        hasCase = true
      } else {
        wasCased = false
      }
    }
    return hasCase
  }

  /// The string with other capitals.
  static func changed(_ method: StringMethod, _ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var isFirst = true
    var index = 0
    while let (scalar, length) = UTF8Text.scalar(in: bytes, at: index) {
      let properties = scalar.properties
      switch method {
      case .upper:
        let byte = bytes[index]
        if byte < 0x80 {
          text.append(UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte ? byte & 0xDF : byte)
        } else {
          text += properties.uppercaseMapping.utf8
        }
      case .lower, .casefold: appendLower(scalar, bytes, index, &text)
      case .capitalize:
        if isFirst {
          text += properties.titlecaseMapping.utf8
        } else {
          appendLower(scalar, bytes, index, &text)
        }
        isFirst = false
      case .title:
        if isFirst {
          text += properties.titlecaseMapping.utf8
        } else {
          appendLower(scalar, bytes, index, &text)
        }
        isFirst = !properties.isCased
      case .swapcase:
        if properties.isUppercase {
          appendLower(scalar, bytes, index, &text)
        } else if properties.isLowercase {
          text += properties.uppercaseMapping.utf8
        } else {
          text += bytes[index..<index + length]
        }
      default: text += bytes[index..<index + length]
      }
      index += length
    }
    return text
  }

  /// A capital sigma at a word's end has a form of its own.
  private static func appendLower(
    _ scalar: Unicode.Scalar, _ bytes: [UInt8], _ index: Int, _ text: inout [UInt8]
  ) {
    if scalar.value < 0x80 {
      let byte = bytes[index]
      return text.append(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte)
    }
    guard scalar == "Σ", isFinal(bytes, index) else {
      text += scalar.properties.lowercaseMapping.utf8
      return
    }
    text += "ς".utf8
  }

  private static func isFinal(_ bytes: [UInt8], _ index: Int) -> Bool {
    var before = index - 1
    var isBehindLetter = false
    var looked = 0
    while before >= 0, looked < 64 {
      while before > 0, bytes[before] & 0xC0 == 0x80 { before -= 1 }
      guard let (scalar, _) = UTF8Text.scalar(in: bytes, at: before) else { break }
      if !scalar.properties.isCaseIgnorable {
        isBehindLetter = scalar.properties.isCased
        break
      }
      before -= 1
      looked += 1
    }
    guard isBehindLetter else { return false }
    var after = index + 2
    looked = 0
    while let (scalar, length) = UTF8Text.scalar(in: bytes, at: after), looked < 64 {
      if !scalar.properties.isCaseIgnorable { return !scalar.properties.isCased }
      after += length
      looked += 1
    }
    return true
  }
}
