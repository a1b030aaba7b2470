/// Words of a command line for a shell.
enum ShellQuoting {
  /// A word that a shell takes for exactly this text: bare where nothing in it means anything, in
  /// quotes, or as `$'…'` where it holds line ends or other control characters, which bash, zsh and
  /// ksh know. Nil where no command line can say it: with a zero byte in it.
  static func word(_ text: String) -> String? {
    if text.isEmpty { return "''" }
    if text.utf8.contains(0) { return nil }
    if text.utf8.allSatisfy(isBare) { return text }
    if !text.unicodeScalars.contains(where: isControl) {
      return "'" + text.replacing("'", with: #"'\''"#) + "'"
    }
    var word = "$'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": word += #"\n"#
      case "\t": word += #"\t"#
      case "\r": word += #"\r"#
      case "\\": word += #"\\"#
      case "'": word += #"\'"#
      case _ where isControl(scalar):
        // Two digits each, so that a digit behind them is its own.
        for byte in String(scalar).utf8 {
          word += #"\x"# + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
      default: word.unicodeScalars.append(scalar)
      }
    }
    return word + "'"
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "/._-+:,@%".utf8.contains(byte)
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || 0x7F..<0xA0 ~= scalar.value
  }
}
