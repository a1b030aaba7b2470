import ArgumentParser
import Cells

struct DoctorCommand: ParsableCommand, LocalOnlyCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check the machine, the files and the terminal.",
    discussion: """
      Says where each kind of file is, what the terminal can do, and what to do where something is \
      not well. With --json prints a line per check: {"group", "check", "status" ok, note or \
      problem, "value", "advice"}. Exit code 1 where there is a problem.

      With --local-only it explains, to whoever has to answer for it, what can and can't leave this \
      machine: who sets it, what holds it, where data lies, and how to prove it.
      """)

  @Flag(help: "Print a JSON object a check.")
  var json = false

  @OptionGroup var localOnly: LocalOnlyOptions

  func run() throws {
    let setting = LocalOnly.withoutFlag
    let checks =
      localOnly.isGiven
      ? Check.localOnly(setting)
      : Check.machine() + Check.files() + Check.setup() + [Check.localOnlySetting(setting)]
        + Check.terminal()
    if json {
      for check in checks { write(check.json) }
    } else {
      var text = "lineup \(Lineup.version)\n"
      var group = ""
      for check in checks {
        if check.group != group { text += "\n\(check.group)\n" }
        group = check.group
        text += (localOnly.isGiven ? check.wrapped : check.text) + "\n"
      }
      FileHandleOutput.standard.write(SafeText(text).string)
    }
    if checks.contains(where: { $0.status == .problem }) { throw ExitCode(1) }
  }
}
