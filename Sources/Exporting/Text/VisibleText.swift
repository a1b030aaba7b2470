extension Unicode.Scalar {
  /// Whether it is not seen where it stands, and changes what is: controls, bidi controls, tags,
  /// separators, and what Unicode has not assigned. Joiners and selectors of emoji are not among
  /// them: they make one picture of several.
  var isHidden: Bool {
    switch value {
    case 0x20..<0x7F: return false
    case 0xFE00...0xFE0F, 0x200C, 0x200D: return false
    default: break
    }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
      .privateUse:
      return true
    default:
      return properties.isDefaultIgnorableCodePoint && !(0x1160...0x11FF ~= value)
    }
  }

  /// What is shown for it: `␛`, or `⟨U+202E⟩`.
  var visible: String {
    if value < 0x20, let picture = Unicode.Scalar(0x2400 + value) { return String(picture) }
    if value == 0x7F { return "\u{2421}" }
    let digits = String(value, radix: 16, uppercase: true)
    return "⟨U+\(String(repeating: "0", count: max(0, 4 - digits.utf8.count)))\(digits)⟩"
  }
}

/// Text in an XML or HTML document, whatever is in it.
enum MarkupText {
  /// Escaped, with marks for what cannot be seen. Newlines and tabs stay.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count + text.utf8.count / 8)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.isHidden: result += scalar.visible
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
