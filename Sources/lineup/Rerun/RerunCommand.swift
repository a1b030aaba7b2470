import ArgumentParser
import Glibc
import JSON
import SessionLog

struct RerunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rerun",
    abstract: "Give a session's answers again and say what is not the same.",
    discussion: """
      Every answer is generated again from what the session recorded: the conversation as it was, \
      settings, seed, date. Answers that were stopped are compared as far as they came. A line a pane \
      says "identical", or which token is another one and what has changed.

      Exit code 0 where all panes are identical, 3 where one differs, 1 where nothing can be said of \
      one: its model is not here, or is another file, or the kernel table is another one.

      With --json a line for each pane: {pane, name, identical, first_difference {turn, variant, index, \
      was, is, was_text, is_text}, answers, tokens, reason}. identical is null, with a reason, where it \
      can't be promised; index counts tokens from 0, was and is are their ids, null where the answer \
      had ended. Where the prompt is not the same, first_difference has prompt {was, is}; where only \
      the end is not, ending {was, is}.
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

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be from 1 to 1024.")
    }
  }

  func run() throws {
    let places = Places.ofUser
    let plan = try plan(try session.path(places))
    let progress = RerunProgress()
    let rerun = Rerun(
      plan: plan, models: RerunModels(folder: try? places.models, further: .ofUser),
      threads: threads ?? Machine.cores, memory: MemoryLedger(overcommits: overcommit),
      kernels: Machine.kernels)
    let verdicts = rerun.verdicts(note: progress.note)
    progress.clear()
    for verdict in verdicts {
      let isRead =
        json
        ? FileHandleOutput.standard.write(json: Array(verdict.json.write().utf8))
        : FileHandleOutput.standard.write(verdict.lines.map { $0 + "\n" }.joined())
      if !isRead { return }
    }
    if !json { FileHandleOutput.standard.write(RerunVerdict.summary(verdicts) + "\n") }
    let status = RerunVerdict.status(verdicts)
    if status != 0 { Glibc.exit(status) }
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

/// Says on a terminal how far it is.
final class RerunProgress {
  private var isDrawn = false

  func note(_ line: String) {
    guard FileHandleOutput.error.isTerminal else { return }
    FileHandleOutput.error.redraw(line: line)
    isDrawn = true
  }

  func clear() {
    if isDrawn { FileHandleOutput.error.redraw(line: "") }
    isDrawn = false
  }
}
