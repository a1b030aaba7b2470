import ArgumentParser
import GenerationAPI
import Glibc
import JSON
import SessionLog

struct RerunCommand: ParsableCommand, LocalOnlyCommand {
  static let configuration = CommandConfiguration(
    commandName: "rerun",
    abstract: "Give a session's answers again and say what is not the same.",
    discussion: """
      Every answer is generated again from what the session recorded: the conversation as it was, \
      settings, seed, date. Answers that were stopped are compared as far as they came. A line a pane \
      says "identical", or which token is another one and what has changed.

      Exit code 0 where all panes came out the same, 3 where one differs, 1 where one could not be had \
      again: its model is not here; or it came out otherwise, but of another model file or kernel table.

      With --json a line for each pane: {pane, name, identical, first_difference {turn, variant, index, \
      was, is, was_text, is_text}, answers, tokens, reason}. identical is null, with a reason, where it \
      can't be promised; index counts tokens from 0, was and is are their ids, null where the answer \
      had ended. Where the prompt is not the same, first_difference has prompt {was, is}; where only \
      the end is not, ending {was, is}.

      With --model or --set the questions are asked once more under other conditions, turn by turn, with \
      the recorded seeds, in new panes beside the old ones. That is a new session. On a terminal the \
      playground opens with it; else, and with --json, how its answers differ is printed, with exit code \
      3 where one does. A line of JSON is {pane, name, beside, identical, first_difference {turn, \
      was_text, is_text}, differing, answers, tokens, reason}.
      """)

  @OptionGroup var session: SessionArgument
  @Flag(help: "Print a line of JSON for each pane.")
  var json = false
  @Option(
    name: [.customShort("t"), .long], parsing: .unconditional,
    help: "Compute threads in all. (the cores)")
  var threads: Int?
  @Flag(help: "Load models even where memory does not suffice.")
  var overcommit = false
  @Option(
    name: .customLong("model"), parsing: .unconditionalSingleValue,
    help: "Ask another model the same, in a new session that has both; may be repeated.",
    completion: Completions.models)
  var models: [String] = []
  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: """
      Ask the same with another setting, such as temp=0.2 or prompt=NAME, in a new session that has \
      both; may be repeated.
      """)
  var changes: [String] = []
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --model and --set: what servers may cost, such as 2.50 or \"2.50 EUR\", what was spent before included.",
      valueName: "amount"))
  var budget: Budget?
  @Flag(help: "With --model and --set: do not save the new session.")
  var noSave = false
  @OptionGroup var localOnly: LocalOnlyOptions

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024.")
    }
    if noSave, models.isEmpty, changes.isEmpty {
      throw ValidationError("--no-save is for --model and --set: nothing else is saved.")
    }
  }

  func run() throws {
    let places = Places.ofUser
    if !models.isEmpty || !changes.isEmpty { return try runOtherwise(places) }
    let plan = try plan(try session.path(places))
    let progress = RerunProgress()
    let rerun = Rerun(
      plan: plan, models: RecordedModels(places),
      threads: threads ?? Machine.cores, memory: MemoryLedger(overcommits: overcommit),
      kernels: Machine.kernels)
    let verdicts = rerun.verdicts(note: progress.note)
    progress.clear()
    guard verdicts.allSatisfy({ write($0.json, $0.lines) }) else { return }
    if !json { FileHandleOutput.standard.write(RerunVerdict.summary(verdicts) + "\n") }
    let status = RerunVerdict.status(verdicts)
    if status != 0 { Glibc.exit(status) }
  }

  /// - Returns: false where nobody reads.
  func write(_ value: JSONValue, _ lines: [String]) -> Bool {
    json
      ? FileHandleOutput.standard.write(json: Array(value.write().utf8))
      : FileHandleOutput.standard.write(lines.map { $0 + "\n" }.joined())
  }

  private func plan(_ path: String) throws -> RerunPlan {
    do throws(SessionFileError) {
      let reader = try SessionReader(path)
      var plan = RerunPlan()
      while let event = try reader.next() { plan.take(event) }
      for sentence in reader.report.sentences { complain(sentence) }
      return plan
    } catch {
      throw Failure("\(error)")
    }
  }
}
