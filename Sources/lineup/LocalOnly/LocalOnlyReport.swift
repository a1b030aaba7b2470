import FoundationEssentials
import Glibc
import SessionLog

/// What `lineup doctor --local-only` says to whoever has to answer for it that nothing leaves.
extension Check {
  /// To be called with local-only on in this process, however it is set otherwise.
  ///
  /// - Parameter setting: what holds without the flag.
  static func localOnly(_ setting: LocalOnly) -> [Check] {
    let environment = ProcessInfo.processInfo.environment
    return [localOnlySetting(setting), kernel(LocalOnly.isHeldByKernel)] + scope()
      + LocalData.checks(Places.ofUser) + programs(environment) + waysOut(environment) + proof()
  }

  /// One line for `doctor` without the flag.
  static func localOnlySetting(_ setting: LocalOnly) -> Check {
    let (status, advice): (Status, String?) =
      switch setting {
      case .off:
        (
          .note,
          "to have it on: lineup --local-only, local_only: true in config.yaml, or "
            + "\(LocalOnly.variable)=1"
        )
      case .flag, .environment, .configuration: (.ok, nil)
      case .doubt(let problem): (.problem, "mend config.yaml: \(problem.reason)")
      }
    return Check(
      "local-only", "set", status, (setting.isOn ? "on: " : "off: ") + setting.reason,
      advice: advice)
  }

  static func kernel(_ holds: Bool) -> Check {
    guard holds else {
      return Check(
        "local-only", "by the kernel", .note,
        "this system takes no seccomp filter, so it is held by the program's own word alone",
        advice: "unshare --net --map-root-user lineup … takes the network away from outside")
    }
    return Check(
      "local-only", "by the kernel",
      "where it is on, Linux refuses every socket but local ones (AF_UNIX) with EACCES, to lineup and "
        + "to all programs that it starts, until they end (a seccomp filter; it is on in this process, "
        + "and was tried)")
  }

  private static func scope() -> [Check] {
    [
      Check(
        "local-only", "by the program",
        "the one place that hands out the network refuses before the kernel is asked, with a sentence "
          + "that says who set it; nothing on a command line takes it back"),
      Check(
        "refused", "models",
        "lineup models pull, and fetching from the playground's list of models"),
      Check(
        "refused", "servers",
        "panes of models behind an endpoint, those on this machine included; none is looked for, and no key_command is run"
      ),
      Check(
        "possible", "all else",
        "panes of model files, batches, sessions, replay, re-run, exports, benchmarks"),
    ]
  }

  // MARK: Programs

  private static func programs(_ environment: [String: String]) -> [Check] {
    let editor = ExternalPrograms.editor(environment, file: "").name
    let folder = ExternalPrograms.temporaryFolder(environment)
    return [
      Check(
        "programs", "editor",
        "\(editor), when the draft is edited in it: it gets the draft, in a file in \(folder) that "
          + "only you can read, deleted afterwards"),
      Check(
        "programs", "pager",
        "\(ExternalPrograms.pager(environment).name), when a conversation is read in it"),
      Check("programs", "tmux", "only inside it: gets what is copied, as its buffer"),
      Check("programs", "sha256sum", "gets the bytes of model files, never a prompt or an answer"),
      Check(
        "programs", "rights",
        "all of them inherit the kernel's filter: no network, no 32-bit programs, and sudo gains "
          + "nothing; what they ask another program for over a local socket is that program's to do"
      ),
    ]
  }

  // MARK: Ways that are not the network's

  private static func waysOut(_ environment: [String: String]) -> [Check] {
    let isRemote = environment["SSH_CONNECTION"] != nil
    return [
      Check(
        "other ways", "terminal", .note,
        "what is on the screen goes to the terminal; over ssh that is another machine's, which "
          + (isRemote ? "this one is" : "this one does not seem to be")),
      Check(
        "other ways", "clipboard", .note,
        "what you copy goes to the terminal's clipboard (OSC 52), over ssh to that of the machine you "
          + "sit at; nothing is copied unless you copy it"),
      Check(
        "other ways", "beforehand", .note,
        "make run and Scripts/fetch-models fetch models before lineup is started, so they are not "
          + "held by it; nor are connections that lineup was started with as its input or output"),
    ]
  }

  private static func proof() -> [Check] {
    [
      Check(
        "to prove it", "calls",
        "strace -f -e trace=network -o calls lineup MODEL --local-only; grep -c AF_INET calls   "
          + "(must say 0)"),
      Check(
        "to prove it", "filter",
        "grep Seccomp: /proc/PID/status, of a lineup that runs   (must say 2)"),
      Check(
        "to prove it", "tests",
        "Tests/journeys/local_only_journey.py does both with whole sessions; ArchitectureTests hold "
          + "that one file of the sources reaches the network"),
    ]
  }
}
