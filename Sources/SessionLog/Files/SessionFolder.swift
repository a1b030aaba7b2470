import Glibc

/// The folder of the saved sessions.
public struct SessionFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// All sessions, the one written last first; files that cannot be read carry the reason.
  public func list() -> [SessionSummary] {
    names().compactMap(entry).sorted(by: Self.isNewer).map { summarise($0) }
  }

  /// Paths of all sessions, the one written last first; none of them was looked into.
  public func newestFirst() -> [String] {
    names().compactMap(entry).sorted(by: Self.isNewer).map(\.path)
  }

  /// The path of the session that a person means: a path, an id or the beginning of one, the
  /// file's name, or `last` for the one written last.
  public func resolve(_ argument: String) throws(SessionLookupError) -> String {
    if argument.contains("/") {
      if exists(argument) { return argument }
      throw .notFound(argument)
    }
    let entries = names().compactMap(entry).sorted(by: Self.isNewer)
    if argument == "last" {
      guard let newest = entries.first else { throw .none(folder: path) }
      return newest.path
    }
    let paths = [path + "/" + argument, path + "/" + argument + SessionName.ending]
    if let named = entries.first(where: { paths.contains($0.path) }) { return named.path }
    let prefix = argument.lowercased()
    var matches = prefix.isEmpty ? [] : entries.filter { $0.id.lowercased().hasPrefix(prefix) }
    // An id that is the beginning of a longer one is meant itself.
    let same = matches.filter { $0.id.count == prefix.count }
    if !same.isEmpty { matches = same }
    if matches.count == 1 { return matches[0].path }
    if matches.count > 1 {
      throw .ambiguous(argument, ids: matches.map { same.isEmpty ? $0.id : $0.path })
    }
    if exists(argument) { return argument }
    throw entries.isEmpty ? .none(folder: path) : .notFound(argument)
  }

  /// Names of the files that may be sessions; none where there is no folder.
  func names() -> [SessionName] {
    WholeFile.names(in: path).compactMap { SessionName(path: $0) }
  }

  private func entry(_ name: SessionName) -> SessionSummary? {
    var status = stat()
    let path = path + "/" + name.fileName
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var summary = SessionSummary(id: name.id, path: path)
    summary.bytes = Int(status.st_size)
    summary.modified =
      Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1_000_000_000
    return summary
  }

  private static func isNewer(_ a: SessionSummary, _ b: SessionSummary) -> Bool {
    (a.modified, a.path) > (b.modified, b.path)
  }

  private func summarise(_ entry: SessionSummary) -> SessionSummary {
    var summary = entry
    do {
      let reader = try SessionReader(entry.path)
      while let event = try reader.next(where: SessionSummary.mayUse) { summary.add(event) }
    } catch {
      summary.problem = error
    }
    return summary
  }

  private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

/// Why no session is meant.
public enum SessionLookupError: Error, Sendable, Equatable, CustomStringConvertible {
  case notFound(String)
  case ambiguous(String, ids: [String])
  case none(folder: String)

  public var description: String {
    switch self {
    case .notFound(let argument):
      "there is no session \"\(argument)\"; give the path of its file, or the id in its name"
    case .ambiguous(let argument, let ids):
      "\"\(argument)\" may be \(ids.prefix(5).joined(separator: ", "))"
        + (ids.count > 5 ? " and others" : "") + "; give more of the id"
    case .none(let folder):
      "there are no saved sessions in \(folder) yet; lineup and lineup run save them there"
    }
  }
}
