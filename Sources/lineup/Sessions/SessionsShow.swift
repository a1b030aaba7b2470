import ArgumentParser
import SessionLog

struct SessionsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a session.",
    discussion: "With --json its events, one a line, whole and in order.")

  @OptionGroup var session: SessionArgument
  @Flag(help: "Print the session's events as JSON Lines.")
  var json = false

  func run() throws {
    let path = try session.path()
    do throws(SessionFileError) {
      let reader = try SessionReader(path)
      while let event = try reader.next() {
        guard FileHandleOutput.standard.write(json: event.line()) else { return }
      }
      for sentence in reader.report.sentences { complain(sentence) }
    } catch {
      throw Failure("\(error)")
    }
  }
}
