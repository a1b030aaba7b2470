import Prompts

extension PromptFile {
  /// A prompt's file with one more example.
  public struct Extended: Sendable, Equatable {
    public var text: String
    /// Whether all else is as it was, byte for byte; if not, the whole file was written anew, and
    /// comments in it are gone.
    public var keepsTheRest: Bool
  }

  /// Adds an example behind those of a file.
  ///
  /// - Parameters:
  ///   - text: the file, YAML.
  ///   - folder: where the files are that it takes examples from.
  /// - Throws: why nothing can be added, where the file has errors or takes its examples from another.
  public static func adding(
    _ example: PromptExample, to text: String, file: String, folder: String? = nil
  ) throws(Problem) -> Extended {
    let (before, problems) = read(text, file: file, folder: folder)
    guard var wanted = before else {
      throw problems.first { !$0.isWarning } ?? Problem(file, "there is no prompt in it")
    }
    let root = try YAMLText.parse(text, name: file)
    var ignored = Problems(file: file)
    let entry =
      root?.isMapping == true ? root?.entries("key", &ignored).first { $0.key == "examples" } : nil
    if let entry, entry.value.isMapping {
      throw Problem(file, line: entry.line, "its examples come from a file; add it there")
    }
    wanted.examples.append(example)
    for name in example.values.keys.sorted() where PromptExample.reserved.contains(name) {
      throw Problem(file, "no variable can be called \(name): examples have a key of that name")
    }
    var candidates: [String] = []
    if let entry, entry.value.items?.isEmpty == false {
      if let longer = inserted(example, wanted.variables, at: entry.line, in: text) {
        candidates.append(longer)
      }
    } else if entry == nil, root?.isMapping == true {
      let newline = text.hasSuffix("\n") ? "" : "\n"
      candidates.append(text + newline + "examples:\n" + item(example, wanted.variables, indent: 2))
    }
    // Whatever stands in the file, nothing else has become of it than what was meant.
    for candidate in candidates where read(candidate, file: file, folder: folder).0 == wanted {
      return Extended(text: candidate, keepsTheRest: true)
    }
    return Extended(text: write(wanted), keepsTheRest: false)
  }

  /// Puts an example behind the last element of a block list.
  ///
  /// - Parameter line: that of the list's key, from 1.
  private static func inserted(
    _ example: PromptExample, _ variables: [PromptVariable], at line: Int, in text: String
  ) -> String? {
    // Lines with their newlines, as bytes: to a String, \r\n is one character.
    var lines = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
    func indent(_ index: Int) -> Int { lines[index].prefix { $0 == 0x20 }.count }
    func isEmpty(_ index: Int) -> Bool { lines[index].allSatisfy { $0 == 0x20 || $0 == 0x0D } }
    func first(_ index: Int) -> UInt8? { lines[index].first { $0 != 0x20 } }
    let dash = UInt8(ascii: "-")
    guard let start = (line..<max(line, lines.count)).first(where: { first($0) == dash }) else {
      return nil
    }
    let depth = indent(start)
    var last = start
    for index in (start + 1)..<max(start + 1, lines.count) where !isEmpty(index) {
      guard indent(index) > depth || indent(index) == depth && first(index) == dash else { break }
      last = index
    }
    let ending: [UInt8] = lines[start].last == 0x0D ? [0x0D] : []
    let item = Array(item(example, variables, indent: depth).utf8.dropLast())
    let added = item.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      ArraySlice(Array($0) + ending)
    }
    if last == lines.count - 1, !ending.isEmpty { lines[last] += ending }
    lines.insert(contentsOf: added, at: last + 1)
    return String(decoding: Array(lines.joined(separator: [0x0A])), as: UTF8.self)
  }
}
