import Prompts

/// The prompts there are: the user's own, and those that are shipped, which they may shadow by name.
public struct PromptLibrary: Sendable {
  /// A prompt's file, and what is wrong in it.
  public struct Entry: Sendable {
    /// How it is asked for: the file's name without its ending, or the path.
    public var name: String
    public var path: String
    /// What problems call it: "prompts/sentiment.yaml".
    public var file: String
    public var isOwn: Bool
    /// As it is written; nil where it can't be read.
    public var text: String?
    /// nil where it can't be used.
    public var template: PromptTemplate?
    public var problems: [Problem]
  }

  /// The folder that a user's prompts are in; nil where there is no place for one.
  public let own: String?
  private let shipped: String?

  /// - Parameters:
  ///   - own: the user's folder of prompts.
  ///   - shipped: the folder that came with the program; nil where it is not found.
  public init(own: String?, shipped: String?) {
    self.own = own
    self.shipped = shipped
  }

  /// The names there are, sorted.
  public var names: [String] { Set(files().map(\.name)).sorted() }

  /// All of them, sorted by name, each read.
  ///
  /// - Parameter shadowed: also the shipped ones that the user's stand before.
  public func all(shadowed: Bool = false) -> [Entry] {
    var seen: Set<String> = []
    return files().filter { seen.insert($0.name).inserted || shadowed }
      .map { Self.read($0.path, name: $0.name, file: $0.file, isOwn: $0.isOwn) }
  }

  /// A prompt by its name, or by a path: what has a / in it, or an ending.
  ///
  /// - Parameter folder: what a relative path begins in; nil for where the program runs.
  /// - Returns: nil where there is none, with the reason.
  public func prompt(_ name: String, folder: String? = nil) -> (entry: Entry?, problem: Problem?) {
    let ending = PromptFile.parts(of: name).ending
    if name.contains("/") || PromptFile.endings.contains(ending) {
      guard PromptFile.endings.contains(ending) else {
        let endings = PromptFile.endings.map { ".\($0)" }.joined(separator: ", ")
        return (nil, Problem(name, "the name of a prompt's file ends in one of \(endings)"))
      }
      let path = name.hasPrefix("/") ? name : (folder.map { $0 + "/" } ?? "") + name
      let entry = Self.read(path, name: name, file: name, isOwn: true)
      return (entry, nil)
    }
    if let found = files().first(where: { $0.name == name }) {
      return (Self.read(found.path, name: name, file: found.file, isOwn: found.isOwn), nil)
    }
    let hint =
      names.isEmpty
      ? "there are none; lineup prompts new makes one"
      : suggestion(for: name, among: names, called: "there are")
    return (nil, Problem("prompts", "there is no prompt \(name.quoted); \(hint)"))
  }

  /// Problems of all files.
  public func problems() -> [Problem] { all(shadowed: true).flatMap(\.problems) }

  // MARK: Files

  private struct File {
    var name: String
    var path: String
    var file: String
    var isOwn: Bool
  }

  /// Sorted by name; of several of a name the one that counts is first.
  private func files() -> [File] {
    var files: [File] = []
    for (folder, isOwn) in [(own, true), (shipped, false)] {
      guard let folder else { continue }
      for ending in PromptFile.endings {
        for name in TextFile.files(in: folder, endings: [ending]) {
          let stem = PromptFile.parts(of: name).stem
          guard PromptTemplate.isName(stem) else { continue }
          files.append(
            File(name: stem, path: "\(folder)/\(name)", file: "prompts/\(name)", isOwn: isOwn))
        }
      }
    }
    let order = files.enumerated().sorted {
      ($0.element.name, $0.offset) < ($1.element.name, $1.offset)
    }
    return order.map(\.element)
  }

  private static func read(_ path: String, name: String, file: String, isOwn: Bool) -> Entry {
    var entry = Entry(name: name, path: path, file: file, isOwn: isOwn, problems: [])
    do throws(Problem) {
      guard let text = try TextFile.read(path, name: file) else {
        throw Problem(file, "there is no such file")
      }
      entry.text = text
      let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
      (entry.template, entry.problems) = PromptFile.read(text, file: file, folder: folder)
      if let called = entry.template?.name, called != PromptFile.parts(of: file).stem {
        entry.problems.append(
          Problem(
            file, "it calls itself \(called), and is found as \(PromptFile.parts(of: file).stem)",
            isWarning: true))
      }
    } catch {
      entry.problems = [error]
    }
    return entry
  }
}
