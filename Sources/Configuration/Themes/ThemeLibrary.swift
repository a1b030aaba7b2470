import Cells
import Playground

/// The themes there are: the user's own, and those that are shipped, which they may shadow by name.
public struct ThemeLibrary: Sendable {
  /// A theme, and what of it could not be used.
  public struct Entry: Sendable {
    public var theme: Theme
    public var about: String
    public var isOwn: Bool
    public var problems: [Problem]
  }

  private let own: String?
  private let shipped: String?

  /// - Parameters:
  ///   - own: the user's folder of themes; nil where there is no place for one.
  ///   - shipped: the folder that came with the program; nil where it is not found.
  public init(own: String?, shipped: String?) {
    self.own = own
    self.shipped = shipped
  }

  /// How many themes may stand behind one another.
  static let longestChain = 8

  /// The theme of a name ("dark" is lineup-dark). A file that can't be read at all gives way to the
  /// shipped one of its name.
  ///
  /// - Returns: nil where there is none, with the reason.
  public func theme(named name: String) -> (entry: Entry?, problems: [Problem]) {
    var problems: [Problem] = []
    for name in [name, "lineup-" + name] {
      if let (file, isOwn) = find(name, &problems) {
        let entry = resolve(file, isOwn: isOwn)
        return (entry, problems + entry.problems)
      }
      if !problems.isEmpty { break }
    }
    if problems.isEmpty {
      let hint = suggestion(for: name, among: names, called: "there are")
      problems.append(Problem("themes", "there is no theme \(name.quoted); \(hint)"))
    }
    return (nil, problems)
  }

  /// All of them, the shipped ones' order first, then the user's.
  public func all() -> [Entry] {
    names.compactMap { name in
      let (entry, problems) = theme(named: name)
      if var entry {
        entry.problems = problems
        return entry
      }
      return nil
    }
  }

  /// Problems of files that no theme could be made of, and of all others.
  public func problems() -> [Problem] { names.flatMap { theme(named: $0).problems } }

  /// The names there are.
  public var names: [String] {
    func stems(_ folder: String?) -> [String] {
      let files = folder.map(TextFile.yamlFiles) ?? []
      return files.map { String($0[..<($0.lastIndex(of: ".") ?? $0.endIndex)]) }.filter(Self.isName)
    }
    let first = [Theme.lineupDark.name, "lineup-light"]
    let found = stems(shipped)
    var names = [Theme.lineupDark.name] + found.filter { $0 == first[1] }
    names += found.filter { !first.contains($0) }
    for name in stems(own) where !names.contains(name) { names.append(name) }
    return names
  }

  /// Nothing that could lead out of the folder.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 64
      && name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0)
      }
  }

  // MARK: Reading

  private func find(_ name: String, _ problems: inout [Problem]) -> (ThemeFile, isOwn: Bool)? {
    guard Self.isName(name) else { return nil }
    for (folder, isOwn) in [(own, true), (shipped, false)] {
      guard let folder else { continue }
      for ending in [".yaml", ".yml"] {
        let file = "themes/\(name)\(ending)"
        do throws(Problem) {
          guard let text = try TextFile.read("\(folder)/\(name)\(ending)", name: file) else {
            continue
          }
          return (try ThemeFile(name: name, text: text, file: file), isOwn)
        } catch {
          problems.append(error)
        }
      }
    }
    guard name == Theme.lineupDark.name else { return nil }
    return (ThemeFile(.lineupDark, about: "calm greys, one hue a meaning"), false)
  }

  /// Looks up what a theme inherits and what its names stand for.
  private func resolve(_ file: ThemeFile, isOwn: Bool) -> Entry {
    var problems = file.problems
    var merged = file
    var seen = [file.name]
    var last = file
    while let parent = last.parent {
      func add(_ reason: String) {
        problems.append(Problem(parent.file, line: parent.line, reason))
      }
      // A theme of the user's may build on the shipped one that it shadows.
      let shadowed = parent.value == last.name && seen.count == 1 && isOwn
      if seen.contains(parent.value), !shadowed {
        add("it inherits itself: \((seen + [parent.value]).joined(separator: " from "))")
        break
      }
      guard seen.count < Self.longestChain else {
        add("too many themes inherit one another")
        break
      }
      var ignored: [Problem] = []
      let library = shadowed ? ThemeLibrary(own: nil, shipped: shipped) : self
      guard let (next, _) = library.find(parent.value, &ignored) else {
        let hint = suggestion(for: parent.value, among: names, called: "there are")
        add(
          ignored.isEmpty
            ? "there is no theme \(parent.value.quoted) to inherit; \(hint)"
            : "\(parent.value) can't be inherited: \(ignored.map(\.description).joined(separator: "; "))"
        )
        break
      }
      merged.palette.merge(next.palette) { own, _ in own }
      for (role, entry) in next.roles { merged.roles[role, default: .init()].inherit(entry) }
      seen.append(parent.value)
      last = next
    }
    let theme = Self.theme(merged, &problems)
    return Entry(theme: theme, about: file.about, isOwn: isOwn, problems: problems)
  }

  private static func theme(_ file: ThemeFile, _ problems: inout [Problem]) -> Theme {
    func color(_ written: ThemeFile.Written<ColorText>?) -> Color? {
      guard let written else { return nil }
      if let color = written.value.color(palette: file.palette) { return color }
      if case .name(let name) = written.value {
        let known = file.palette.keys.sorted() + ColorText.names
        let hint = suggestion(for: name, among: known, called: "there are")
        problems.append(
          Problem(written.file, line: written.line, "there is no colour \(name.quoted); \(hint)"))
      }
      return nil
    }
    let background = color(file.roles[.background]?.background) ?? .terminal
    let text = color(file.roles[.text]?.foreground) ?? .terminal
    var styles: [Role: RoleStyle] = [:]
    for role in Role.allCases {
      if let entry = file.roles[role] {
        styles[role] = RoleStyle(
          color(entry.foreground) ?? text, on: color(entry.background) ?? background,
          entry.attributes ?? [], mono: entry.mono)
      } else if role == .text || role == .background {
        styles[role] = RoleStyle(text, on: background)
      } else if mustStandOut.contains(role) {
        styles[role] = RoleStyle(text, on: background, .reverse)
      }
    }
    return Theme(name: file.name, styles: styles)
  }

  /// What could not be told from text if it looked like it.
  private static let mustStandOut: [Role] = [
    .modeType, .modePanes, .modeReplay, .selection, .match,
  ]
}
