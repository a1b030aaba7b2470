import FoundationEssentials
import Prompts

extension PromptLibrary {
  /// Writes a prompt's file into the user's folder.
  ///
  /// - Parameters:
  ///   - text: the file, YAML.
  ///   - replacing: whether a prompt of the user's that is called so may be written over.
  /// - Returns: the path.
  @discardableResult
  public func save(
    _ text: String, as name: String, replacing: Bool = false
  ) throws(Problem) -> String {
    guard PromptTemplate.isName(name) else {
      throw Problem(
        "prompts", "a prompt's name has letters, digits, - and _, at most 64, not \(name.quoted)")
    }
    guard let own else { throw Problem("prompts", "there is no folder for prompts of your own") }
    if !replacing, let taken = all().first(where: { $0.isOwn && $0.name == name }) {
      throw Problem("prompts", "there is a prompt \(name) already: \(taken.path)")
    }
    let path = "\(own)/\(name).yaml"
    let manager = FileManager.default
    do {
      if !manager.fileExists(atPath: own) {
        try manager.createDirectory(atPath: own, withIntermediateDirectories: true)
      }
      try Data(text.utf8).write(
        to: URL(filePath: path), options: replacing ? .atomic : .withoutOverwriting)
    } catch {
      throw Problem("prompts", "\(path) can't be written")
    }
    return path
  }

  /// A file that has an example more.
  public struct Addition: Sendable, Equatable {
    public var path: String
    /// What was in it; nil where there was no such file.
    public var before: String?
    /// What is in it now.
    public var after: String
    /// All else is as it was.
    public var keepsTheRest: Bool

    public init(path: String, before: String?, after: String, keepsTheRest: Bool) {
      self.path = path
      self.before = before
      self.after = after
      self.keepsTheRest = keepsTheRest
    }
  }

  /// Adds an example to a prompt: in its file where that is the user's and YAML, else in a copy of the
  /// user's, which stands before it from then on.
  @discardableResult
  public func add(
    _ example: PromptExample, to entry: Entry
  ) throws(Problem) -> Addition {
    guard let text = entry.text, let template = entry.template else {
      throw entry.problems.first { !$0.isWarning } ?? Problem(entry.file, "it can't be read")
    }
    let (stem, ending) = PromptFile.parts(of: entry.path)
    let isYAML = ending == "yaml" || ending == "yml"
    var extended: PromptFile.Extended
    if isYAML {
      let folder = entry.path.lastIndex(of: "/").map { String(entry.path[..<$0]) } ?? "."
      extended = try PromptFile.adding(example, to: text, file: entry.file, folder: folder)
    } else {
      var longer = template
      longer.examples.append(example)
      extended = PromptFile.Extended(text: PromptFile.write(longer), keepsTheRest: false)
    }
    guard isYAML, entry.isOwn else {
      let path = try save(extended.text, as: stem, replacing: true)
      return Addition(
        path: path, before: nil, after: extended.text, keepsTheRest: extended.keepsTheRest)
    }
    do {
      try Data(extended.text.utf8).write(to: URL(filePath: entry.path), options: .atomic)
    } catch {
      throw Problem(entry.file, "\(entry.path) can't be written")
    }
    return Addition(
      path: entry.path, before: text, after: extended.text, keepsTheRest: extended.keepsTheRest)
  }

  /// Makes a file what it was before an example was added.
  ///
  /// - Throws: where somebody has changed it since; then it stays.
  public func takeBack(_ addition: Addition) throws(Problem) {
    let path = addition.path
    let now = try TextFile.read(path, name: path)
    guard let now, now.utf8.elementsEqual(addition.after.utf8) else {
      throw Problem(path, "it was changed since; the example stays in it")
    }
    do {
      if let before = addition.before {
        try Data(before.utf8).write(to: URL(filePath: path), options: .atomic)
      } else {
        try FileManager.default.removeItem(atPath: path)
      }
    } catch {
      throw Problem(path, "it can't be written")
    }
  }
}
