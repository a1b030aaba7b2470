import ArgumentParser
import Configuration
import JSON
import Prompts

struct PromptsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompts", abstract: "List, check, show or make prompts.",
    discussion: """
      A prompt is a YAML file; the one that "lineup prompts new NAME" makes tells what may be in \
      it. Your own are in ~/.config/lineup/prompts and stand before those that came with lineup. A \
      prompt is named by its file's name without the ending, or by a path (./my.yaml; also .txt, \
      .md, .json).
      """,
    subcommands: [ListPrompts.self, CheckPrompts.self, ShowPrompt.self, NewPrompt.self],
    defaultSubcommand: ListPrompts.self)

  /// A prompt by name or path.
  ///
  /// - Throws: `Failure` with near names for an unknown one.
  static func entry(_ name: String) throws -> PromptLibrary.Entry {
    let (entry, problem) = UserSetup.ofUser.prompts.prompt(name)
    guard let entry else { throw Failure(problem?.reason ?? "there is no prompt \"\(name)\"") }
    return entry
  }
}

struct ListPrompts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the prompts there are.",
    discussion: """
      Columns: name, mode, shots/examples, description. With --json a line each: name, path, own, \
      and mode, shots, examples, inputs, description, expect; or problems where it can't be used.
      """)

  @Flag(help: "Print JSON Lines.")
  var json = false

  func run() throws {
    let entries = UserSetup.ofUser.prompts.all()
    if json {
      for entry in entries {
        FileHandleOutput.standard.write(json: Array(Self.json(entry).write().utf8))
      }
      return
    }
    guard !entries.isEmpty else {
      throw Failure("there are no prompts; make one with: lineup prompts new NAME")
    }
    let rows = entries.map(Self.row)
    let widths = (0..<3).map { column in rows.map { Amounts.width($0[column]) }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { Amounts.padded($0, $1) }
      FileHandleOutput.standard.write((cells + [row[3]]).joined(separator: "  ") + "\n")
    }
  }

  private static func row(_ entry: PromptLibrary.Entry) -> [String] {
    guard let template = entry.template else {
      return [entry.name, "", "", "can't be used; see lineup prompts check \(entry.name)"]
    }
    let count = template.examples.count
    let shots = template.shots.count(of: count)
    let about = template.description.split(separator: "\n").first.map(String.init) ?? ""
    let own = entry.isOwn ? " (yours)" : ""
    return [entry.name, template.mode.rawValue, "\(shots)/\(count)", about + own]
  }

  private static func json(_ entry: PromptLibrary.Entry) -> JSONValue {
    var fields = [
      JSONField("name", .string(entry.name)), JSONField("path", .string(entry.path)),
      JSONField("own", .bool(entry.isOwn)),
    ]
    if let template = entry.template {
      let inputs = template.variables.map { JSONValue.string($0.name) }
      fields += [
        JSONField("mode", .string(template.mode.rawValue)),
        JSONField("shots", .integer(template.shots.count(of: template.examples.count))),
        JSONField("examples", .integer(template.examples.count)),
        JSONField("inputs", .array(inputs)),
        JSONField("description", .string(template.description)),
        JSONField("expect", template.expect?.json ?? .null),
      ]
    } else {
      fields.append(
        JSONField("problems", .array(entry.problems.map { .string($0.description) })))
    }
    return .object(fields)
  }
}

struct CheckPrompts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what is wrong in prompts.",
    discussion: """
      Prints each problem as FILE:LINE: REASON. A prompt with errors is not used, one with \
      warnings is. Exit code 1 where there is an error.
      """)

  @Argument(
    help: "Names or files; without any, all there are, yours and shipped ones.",
    completion: Completions.prompts)
  var prompts: [String] = []

  func run() throws {
    let library = UserSetup.ofUser.prompts
    let entries =
      prompts.isEmpty ? library.all(shadowed: true) : try prompts.map(PromptsCommand.entry)
    for entry in entries {
      for var problem in entry.problems {
        if problem.file == entry.file { problem.file = entry.path }
        FileHandleOutput.standard.write("\(problem)\n")
      }
    }
    let wrong = entries.count { $0.template == nil }
    let odd = entries.count { $0.template != nil && !$0.problems.isEmpty }
    var summary = "\(entries.count) \(entries.count == 1 ? "prompt" : "prompts")"
    if wrong > 0 { summary += ", \(wrong) can't be used" }
    if odd > 0 { summary += ", \(odd) with warnings" }
    if wrong + odd == 0, !entries.isEmpty { summary += ", nothing wrong" }
    FileHandleOutput.standard.write(summary + "\n")
    if wrong > 0 { throw ExitCode(1) }
  }
}

struct NewPrompt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a prompt's file to begin with, and print its path.")

  @Argument(help: "The prompt's name: letters, digits, - and _.")
  var name: String

  func run() throws {
    do throws(Problem) {
      let path = try UserSetup.ofUser.prompts.save(NewPromptText.text, as: name)
      FileHandleOutput.standard.write(path + "\n")
    } catch {
      throw Failure(error.reason)
    }
  }
}
