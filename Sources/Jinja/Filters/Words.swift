enum Words {
  /// What `\w` of Python's `re` matches.
  static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 {
      return scalar == "_" || "0"..."9" ~= scalar || "a"..."z" ~= scalar || "A"..."Z" ~= scalar
    }
    return Letters.isAlphanumeric(scalar)
  }

  static func count(_ bytes: [UInt8]) -> Int {
    var count = 0
    var isInWord = false
    var index = 0
    while let (scalar, length) = UTF8Text.scalar(in: bytes, at: index) {
      let isPart = isPart(scalar)
      if isPart, !isInWord { count += 1 }
      isInWord = isPart
      index += length
    }
    return count
  }

  /// The first letter of each word a capital, words ending where Jinja says so.
  static func titled(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    var isFirst = true
    var wasBoundary = false
    var index = 0
    while let (scalar, length) = UTF8Text.scalar(in: bytes, at: index) {
      let isBoundary =
        scalar.value < 0x80
        ? "-({[<".unicodeScalars.contains(scalar)
          || Blank.contains(scalar) : Blank.contains(scalar)
      // A run of boundaries is a piece of its own.
      if isBoundary != wasBoundary { isFirst = true }
      let properties = scalar.properties
      text += (isFirst ? properties.uppercaseMapping : properties.lowercaseMapping).utf8
      isFirst = false
      wasBoundary = isBoundary
      index += length
    }
    return text
  }

  static func urlQuoted(_ bytes: [UInt8], isQuery: Bool) -> [UInt8] {
    var text: [UInt8] = []
    let hex = Array("0123456789ABCDEF".utf8)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        Byte.zero...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), Byte.minus,
        UInt8(ascii: "~"):
        text.append(byte)
      case UInt8(ascii: "/") where !isQuery: text.append(byte)
      case Byte.space where isQuery: text.append(Byte.plus)
      default: text += [Byte.percent, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return text
  }
}
