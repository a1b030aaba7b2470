import ArgumentParser
import Cells
import SessionLog

struct SessionsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a session.",
    discussion: """
      Prints what was asked and answered, with settings and figures. With --json the lines of its \
      file, whole and in order, as they are.
      """)

  @OptionGroup var session: SessionArgument
  @Flag(help: "Print the session's events as JSON Lines.")
  var json = false

  func run() throws {
    let path = try session.path()
    let reader = try SessionsCommand.doing { () throws(SessionFileError) in
      try SessionReader(path)
    }
    if json {
      guard try printLines(path) else { return }
      // For what there is to say of the file.
      try SessionsCommand.doing { () throws(SessionFileError) in
        while try reader.next() != nil {}
      }
    } else {
      let state = try SessionsCommand.doing { () throws(SessionFileError) in
        try reader.state()
      }
      let id = SessionSummary.of(path).id
      guard
        FileHandleOutput.standard.write(
          SafeText(SessionText(state, id: id, path: path).text).string)
      else { return }
    }
    for sentence in reader.report.sentences { complain(sentence) }
  }

  /// - Returns: false where nobody reads any more.
  private func printLines(_ path: String) throws -> Bool {
    let output = FileHandleOutput.standard
    var isRead = true
    try SessionsCommand.doing { () throws(SessionFileError) in
      try SessionLines.read(path) { bytes in
        if output.isTerminal {
          for line in bytes.split(separator: 0x0A) where isRead {
            isRead = output.write(json: Array(line))
          }
        } else {
          isRead = output.write(bytes: bytes)
        }
        return isRead
      }
    }
    return isRead
  }
}
