/// Why a session file cannot be used, each as a sentence that says what to do next.
public enum SessionFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The folder or file cannot be created.
  case unwritable(path: String, reason: String)
  /// The file is there, but cannot be opened for writing.
  case readOnly(path: String, reason: String)
  case unreadable(path: String, reason: String)
  case notFound(path: String)
  /// Another instance writes it.
  case locked(path: String)
  case empty(path: String)
  case notASession(path: String)
  /// It can be read, but not written.
  case newerVersion(path: String, version: Int)
  /// A line could not be written; it is kept in memory.
  case writeFailed(path: String, reason: String)
  /// The system has what was written, but may not have it stored.
  case syncFailed(path: String, reason: String)

  public var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "Cannot write \(path): \(reason). Set LINEUP_HOME to a folder you can write to."
    case .readOnly(let path, let reason):
      "Cannot write \(path): \(reason). It can be read, but not continued."
    case .unreadable(let path, let reason): "Cannot read \(path): \(reason)."
    case .notFound(let path): "There is no file \(path); lineup sessions lists what there is."
    case .locked(let path):
      "\(path) is open in another Lineup; here it can only be read until that one is closed."
    case .empty(let path): "\(path) is empty: nothing was saved in it."
    case .notASession(let path):
      "\(path) is not a session of Lineup; lineup sessions lists what there is."
    case .newerVersion(let path, let version):
      "\(path) was written by a newer Lineup (version \(version) of the format); it can be read, "
        + "but not continued."
    case .writeFailed(let path, let reason):
      "Cannot write \(path): \(reason). What happens is kept in memory and written as soon as that "
        + "works again."
    case .syncFailed(let path, let reason):
      "The disk did not confirm that it stored \(path): \(reason). Save a copy elsewhere before the "
        + "machine is switched off."
    }
  }
}
