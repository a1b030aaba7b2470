import ArgumentParser
import Glibc
import JSON
import Jinja

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Print the text a chat template makes.",
    discussion: """
      Renders a Jinja chat template, as model files carry them, with the variables of a JSON \
      object: messages, add_generation_prompt, bos_token, eos_token, tools, … The result is \
      printed exactly, with no newline added.
      """)

  @Option(help: ArgumentHelp("The template.", valueName: "file"))
  var template: String
  @Option(help: ArgumentHelp("A JSON object with the template's variables.", valueName: "file"))
  var context: String

  func run() throws {
    let source = try InputFile.text(template, limit: JinjaLimits.template)
    let variables = try variables()
    do {
      let rendered = try JinjaTemplate(source).render(variables, now: .now)
      FileHandleOutput.standard.write(rendered)
    } catch {
      throw Failure("\(template): \(error)")
    }
  }

  /// The variables, in the file's order.
  private func variables() throws -> [(key: String, value: JinjaValue)] {
    let value: JSONValue
    do {
      value = try JSONValue.parse(try InputFile.bytes(context, limit: 64 << 20), text: .strict)
    } catch let error as JSONError {
      throw Failure("\(context): \(error)")
    }
    guard case .object(let fields) = value else {
      throw Failure("\(context): the variables have to be a JSON object")
    }
    do {
      return try fields.map { ($0.key, try JinjaValue($0.value)) }
    } catch let error as NumberTooLarge {
      throw Failure("\(context): \(error.number) does not fit in 64 bits")
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
