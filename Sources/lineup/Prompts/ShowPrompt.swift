import ArgumentParser
import Configuration
import GenerationAPI
import JSON
import Prompts

struct ShowPrompt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a prompt's file, or what becomes of it.",
    discussion: """
      Without options, the file as it is. With --input, --shots or --mode, what a model is \
      given: the messages of a conversation, or the exact text. With --json, the prompt as \
      sessions record it; filled in, {mode, messages, stop} or {mode, text, sections, stop}.
      """)

  @Argument(help: "A prompt's name or file.", completion: Completions.prompts)
  var prompt: String
  @OptionGroup var input: InputOptions
  @Option(help: "How many examples. (as the prompt says)")
  var shots: Int?
  @Option(help: "chat, completion or alpaca. (as the prompt says)")
  var mode: String?
  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let shots, shots < 0 { throw ValidationError("--shots must be 0 or more.") }
    if let mode, PromptMode(rawValue: mode) == nil {
      throw ValidationError("--mode must be chat, completion or alpaca.")
    }
  }

  func run() throws {
    let entry = try PromptsCommand.entry(prompt)
    let isFilled = !input.given.isEmpty || shots != nil || mode != nil
    if !isFilled, !json, let text = entry.text {
      let isWhole = text.isEmpty || text.utf8.last == UInt8(ascii: "\n")
      FileHandleOutput.standard.write(text + (isWhole ? "" : "\n"))
      return
    }
    guard let template = entry.template else {
      let error = entry.problems.first { !$0.isWarning }
      throw Failure(error.map { "\($0)" } ?? "\(entry.path) can't be read")
    }
    guard isFilled else {
      FileHandleOutput.standard.write(json: Array(template.json.write().utf8))
      return
    }
    let inputs = try InputArguments(input.given, for: template)
    try inputs.check()
    let filled = try template.filled(inputs.values, shots: shots)
    let mode = mode.flatMap(PromptMode.init) ?? filled.mode
    if json {
      FileHandleOutput.standard.write(json: Array(Self.json(filled, mode).write().utf8))
    } else if mode == .chat {
      let turns = filled.messages.map { "[\($0.role.rawValue)]\n\($0.content)\n" }
      FileHandleOutput.standard.write(turns.joined(separator: "\n"))
    } else {
      FileHandleOutput.standard.write(filled.text(mode).text + "\n")
    }
  }

  private static func json(_ filled: FilledPrompt, _ mode: PromptMode) -> JSONValue {
    var fields = [JSONField("mode", .string(mode.rawValue))]
    if mode == .chat {
      fields.append(JSONField("messages", filled.messages.json))
    } else {
      let layout = filled.text(mode)
      let sections = layout.sections.map { section in
        JSONValue.object([
          JSONField("kind", .string(section.kind.rawValue)),
          JSONField("start", .integer(section.range.lowerBound)),
          JSONField("end", .integer(section.range.upperBound)),
        ])
      }
      fields.append(JSONField("text", .string(layout.text)))
      fields.append(JSONField("sections", .array(sections)))
    }
    fields.append(JSONField("stop", .array(filled.stop(mode).map { .string($0) })))
    return .object(fields)
  }
}
