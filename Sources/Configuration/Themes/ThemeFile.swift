import Cells

/// A theme file as it is written: what it inherits and which colours its names stand for is not yet
/// looked up.
package struct ThemeFile: Sendable {
  struct Written<Value: Sendable>: Sendable {
    var value: Value
    var file: String
    var line: Int
  }

  struct RoleEntry: Sendable {
    var foreground: Written<ColorText>?
    var background: Written<ColorText>?
    var attributes: Attributes?
    var mono: Attributes?

    /// Takes what is not said here from another.
    mutating func inherit(_ other: RoleEntry) {
      foreground = foreground ?? other.foreground
      background = background ?? other.background
      attributes = attributes ?? other.attributes
      mono = mono ?? other.mono
    }
  }

  var name: String
  /// One line about it.
  var about = ""
  var parent: Written<String>?
  var palette: [String: Color] = [:]
  var roles: [Role: RoleEntry] = [:]
  package private(set) var problems: [Problem] = []

  /// Reads what can be read of it.
  ///
  /// - Parameter file: what problems call it.
  package init(name: String, text: String, file: String) throws(Problem) {
    self.name = name
    var problems = Problems(file: file)
    if let root = try YAMLText.parse(text, name: file) {
      let keys = ["about", "inherits", "palette", "roles"]
      for entry in root.entries("theme setting", known: keys, &problems) {
        switch entry.key {
        case "about": about = entry.text(&problems) ?? ""
        case "inherits":
          parent = entry.text(&problems).map { Written(value: $0, file: file, line: entry.line) }
        case "palette": readPalette(entry.value, &problems)
        default: readRoles(entry.value, file, &problems)
        }
      }
    } else {
      problems.add(line: nil, "the theme is empty")
    }
    self.problems = problems.all
  }

  private mutating func readPalette(_ value: YAMLValue, _ problems: inout Problems) {
    for entry in value.entries("colour", &problems) {
      guard let text = entry.text(&problems) else { continue }
      var reason = "a palette's colour is \"#rrggbb\", 0 to 255, or one of the sixteen's names"
      if let color = ColorText(text, reason: &reason)?.color(palette: [:]) {
        palette[entry.key] = color
      } else {
        problems.add(line: entry.line, "\(entry.key): \(reason)")
      }
    }
  }

  private mutating func readRoles(_ value: YAMLValue, _ file: String, _ problems: inout Problems) {
    let names = Role.allCases.map(\.rawValue)
    for entry in value.entries("role", known: names, &problems) {
      guard let role = Role(rawValue: entry.key) else { continue }
      var read = RoleEntry()
      if entry.value.isMapping {
        for part in entry.value.entries(
          "part", known: ["fg", "bg", "attributes", "mono"], &problems)
        {
          switch part.key {
          case "fg": read.foreground = Self.color(part, file, &problems)
          case "bg": read.background = Self.color(part, file, &problems)
          case "attributes": read.attributes = Self.attributes(part, &problems)
          default: read.mono = Self.attributes(part, &problems)
          }
        }
      } else {
        read.foreground = Self.color(entry, file, &problems)
      }
      roles[role] = read
    }
  }

  private static func color(
    _ entry: YAMLValue.Entry, _ file: String, _ problems: inout Problems
  ) -> Written<ColorText>? {
    if entry.value.isNothing {
      problems.add(
        line: entry.line,
        "\(entry.key) has no colour; one with # needs quotation marks: \"#87d7ff\"")
      return nil
    }
    guard let text = entry.text(&problems) else { return nil }
    var reason = ""
    guard let color = ColorText(text, reason: &reason) else {
      problems.add(line: entry.line, reason)
      return nil
    }
    return Written(value: color, file: file, line: entry.line)
  }

  private static func attributes(
    _ entry: YAMLValue.Entry, _ problems: inout Problems
  ) -> Attributes? {
    let known: [(String, Attributes)] = [
      ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline),
      ("reverse", .reverse), ("none", []),
    ]
    guard let names = entry.texts(&problems) else { return nil }
    var attributes: Attributes = []
    for name in names {
      if let found = known.first(where: { $0.0 == name }) {
        attributes.formUnion(found.1)
      } else {
        let hint = suggestion(for: name, among: known.map(\.0), called: "there are")
        problems.add(line: entry.line, "there is no attribute \(name.quoted); \(hint)")
      }
    }
    return attributes
  }
}

extension ThemeFile {
  /// A theme that is compiled in, as if it had been written.
  init(_ theme: Theme, about: String) {
    name = theme.name
    self.about = about
    for (role, style) in theme.styles {
      func written(_ color: Color) -> Written<ColorText> {
        Written(value: .color(color), file: "", line: 1)
      }
      roles[role] = RoleEntry(
        foreground: written(style.foreground), background: written(style.background),
        attributes: style.attributes, mono: style.mono)
    }
  }
}
