import ArgumentParser

/// The flags of a batch.
struct BatchOptions: ParsableArguments {
  @Option(
    help: """
      A batch: a file with a row of inputs for each question (.jsonl, .json, .csv, or .txt with one \
      a line).
      """)
  var inputs: String?
  @Flag(help: "Print the answers of a batch as CSV.")
  var csv = false
  @Flag(help: "Print the table of a batch as Markdown.")
  var markdown = false
  @Option(
    help: "Exit with 4 where a smaller share of answers is as the prompt file expects. (0 to 1)")
  var minPass: Double?
  @Flag(help: "Go on with the last session of the same batch.")
  var resume = false
  @Option(
    help: "The session of a batch to go on with: its id, or its file.",
    completion: Completions.sessions)
  var session: String?
  @Option(help: "Rows of a batch that are answered at the same time. (16)")
  var parallel: Int?

  var isResumed: Bool { resume || session != nil }

  static let nothingToCheck = Failure(
    "the prompt file does not say what to expect, or not for these inputs: --min-pass has nothing "
      + "to go by", status: 2)

  func validate() throws {
    if let minPass, !(0...1).contains(minPass) {
      throw ValidationError("--min-pass must be from 0 to 1.")
    }
    if let parallel, !(1...64).contains(parallel) {
      throw ValidationError("--parallel must be from 1 to 64.")
    }
    if inputs == nil, csv || markdown || isResumed || parallel != nil {
      throw ValidationError(
        "--csv, --markdown, --resume, --session and --parallel are for a batch; give it --inputs.")
    }
  }
}
