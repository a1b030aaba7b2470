import Prompts

/// Files that hold a prompt.
///
/// A prompt with errors is not used: its answers would be to something else than what was meant. What
/// is only odd is a warning.
public enum PromptFile {
  /// What a file's name may end in.
  public static let endings = ["yaml", "yml", "json", "txt", "md"]

  /// Reads any form of a prompt, by what the file's name ends in.
  ///
  /// - Parameters:
  ///   - file: what problems call it; without folder and ending it is the prompt's name unless the
  ///     file says another.
  ///   - folder: where the files are that it takes examples from.
  /// - Returns: nil where the problems are not warnings alone.
  public static func read(
    _ text: String, file: String, folder: String? = nil
  ) -> (PromptTemplate?, [Problem]) {
    var problems = Problems(file: file)
    let (stem, ending) = parts(of: file)
    let template: PromptTemplate?
    switch ending {
    case "txt", "md": template = plain(text, name: stem, &problems)
    case "json": template = messages(text, name: stem, &problems)
    default:
      do throws(Problem) {
        template = try yaml(text, name: stem, folder: folder, &problems)
      } catch {
        problems.add(error)
        template = nil
      }
    }
    // What such a prompt is kept as could not be read again.
    for variable in template?.variables ?? []
    where problems.areWarnings && PromptExample.reserved.contains(variable.name) {
      problems.add(
        line: nil, "no variable can be called \(variable.name): examples have a key of that name")
    }
    return (problems.areWarnings ? template : nil, problems.all)
  }

  /// A file's name without folder and ending, and the ending.
  static func parts(of file: String) -> (stem: String, ending: String) {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return (name, "") }
    return (String(name[..<dot]), name[name.index(after: dot)...].lowercased())
  }

  private static func yaml(
    _ text: String, name: String, folder: String?, _ problems: inout Problems
  ) throws(Problem) -> PromptTemplate? {
    guard let root = try YAMLText.parse(text, name: problems.file), !root.isNothing else {
      problems.add(line: nil, "there is no prompt in it")
      return nil
    }
    if let text = root.prose { return ForeignPrompt.text(text, name: name) }
    if ForeignPrompt.isOne(root) { return ForeignPrompt.read(root, name: name, &problems) }
    var reading = PromptReading(problems: problems)
    let template = reading.template(root, name: name, folder: folder)
    problems = reading.problems
    return template
  }

  private static func plain(
    _ text: String, name: String, _ problems: inout Problems
  ) -> PromptTemplate? {
    var text =
      text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    while let last = text.unicodeScalars.last, last == "\n" || last == "\r" {
      text.unicodeScalars.removeLast()
    }
    guard !text.isEmpty else {
      problems.add(line: nil, "there is no prompt in it")
      return nil
    }
    return PromptTemplate(name: name, user: text)
  }

  private static func messages(
    _ text: String, name: String, _ problems: inout Problems
  ) -> PromptTemplate? {
    do throws(PromptError) {
      return try PromptTemplate(name: name, messageList: text)
    } catch {
      problems.add(line: nil, "\(error)")
      return nil
    }
  }
}
