/// Writes texts as YAML that people like to read and that reads as what it was.
enum YAMLWriter {
  /// A text on one line, in quotation marks where it needs them.
  ///
  /// - Parameter inFlow: whether it stands within `{ }` or `[ ]`.
  static func scalar(_ text: String, inFlow: Bool) -> String {
    isPlain(text, inFlow: inFlow) ? text : quoted(text)
  }

  /// What stands behind `key:` for a text: on the line, or as a block under it.
  ///
  /// - Parameter indent: blanks before the lines of a block.
  static func value(_ text: String, indent: Int) -> String {
    guard isBlock(text) else { return scalar(text, inFlow: false) }
    let blanks = String(repeating: " ", count: indent)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return "|-\n" + lines.map { $0.isEmpty ? "" : blanks + $0 }.joined(separator: "\n")
  }

  /// Several lines that look in a block as they are.
  private static func isBlock(_ text: String) -> Bool {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, lines.last?.isEmpty == false, let first = lines.first?.first,
      first != " "
    else { return false }
    return lines.allSatisfy { $0.allSatisfy(isShown) && $0.last != " " }
  }

  /// Has a look of its own, and no meaning to the parser as the end of a line.
  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      scalar == "\u{200D}"
    default: true
    }
  }

  private static func isPlain(_ text: String, inFlow: Bool) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last, text.utf8.count <= 200 else {
      return false
    }
    guard first != " ", last != " ", last != ":", !["~", "null"].contains(text),
      scalars.allSatisfy(isShown),
      first.properties.isAlphabetic || "0"..."9" ~= first || first == "("
    else { return false }
    // Scalar by scalar: to a String, a blank with a mark on it is no blank.
    let pairs = zip(scalars, scalars.dropFirst())
    return !pairs.contains { $0 == (":", " ") || $0 == (" ", "#") }
      && !(inFlow && scalars.contains { ",[]{}".unicodeScalars.contains($0) || $0 == ":" })
  }

  static func quoted(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    result.append("\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result.append(contentsOf: #"\""#.unicodeScalars)
      case "\\": result.append(contentsOf: #"\\"#.unicodeScalars)
      case "\n": result.append(contentsOf: #"\n"#.unicodeScalars)
      case "\t": result.append(contentsOf: #"\t"#.unicodeScalars)
      case _ where isShown(scalar): result.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = digits.utf8.count <= 2 ? 2 : digits.utf8.count <= 4 ? 4 : 8
        let zeros = String(repeating: "0", count: width - digits.utf8.count)
        result.append(
          contentsOf: "\\\(width == 2 ? "x" : width == 4 ? "u" : "U")\(zeros)\(digits)"
            .unicodeScalars)
      }
    }
    result.append("\"")
    return String(result)
  }
}
