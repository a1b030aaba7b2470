import ArgumentParser
import Exporting
import FoundationEssentials
import SessionLog

struct SessionsImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make sessions of conversations from other programs.",
    discussion: """
      Takes OpenAI messages (a JSON array of {role, content}, an object with messages, or JSON Lines \
      of these) and what "llm logs --json" prints. Every conversation becomes a session file; their \
      ids are printed, one a line. "lineup --session ID" goes on with one: m gives its pane a model.
      """)

  @Argument(help: "A file, or - for standard input.")
  var file: String
  @Option(help: "Without it what is in the file decides.")
  var format: ImportFormat?

  /// Bytes that a file may have.
  private static let limit = 64 << 20

  func run() throws {
    let bytes = try InputFile.bytes(file == "-" ? "/dev/stdin" : file, limit: Self.limit)
    let name = file == "-" ? "standard input" : file
    let imported: ImportedSessions
    do throws(ImportError) {
      imported = try ImportedFile.sessions(
        bytes, format: format, now: Date().timeIntervalSince1970, app: "lineup \(Lineup.version)")
    } catch {
      throw Failure("\(name): \(error)")
    }
    let folder = try Places.ofUser.sessions
    for session in imported.sessions {
      let id = try Self.save(session, in: folder)
      guard FileHandleOutput.standard.write(id + "\n") else { break }
    }
    for remark in imported.remarks { complain("\(name): \(remark)") }
  }

  private static func save(_ session: ImportedSession, in folder: String) throws -> String {
    do throws(SessionFileError) {
      let writer = try SessionWriter.create(
        in: folder, header: session.header, random: { UInt32.random(in: 0...UInt32.max) },
        fill: { (add) throws(SessionFileError) in
          for event in session.events { try add(event) }
        })
      try writer.sync()
      writer.close()
      return writer.id
    } catch {
      throw Failure("\(error)")
    }
  }
}

extension ImportFormat: ExpressibleByArgument {}
