import ArgumentParser
import SessionLog

struct SessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "What was asked and answered before: saved sessions.",
    subcommands: [
      SessionsList.self, SessionsShow.self, SessionsSearch.self, SessionsSet.self,
      SessionsDuplicate.self, SessionsDelete.self, SessionsRestore.self, SessionsExport.self,
      SessionsImport.self,
    ],
    defaultSubcommand: SessionsList.self)

  static func folder(_ places: Places = .ofUser) throws -> SessionFolder {
    SessionFolder(try places.sessions)
  }

  /// Does something with files; what is wrong with them ends the command.
  static func doing<T>(_ work: () throws(SessionFileError) -> T) throws -> T {
    do throws(SessionFileError) {
      return try work()
    } catch {
      throw Failure("\(error)")
    }
  }
}

/// A session that a command is about.
struct SessionArgument: ParsableArguments {
  @Argument(
    help: "A session file, its id or the beginning of one, or last.",
    completion: Completions.sessions)
  var session: String

  /// The file's path.
  func path(_ places: Places = .ofUser) throws -> String { try Self.path(session, places) }

  /// The path of the session that a word means.
  static func path(_ word: String, _ places: Places = .ofUser) throws -> String {
    let folder = SessionFolder(try places.sessions)
    do throws(SessionLookupError) {
      return try folder.resolve(word)
    } catch {
      throw Failure("\(error)")
    }
  }
}
