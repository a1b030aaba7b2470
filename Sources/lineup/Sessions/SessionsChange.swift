import ArgumentParser
import SessionLog

struct SessionsSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Give a session a title, tags, a star or notes.")

  @OptionGroup var session: SessionArgument
  @Option(parsing: .unconditional, help: "Its title; \"\" is the beginning of its first prompt.")
  var title: String?
  @Option(parsing: .unconditionalSingleValue, help: "One tag more; may be given more than once.")
  var tag: [String] = []
  @Option(parsing: .unconditionalSingleValue, help: "One tag less; may be given more than once.")
  var untag: [String] = []
  @Flag(inversion: .prefixedNo, help: "Put a star on it, or take it away.")
  var star: Bool?
  @Option(parsing: .unconditional, help: "Its notes; they replace those there are.")
  var notes: String?

  func validate() throws {
    if title == nil, tag.isEmpty, untag.isEmpty, star == nil, notes == nil {
      throw ValidationError("Say what to set: --title, --tag, --untag, --star or --notes.")
    }
    if tag.contains(where: { tag in tag.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("A tag has letters in it.")
    }
  }

  func run() throws {
    let path = try session.path()
    var meta = SessionMeta(title: title)
    meta.star = star
    meta.notes = notes
    if !tag.isEmpty || !untag.isEmpty {
      var tags = SessionSummary.of(path).tags
      tags += tag.filter { !tags.contains($0) }
      tags.removeAll(where: untag.contains)
      meta.tags = tags
    }
    let folder = try SessionsCommand.folder()
    try SessionsCommand.doing { () throws(SessionFileError) in try folder.describe(path, meta) }
  }
}

struct SessionsDuplicate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duplicate", abstract: "Copy a session, and print the copy's path.")

  @OptionGroup var session: SessionArgument
  @Option(parsing: .unconditional, help: "The copy's title.")
  var title: String?

  func run() throws {
    let path = try session.path()
    let folder = try SessionsCommand.folder()
    let copy = try SessionsCommand.doing { () throws(SessionFileError) in
      try folder.duplicate(path, title: title)
    }
    FileHandleOutput.standard.write(copy + "\n")
  }
}

struct SessionsDelete: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete sessions; for a day they can be brought back.")

  @Argument(
    help: "Session files, ids or beginnings of ids, or last.",
    completion: Completions.sessions)
  var sessions: [String]

  func run() throws {
    let folder = try SessionsCommand.folder()
    // All are found before one is gone: last would be another one then.
    var paths: [String] = []
    for path in try sessions.map({ try SessionArgument.path($0) }) where !paths.contains(path) {
      paths.append(path)
    }
    for path in paths {
      let deleted = try SessionsCommand.doing { () throws(SessionFileError) in
        try folder.delete(path)
      }
      FileHandleOutput.standard.write(
        "deleted \(deleted.id); for a day this brings it back: "
          + "lineup sessions restore \(deleted.id)\n")
    }
  }
}

struct SessionsRestore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring deleted sessions back, or list them.")

  @Argument(help: "Ids; without one, those that can be brought back are listed.")
  var ids: [String] = []

  func run() throws {
    let folder = try SessionsCommand.folder()
    let deleted = folder.deleted()
    guard !ids.isEmpty else { return list(deleted) }
    let chosen = try ids.map { id in
      // Of two with the same id the one deleted last.
      guard let session = deleted.first(where: { $0.id.lowercased() == id.lowercased() }) else {
        throw Failure(
          "there is no deleted session \"\(id)\"; lineup sessions restore lists those there are")
      }
      return session
    }
    let keep = UserSetup.ofUser.files.settings.keep
    for session in chosen {
      let path = try SessionsCommand.doing { () throws(SessionFileError) in
        try folder.restore(session, keptDays: keep?.days)
      }
      FileHandleOutput.standard.write(path + "\n")
    }
  }

  private func list(_ deleted: [DeletedSession]) {
    let rows = deleted.map { session in
      [
        session.id, "deleted " + TimeText.minute(Double(session.time)),
        SessionSummary.of(session.path).name.map(SessionsTable.line) ?? "",
      ]
    }
    let width = rows.map { Amounts.width($0[0]) }.max() ?? 0
    for row in rows {
      FileHandleOutput.standard.write(
        "\(Amounts.padded(row[0], width))  \(row[1])  \(row[2])\n")
    }
    if rows.isEmpty { complain("no session was deleted in the last day") }
  }
}
