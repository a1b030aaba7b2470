import ArgumentParser
import Inference
import JSON
import SessionLog
import Tokenization

struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "Print the token ids of a text.",
    discussion: """
      Standard input to its end, newline included, gives one JSON array of ids. With --jsonl each \
      line is a JSON string and each answer line a JSON array, or {"error": …} for a line that is \
      not a JSON string or holds a lone surrogate.
      """)

  @Argument(help: "The model, a path or a name.", completion: Completions.models)
  var model: String
  @Flag(help: "A JSON string a line in, a JSON array a line out.")
  var jsonl = false
  @Flag(help: "No BOS, and special-token text is plain text.")
  var raw = false

  func run() throws {
    let argument = try ModelArgument(model, folder: Places.ofUser.models)
    let tokenizer: Tokenizer
    do {
      tokenizer = try LocalModel.tokenizer(path: argument.path)
    } catch {
      throw Failure("\(argument.path): \(error)")
    }
    var lines = InputLines()
    guard jsonl else {
      write(ids(tokenizer, lines.rest()))
      return
    }
    while let line = lines.next() {
      switch Result(catching: { try JSONValue.parse(line, text: .strict) }) {
      case .success(.string(let text)): write(ids(tokenizer, Array(text.utf8)))
      case .success: write(.error("the line is not a JSON string"))
      case .failure(let error): write(.error("the line is not a JSON string: \(error)"))
      }
    }
  }

  private func ids(_ tokenizer: Tokenizer, _ text: [UInt8]) -> JSONValue {
    .array(
      tokenizer.encode(text, addSpecial: !raw, parseSpecial: !raw).map { .integer($0) })
  }
}

extension JSONValue {
  /// An answer line for an input line that can't be used.
  static func error(_ sentence: String) -> JSONValue {
    .object([JSONField("error", .string(sentence))])
  }
}

/// Writes a JSON value as a line of standard output.
func write(_ value: JSONValue) {
  FileHandleOutput.standard.write(json: Array(value.write().utf8))
}
