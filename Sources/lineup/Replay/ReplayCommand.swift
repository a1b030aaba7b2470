import ArgumentParser
import Configuration
import Glibc
import NcursesTerminal
import Playground
import SessionLog

struct ReplaySessionCommand: ParsableCommand, LocalOnlyCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Play a saved session, as it was.",
    discussion: """
      The screen shows what it showed, when it did. Space pauses, . and , are a token further and \
      back, the arrows five seconds, [ and ] the markers, ' goes to a prompt, a first token, the \
      first difference, the end or a tenth of it, + and - change the speed, Enter goes on from there \
      as a new session.

      With --plain, or where the output is no terminal, it is written as text: to a terminal with \
      its timing, into a file or pipe at once.
      """)

  @OptionGroup var session: SessionArgument
  @Option(help: "So many times as fast as it was; from 1/16 to 64.")
  var speed = 1.0
  @Option(help: "Wait for so many seconds at most where nothing happens.")
  var idleTimeLimit: Double?
  @Flag(help: "Write it as text.")
  var plain = false
  @OptionGroup var screen: ScreenOptions
  @OptionGroup var localOnly: LocalOnlyOptions

  func validate() throws {
    guard speed.isFinite, ReplayView.speeds.contains(speed) else {
      throw ValidationError("--speed must be from 0.0625 to 64.")
    }
    guard idleTimeLimit.map({ $0.isFinite && $0 >= 0 }) ?? true else {
      throw ValidationError("--idle-time-limit must be 0 seconds or more.")
    }
  }

  func run() throws {
    let path = try session.path()
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, !plain else {
      let isWatched = isatty(STDOUT_FILENO) == 1
      return try PlainReplay(
        path, speed: isWatched ? speed : nil, idleLimit: idleTimeLimit
      ).run()
    }
    // What is no session is said before the screen is taken.
    do throws(SessionFileError) { _ = try SessionReader(path) } catch { throw Failure("\(error)") }
    if let theme = screen.theme { _ = try UserSetup.ofUser.theme(flag: theme, colors: 256) }
    let generation = try GenerationOptions.parse([])
    try NcursesTerminal.supervise {
      Lineup.end {
        let session = try PlaygroundSession(
          models: [], layout: nil, settings: generation.settings, resumes: nil,
          generation: generation, screen: screen, saves: false, places: .ofUser,
          setup: .ofUser)
        session.begin(with: nil, replaying: path, speed: speed, idleLimit: idleTimeLimit)
        Glibc.exit(session.run())
      }
    }
  }
}
