import ArgumentParser
import FoundationEssentials
import Glibc
import Prompts
import SessionLog

struct RunCommand: ParsableCommand, LocalOnlyCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Ask models once, or a batch of questions, without a screen.",
    discussion: """
      Prints each answer, line by line with the pane's name before it where there are several. \
      With --json prints the session's own events, one a line: session, pane, load, settings, \
      prompt, start, prefill, token {pane, id, text, logprob}, sample, and for each pane a last \
      done {reason, text, metrics}.

      With --prompt the text is what the prompt file asks for, and a line on standard error says \
      whether the answer is what the file expects.

      A batch: --inputs FILE asks every model for every row of a file, with every number of --shots, \
      many rows at a time, and ends with a table: the share of answers that are as expected with its \
      95% interval (Wilson), tokens of a prompt, of its examples and of an answer on the average, the \
      median time to the first token, tokens a second of all answers together, what servers \
      charge, and the most memory the process held. ^C ends it with the table so far; the same \
      command with --resume does only what is missing. With --json the first event but one is \
      batch {prompt, models, shots, inputs}, and the last are batch_result {model, shots, \
      inputs, answered, failed, checked, met, share, interval, prompt_tokens, example_tokens, \
      tokens, cost, currency, cost_estimated, ttft_ms, tps, seconds, rss}, one for each model \
      and number of examples; tokens are sums. With --csv a line is printed for each answer, and \
      the table goes to standard error. Exit code 4 where less than --min-pass is as expected.
      """)

  @Argument(
    help: "Models: paths, names, or ENDPOINT/MODEL; a repeat is one more pane.",
    completion: Completions.panes)
  var models: [String]
  @Option(
    name: .customShort("p"), parsing: .unconditional,
    help: "The prompt, or with --prompt its first input; without it standard input.")
  var text: String?
  @Option(name: .shortAndLong, help: "Read it from a file.")
  var file: String?
  @OptionGroup var prompt: PromptOptions
  @OptionGroup var input: InputOptions
  @OptionGroup var batch: BatchOptions
  @Flag(help: "Print the session's events as JSON Lines.")
  var json = false
  @Flag(help: "Do not save the session.")
  var noSave = false
  @OptionGroup var generation: GenerationOptions

  var localOnly: LocalOnlyOptions { generation.localOnly }

  func validate() throws {
    if text != nil, file != nil { throw ValidationError("Give -p or -f, not both.") }
    if prompt.name == nil, !input.given.isEmpty || batch.inputs != nil || batch.minPass != nil {
      throw ValidationError(
        "--input, --inputs and --min-pass are for a prompt file; name one with --prompt.")
    }
    if batch.inputs != nil, text != nil || file != nil {
      throw ValidationError("The rows of --inputs are the prompts; leave out -p and -f.")
    }
    if batch.inputs != nil, [json, batch.csv, batch.markdown].count(where: { $0 }) > 1 {
      throw ValidationError("Give one of --json, --csv and --markdown.")
    }
    if batch.isResumed, noSave {
      throw ValidationError("What is not saved can't be resumed; leave out --no-save.")
    }
  }

  func run() throws {
    let places = Places.ofUser
    let template = try prompt.template()
    let arguments = try ModelArgument.all(models, folder: places.models, servers: true)
    if let template, let inputs = batch.inputs {
      return try runBatch(template, inputs, arguments, places)
    }
    var settings = generation.settings
    try prompt.apply(template, to: &settings)
    let (text, values) = try asked(template)
    if batch.minPass != nil, template?.expect?.verdict("", values: values) == nil {
      throw BatchOptions.nothingToCheck
    }
    let printer: any SessionPrinter =
      json ? JSONPrinter() : AnswerPrinter(paneCount: models.count)
    let session = try HeadlessSession(
      models: arguments, settings: settings, generation: generation, places: places,
      saves: !noSave, printer: printer)
    session.ask(text, inputs: values)
    try session.finish()
    if let share = batch.minPass { try check(session, template, values, least: share) }
  }

  /// What is sent, and the values of the prompt file's variables.
  private func asked(_ template: PromptTemplate?) throws -> (String, [String: String]) {
    guard let template else { return (try promptText(), [:]) }
    let first = text != nil || file != nil ? try promptText() : nil
    var given = try InputArguments(input.given, first: first, for: template)
    let missing = InputArguments.missing(given.values, of: template)
    if !missing.isEmpty, missing.first == template.variables.first?.name,
      isatty(STDIN_FILENO) == 0
    {
      var lines = InputLines()
      let text = Self.trimmed(lines.rest())
      if !text.isEmpty { given = try InputArguments(input.given, first: text, for: template) }
    }
    try given.check()
    let values = template.completed(given.values)
    return (template.variables.first.flatMap { values[$0.name] } ?? "", values)
  }

  /// Ends with 4 where too few of the answers are as expected.
  private func check(
    _ session: HeadlessSession, _ template: PromptTemplate?, _ values: [String: String],
    least: Double
  ) throws {
    let verdicts = session.conductor.state.panes.compactMap { pane in
      template?.expect?.verdict(pane.turns.last?.answer ?? "", values: values)
    }
    let met = verdicts.count(where: \.isMet)
    guard Double(met) / Double(max(verdicts.count, 1)) < least else { return }
    throw Failure(
      "\(met) of \(verdicts.count) \(verdicts.count == 1 ? "answer is" : "answers are") as "
        + "expected, less than --min-pass \(least)", status: 4)
  }

  private func promptText() throws -> String {
    if let text { return text }
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
