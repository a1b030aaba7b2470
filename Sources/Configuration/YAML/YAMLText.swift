import Yams

/// YAML to a tree of nodes that remember their lines. Nothing in it is taken for a number, a date or
/// a truth value: what a text means is up to those who ask for it.
enum YAMLText {
  /// - Parameter name: what problems call the file.
  /// - Returns: nil where the text says nothing.
  static func parse(_ text: String, name: String) throws(Problem) -> YAMLValue? {
    guard let line = lineOfAlias(in: text) else { return try compose(text, name: name, star: nil) }
    let refusal = Problem(
      name, line: line, "aliases (&name, *name) are not understood; write it out")
    // The parser is not to see a star. Where one began a word, it was an alias, else it is text.
    guard let star = scalarThatIsNot(in: text) else { throw refusal }
    var hidden = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { hidden.append(scalar == "*" ? star : scalar) }
    do throws(Problem) {
      guard let root = try compose(String(hidden), name: name, star: star) else { return nil }
      if let line = root.lineOfHiddenAlias {
        throw Problem(name, line: line, refusal.reason)
      }
      return root
    } catch {
      throw Problem(
        name, line: error.line, error.reason.showing(star))
    }
  }

  /// One that is not in a text, nor written there as an escape.
  private static func scalarThatIsNot(in text: String) -> Unicode.Scalar? {
    let used = Set(text.unicodeScalars)
    let digits = Array(text.uppercased().utf8)
    return (0xE000...0xF8FF).lazy.compactMap(Unicode.Scalar.init(_:)).prefix(256).first {
      let escape = String($0.value, radix: 16, uppercase: true).utf8
      return !used.contains($0) && digits.firstRange(of: escape) == nil
    }
  }

  private static func compose(
    _ text: String, name: String, star: Unicode.Scalar?
  ) throws(Problem) -> YAMLValue? {
    do {
      // The parser itself stops at 1000 levels. It knows no byte order mark.
      let hasMark = text.unicodeScalars.first == "\u{FEFF}"
      let text = hasMark ? String(text.unicodeScalars.dropFirst()) : text
      return try Yams.compose(yaml: text, .basic, .default, .utf8).map {
        YAMLValue($0, star: star)
      }
    } catch {
      throw problem(error, text, name)
    }
  }

  /// The line of a `*name` whose `&name` stands before it.
  ///
  /// A few lines of aliases unfold to billions of nodes, and keys are compared as they are read. This
  /// looks at characters alone, so that nothing hides from it; it suspects texts, too, that only look
  /// like that.
  static func lineOfAlias(in text: String) -> Int? {
    let bytes = Array(text.utf8)
    var anchors: Set<ArraySlice<UInt8>> = []
    var line = 1
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x0A { line += 1 }
      guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else { continue }
      let start = index
      while index < bytes.count, isOfName(bytes[index]) { index += 1 }
      guard index > start else { continue }
      if byte == UInt8(ascii: "&") {
        anchors.insert(bytes[start..<index])
      } else if anchors.contains(bytes[start..<index]) {
        return line
      }
    }
    return nil
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  // MARK: What is wrong

  private static func problem(_ error: any Error, _ text: String, _ name: String) -> Problem {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      syntaxProblem(problem, line: mark.line, text, name)
    case .reader(let problem, let offset, _, _):
      Problem(name, line: offset.map { line(of: $0, in: text) }, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      duplicate(keys, first: context.mark.line, name, text)
    default:
      Problem(name, "it is not YAML")
    }
  }

  /// - Parameters:
  ///   - keys: sorted; one that is no word is "<uncovertable>", and then they are in any order.
  ///   - first: the line in which the first of them stands first.
  private static func duplicate(
    _ keys: [String], first: Int, _ name: String, _ text: String
  ) -> Problem {
    guard let key = keys.first, !keys.contains("<uncovertable>") else {
      return Problem(name, "a key that is no word stands twice")
    }
    return Problem(
      name, line: lineOfRepeat(key, after: first, in: text),
      "\(key.quoted) stands twice; first in line \(first)")
  }

  private static func syntaxProblem(
    _ problem: String, line: Int, _ text: String, _ name: String
  ) -> Problem {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    func at(_ line: Int) -> Substring { lines.indices.contains(line - 1) ? lines[line - 1] : "" }
    // What follows a blank and # is a comment, a closing brace included.
    for near in [line, line - 1] where at(near).contains(": #") {
      return Problem(
        name, line: near, "# begins a comment here; put a colour in quotation marks: \"#87d7ff\"")
    }
    if at(line).prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
      return Problem(name, line: line, "a tab stands where only blanks may; indent with blanks")
    }
    for near in [line, line - 1] where at(near).contains(": {{") || at(near).contains("- {{") {
      return Problem(
        name, line: near, "a text that begins with { goes in quotation marks: \"{{input}} …\"")
    }
    for near in [line, line - 1] where at(near).contains(" ${") {
      return Problem(
        name, line: near, "within { } and [ ] a variable goes in quotation marks: \"${NAME}\"")
    }
    if problem.contains("another document") {
      return Problem(name, line: line, "a second document begins here; only one is read")
    }
    if problem.contains("nesting") || problem.contains("nested") {
      return Problem(name, line: line, "too much is nested here")
    }
    return Problem(name, line: line, "it is not YAML here: \(problem)")
  }

  private static func line(of offset: Int, in text: String) -> Int {
    1 + text.utf8.prefix(max(0, offset)).count { $0 == 0x0A }
  }

  /// The next line that begins with a key as the first one did.
  private static func lineOfRepeat(_ key: String, after first: Int, in text: String) -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated().dropFirst(first) {
      let rest = line.drop { " \t\"'".contains($0) }
      if rest.hasPrefix(key), rest.dropFirst(key.count).contains(":") { return index + 1 }
    }
    return first
  }
}
