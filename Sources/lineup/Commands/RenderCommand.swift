import ArgumentParser
import GenerationAPI
import Glibc
import Inference
import JSON
import Jinja
import Prompts
import SessionLog
import Tokenization

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Print the exact text a model would be given.",
    discussion: """
      With a model: what it would be given for a prompt file with --prompt, or for a text with -p; \
      only the file's header is read. With --json {text, tokens: the ids, counts {system, examples, \
      input, all}, stop, template, template_sha256}.

      With --template: renders a Jinja chat template, as model files carry them, with the variables \
      of a JSON object: messages, add_generation_prompt, bos_token, eos_token, tools, … The result \
      is printed exactly, with no newline added.
      """)

  @Argument(help: "The model, a path or a name.", completion: Completions.models)
  var model: String?
  @OptionGroup var prompt: PromptOptions
  @OptionGroup var input: InputOptions
  @Option(
    name: .customShort("p"), parsing: .unconditional,
    help: "A text, or with --prompt its first input.")
  var text: String?
  @Option(
    name: [.customLong("system"), .customLong("sys", withSingleDash: true)],
    parsing: .unconditional, help: "System message for chat models.")
  var system: String?
  @Flag(help: "No chat template: the text is given as it is.")
  var raw = false
  @Flag(help: "Print JSON.")
  var json = false
  @Option(help: ArgumentHelp("A chat template.", valueName: "file"))
  var template: String?
  @Option(help: ArgumentHelp("A JSON object with the template's variables.", valueName: "file"))
  var context: String?

  func validate() throws {
    if (model == nil) == (template == nil) {
      throw ValidationError("Give a model, or a template with --template and --context.")
    }
    if (template == nil) != (context == nil) {
      throw ValidationError("--template and --context belong together.")
    }
    if model != nil, prompt.name == nil, text == nil {
      throw ValidationError("Give a prompt file with --prompt, or a text with -p.")
    }
    if prompt.name == nil, !input.given.isEmpty {
      throw ValidationError("--input is for a prompt file; name one with --prompt.")
    }
  }

  func run() throws {
    if let model { return try renderPrompt(for: model) }
    guard let template else { return }
    let source = try InputFile.text(template, limit: JinjaLimits.template)
    let variables = try variables()
    do {
      let rendered = try JinjaTemplate(source).render(variables, now: .now)
      FileHandleOutput.standard.write(rendered)
    } catch {
      throw Failure("\(template): \(error)")
    }
  }

  // MARK: For a model

  private func renderPrompt(for name: String) throws {
    let argument = try ModelArgument(name, folder: Places.ofUser.models)
    let header: ModelHeader
    do {
      header = try ModelHeader(path: argument.path)
    } catch {
      throw Failure("\(argument.path): \(error)")
    }
    let filled = try filledPrompt()
    let format: ChatFormat
    let rendered: RenderedPrompt
    do throws(ChatFormatError) {
      format = raw ? .plain : try header.chatFormat(now: .now)
      rendered = try render(filled, format)
    } catch {
      throw Failure("\(error)")
    }
    guard json else {
      FileHandleOutput.standard.write(rendered.text)
      return
    }
    let ids = header.tokenizer.encode(rendered.text, addSpecial: true, parseSpecial: true)
    let ranges = header.tokenizer.ranges(of: ids, in: rendered.text)
    let counts = rendered.counts(ofTokensAt: ranges)
    let parts: [(String, Int)] = [
      ("system", counts[.system] ?? 0), ("examples", counts[.examples] ?? 0),
      ("input", counts[.input] ?? 0), ("all", ids.count),
    ]
    write(
      .object([
        JSONField("text", .string(rendered.text)),
        JSONField("tokens", .array(ids.map { .integer($0) })),
        JSONField("counts", .object(parts.map { JSONField($0, .integer($1)) })),
        JSONField("stop", .array((rendered.stop ?? []).map { .string($0) })),
        JSONField("template", .string(format.name)),
        JSONField("template_sha256", format.hash.map { .string($0) } ?? .null),
      ]))
  }

  /// The prompt file with its inputs in all places; nil where none is named.
  private func filledPrompt() throws -> FilledPrompt? {
    guard let template = try prompt.template() else { return nil }
    let inputs = try InputArguments(input.given, first: text, for: template)
    try inputs.check()
    let counts = try prompt.counts(of: template)
    guard counts.count == 1, let shots = counts.first else {
      throw Failure("one number of --shots, please", status: 2)
    }
    return try template.filled(inputs.values, shots: shots)
  }

  private func render(
    _ filled: FilledPrompt?, _ format: ChatFormat
  ) throws(ChatFormatError) -> RenderedPrompt {
    guard let filled else {
      var messages = [ChatMessage(.user, text ?? "")]
      if let system { messages.insert(ChatMessage(.system, system), at: 0) }
      return try format.render(conversation: messages)
    }
    return try format.render(filled, system: system)
  }

  /// The variables, in the file's order.
  private func variables() throws -> [(key: String, value: JinjaValue)] {
    let value: JSONValue
    do {
      value = try JSONValue.parse(
        try InputFile.bytes(context ?? "", limit: 64 << 20), text: .strict)
    } catch let error as JSONError {
      throw Failure("\(context ?? ""): \(error)")
    }
    guard case .object(let fields) = value else {
      throw Failure("\(context ?? ""): the variables have to be a JSON object")
    }
    do {
      return try fields.map { ($0.key, try JinjaValue($0.value)) }
    } catch let error as NumberTooLarge {
      throw Failure("\(context ?? ""): \(error.number) does not fit in 64 bits")
    }
  }
}

struct NumberTooLarge: Error {
  var number: UInt64
}

extension JinjaValue {
  /// A JSON value as templates see it.
  init(_ value: JSONValue) throws(NumberTooLarge) {
    switch value {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .int(value)
    case .unsigned(let value): throw NumberTooLarge(number: value)
    case .number(let value): self = .float(value)
    case .string(let text): self = .string(text)
    case .array(let elements):
      var list: [JinjaValue] = []
      for element in elements { list.append(try JinjaValue(element)) }
      self = .list(list)
    case .object(let fields):
      var entries: [(key: String, value: JinjaValue)] = []
      for field in fields { entries.append((field.key, try JinjaValue(field.value))) }
      self = .mapping(entries)
    }
  }
}

extension JinjaDate {
  /// The system's time, where it is.
  static var now: JinjaDate {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return JinjaDate(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
      hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec))
  }
}
