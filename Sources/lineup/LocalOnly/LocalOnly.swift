import ArgumentParser
import CConfinement
import Configuration
import FoundationEssentials
import Glibc
import Synchronization

/// Whether this process may reach the network, and if not, who says so.
enum LocalOnly: Equatable, Sendable {
  case off
  /// `--local-only`.
  case flag
  /// `LINEUP_LOCAL_ONLY`.
  case environment
  /// `local_only` in `config.yaml`.
  case configuration
  /// It can't be told what `config.yaml` says of it, and why.
  case doubt(Problem)

  static let variable = "LINEUP_LOCAL_ONLY"

  /// Whoever says so is obeyed; nobody can take it back.
  init(flag: Bool, environment: [String: String], settings: UserSettings) {
    self =
      if flag {
        .flag
      } else if Self.isSet(environment) {
        .environment
      } else if settings.isLocalOnly == true {
        .configuration
      } else if let problem = settings.localOnlyDoubt {
        .doubt(problem)
      } else {
        .off
      }
  }

  /// A word that is none of those for "no" is meant as "yes".
  private static func isSet(_ environment: [String: String]) -> Bool {
    let word = (environment[variable] ?? "").lowercased()
    return !["", "0", "false", "no", "off"].contains(word)
  }

  var isOn: Bool { self != .off }

  /// Who says so.
  var reason: String {
    switch self {
    case .off: "nothing sets it"
    case .flag: "--local-only is given"
    case .environment: "\(Self.variable) is set"
    case .configuration: "config.yaml says local_only"
    case .doubt(let problem):
      "config.yaml may say local_only, which can't be told until it is mended (\(problem))"
    }
  }

  /// To be called before anything reaches the network.
  ///
  /// - Parameter what: would do so: "pulling models", "openai/gpt-4o-mini".
  /// - Throws: a sentence where it may not.
  func check(_ what: String) throws(Failure) {
    guard isOn else { return }
    throw Failure("\(what) takes the network, and nothing may leave this machine: \(reason)")
  }

  // MARK: Of this process

  private static let decided = Mutex(LocalOnly.off)

  static var ofProcess: LocalOnly { decided.withLock(\.self) }

  /// What it was before this process added a flag of its own.
  static var withoutFlag: LocalOnly { beforeFlag.withLock(\.self) }

  private static let beforeFlag = Mutex(LocalOnly.off)

  /// Decides it once and for all, before there is a thread, and has the kernel hold it.
  static func decide(flag: Bool) {
    let environment = ProcessInfo.processInfo.environment
    let set = LocalOnly(
      flag: false, environment: environment, settings: UserSetup.ofUser.files.settings)
    beforeFlag.withLock { $0 = set }
    let decision = flag ? LocalOnly.flag : set
    guard decision.isOn else { return }
    decided.withLock { $0 = decision }
    // For the lineups that this one starts.
    setenv(variable, "1", 1)
    _ = confinement_begin()
  }

  /// Whether the kernel itself refuses sockets to this process and to all that it starts.
  static var isHeldByKernel: Bool { confinement_holds() == 1 }
}

/// A command that can be told to reach no network.
protocol LocalOnlyCommand {
  var localOnly: LocalOnlyOptions { get }
}

struct LocalOnlyOptions: ParsableArguments {
  @Flag(
    name: .customLong("local-only"),
    help: """
      Reach no network: neither lineup nor what it starts can open a socket. Also local_only: true in \
      config.yaml, or LINEUP_LOCAL_ONLY=1.
      """)
  var isGiven = false
}
