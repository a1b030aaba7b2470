import FoundationEssentials

/// A row of ARCHITECTURE.md's table of targets.
struct TargetRow {
  static let systemModules: Set<String> = [
    "Glibc", "Dispatch", "Synchronization", "Foundation", "FoundationNetworking",
  ]

  /// Targets and packages it may import.
  var imports: Set<String>
  /// Modules of the operating system it may import.
  var system: Set<String>
  /// Folders that are pure; nil where all of the target is.
  var pureFolders: [String]?
  var importsEveryTarget: Bool

  func allows(_ module: String) -> Bool { imports.contains(module) || system.contains(module) }

  func isPure(_ path: String) -> Bool {
    pureFolders?.contains { path.hasPrefix($0) } ?? true
  }
}

/// A Swift file with the modules it imports.
struct SourceFile {
  /// Below its target's folder.
  var path: String
  /// Without comments that take a whole line.
  var code: String
  var imports: [String]

  init(path: String, text: String) {
    self.path = path
    let lines = text.split(whereSeparator: \.isNewline)
    code =
      lines.filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }.joined(separator: "\n")
    imports = lines.compactMap { Self.importedModule(String($0)) }
  }

  /// The module that a line imports, however it is qualified; nil for any other line.
  static func importedModule(_ line: String) -> String? {
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    let access: Set = ["public", "package", "internal", "fileprivate", "private"]
    var words = line.split(whereSeparator: \.isWhitespace)[...]
    while let word = words.first, word.hasPrefix("@") || access.contains(String(word)) {
      words.removeFirst()
    }
    guard words.popFirst() == "import" else { return nil }
    if let kind = words.first, kinds.contains(String(kind)) { words.removeFirst() }
    return words.first.map { String($0.prefix { $0 != "." && $0 != ";" }) }
  }
}

/// The files of this repository, found from where this one was compiled.
struct Repository {
  struct Malformed: Error { var what: String }

  let root: String

  init(file: String = #filePath) throws {
    var folders = file.split(separator: "/")
    while !folders.isEmpty {
      folders.removeLast()
      let candidate = "/" + folders.joined(separator: "/")
      if FileManager.default.fileExists(atPath: candidate + "/Package.swift") {
        root = candidate
        return
      }
    }
    throw Malformed(what: "no Package.swift above \(file)")
  }

  func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }

  /// Files below a folder, by their paths from there.
  func files(under folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)").sorted()
      .filter { $0.contains(".") }
  }

  func targets() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/Sources")
      .filter { !$0.hasPrefix(".") }
  }

  func swiftFiles(of target: String) throws -> [SourceFile] {
    try files(under: "Sources/\(target)").filter { $0.hasSuffix(".swift") }.map {
      SourceFile(path: $0, text: try text("Sources/\(target)/\($0)"))
    }
  }

  /// The table that ARCHITECTURE.md opens with, by target.
  func targetTable() throws -> [String: TargetRow] {
    let rows = try text("ARCHITECTURE.md").split(separator: "\n")
      .drop { !$0.hasPrefix("| target |") }.dropFirst(2).prefix { $0.hasPrefix("|") }
    guard !rows.isEmpty else { throw Malformed(what: "ARCHITECTURE.md has no table of targets") }
    var table: [String: TargetRow] = [:]
    for row in rows {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 7, let target = Self.quoted(cells[1]).first else {
        throw Malformed(what: "row \(row)")
      }
      let all = cells[2].contains("every target above")
      table[target] = TargetRow(
        imports: Set(Self.quoted(cells[2])).union(all ? Array(table.keys) : []),
        system: Set(Self.quoted(cells[3])),
        pureFolders: cells[4].contains("all") ? nil : Self.quoted(cells[4]),
        importsEveryTarget: all)
    }
    return table
  }

  /// What stands between backquotes.
  static func quoted(_ cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  /// What Package.swift lets each target depend on: other targets, and products of packages.
  func packageDependencies(of targets: [String]) throws -> [String: Set<String>] {
    let manifest = try text("Package.swift")
    let openings = ["module(\"", ".target(name: \"", ".executableTarget(name: \""]
    // Declarations may be broken over lines; blanks between tokens carry no meaning here.
    let text = manifest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .replacing("( ", with: "(")
    var result: [String: Set<String>] = [:]
    for target in targets {
      for opening in openings {
        guard let start = text.firstRange(of: "\(opening)\(target)\"") else { continue }
        let strings = Self.stringsUntilClosed(text[start.upperBound...])
        // Of a product, the name counts and the package's does not; `linkedLibrary` is neither.
        let products = Set(strings.filter { $0.label == ".product(name:" }.map(\.value))
        let own = Set(strings.map(\.value)).intersection(targets)
        result[target] = own.union(products)
      }
    }
    return result
  }

  /// String literals up to the parenthesis that closes the one already open, each with the word
  /// right before it.
  private static func stringsUntilClosed(
    _ text: Substring
  ) -> [(label: String, value: String)] {
    var depth = 1
    var found: [(label: String, value: String)] = []
    var pieces = text.split(separator: "\"", omittingEmptySubsequences: false)[...]
    while let code = pieces.popFirst() {
      for character in code {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        if depth == 0 { return found }
      }
      if let value = pieces.popFirst() {
        found.append((code.split(separator: " ").last.map(String.init) ?? "", String(value)))
      }
    }
    return found
  }
}
