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

  /// Adds an example to a prompt: in its file where that is the user's and YAML, else in a copy of the
  /// user's, which stands before it from then on.
  ///
  /// - Returns: the file that has it, and whether all else in it is as it was.
  @discardableResult
  public func add(
    _ example: PromptExample, to entry: Entry
  ) throws(Problem) -> (path: String, keepsTheRest: Bool) {
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
      return (try save(extended.text, as: stem, replacing: true), extended.keepsTheRest)
    }
    do {
      try Data(extended.text.utf8).write(to: URL(filePath: entry.path), options: .atomic)
    } catch {
      throw Problem(entry.file, "\(entry.path) can't be written")
    }
    return (entry.path, extended.keepsTheRest)
  }
}
