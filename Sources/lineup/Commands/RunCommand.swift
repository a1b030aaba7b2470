import ArgumentParser
import FoundationEssentials
import Glibc
import SessionLog

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Ask models once, without a screen.",
    discussion: """
      Prints each answer, line by line with the pane's name before it where there are several. \
      With --json prints the session's own events, one a line: session, pane, load, settings, \
      prompt, start, prefill, token {pane, id, text, logprob}, sample, and for each pane a last \
      done {reason, text, metrics}.
      """)

  @Argument(help: "Models: paths or names; a repeat is one more pane.")
  var models: [String]
  @Option(
    name: .shortAndLong, parsing: .unconditional, help: "The prompt; without it standard input.")
  var prompt: String?
  @Option(name: .shortAndLong, help: "Read the prompt from a file.")
  var file: String?
  @Flag(help: "Print the session's events as JSON Lines.")
  var json = false
  @Flag(help: "Do not save the session.")
  var noSave = false
  @OptionGroup var generation: GenerationOptions

  func validate() throws {
    if prompt != nil, file != nil { throw ValidationError("Give -p or -f, not both.") }
  }

  func run() throws {
    let places = Places.ofUser
    let arguments = try ModelArgument.all(models, folder: places.models)
    let text = try promptText()
    let printer: any SessionPrinter =
      json ? JSONPrinter() : AnswerPrinter(paneCount: models.count)
    let session = try HeadlessSession(
      models: arguments, generation: generation, places: places, saves: !noSave,
      printer: printer)
    session.ask(text)
    try session.finish()
  }

  private func promptText() throws -> String {
    if let prompt { return prompt }
    if let file {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Failure("the prompt file \(file) can't be read; check the path")
      }
      return Self.trimmed(Array(data))
    }
    guard isatty(STDIN_FILENO) == 0 else {
      throw Failure("there is no prompt; give one with -p TEXT or -f FILE", status: 2)
    }
    var lines = InputLines()
    let text = Self.trimmed(lines.rest())
    guard !text.isEmpty else {
      throw Failure("standard input is empty; give a prompt with -p TEXT", status: 2)
    }
    return text
  }

  /// Text of a file, without the newline that ends it.
  private static func trimmed(_ bytes: [UInt8]) -> String {
    let body = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
    return String(decoding: body, as: UTF8.self)
  }
}
