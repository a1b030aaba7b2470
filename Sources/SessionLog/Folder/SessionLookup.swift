import Glibc

extension SessionFolder {
  /// The path of the session that a person means: a path, an id or the beginning of one, the
  /// file's name, or `last` for the one written last.
  public func resolve(_ argument: String) throws(SessionLookupError) -> String {
    if argument.contains("/") {
      if exists(argument) { return argument }
      throw .notFound(argument)
    }
    let entries = newest().map(\.summary)
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
