/// Why a session file cannot be used: what is wrong, why, and what to do next.
public enum SessionFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The folder or file cannot be created.
  case unwritable(path: String, reason: String)
  /// The file is there, but cannot be opened for writing.
  case readOnly(path: String, reason: String)
  case unreadable(path: String, reason: String)
  case notFound(path: String)
  /// Another instance writes it.
  case locked(path: String)
  /// It is open, here or in another instance, and what was asked for needs it not to be.
  case inUse(path: String)
  /// It is not in the folder of the sessions.
  case elsewhere(path: String, folder: String)
  case empty(path: String)
  case notASession(path: String)
  /// It can be read, but not written.
  case newerVersion(path: String, version: Int)
  /// A line could not be written; it is kept in memory.
  case writeFailed(path: String, reason: String)
  /// The system has what was written, but may not have it stored.
  case syncFailed(path: String, reason: String)
  /// Somebody else cut the file short while it was written.
  case cutShort(path: String, bytes: Int)
  /// Somebody else deleted the file while it was written; it was written anew, whole.
  case deleted(path: String, now: String)

  public var description: String {
    switch self {
    case .unwritable(let path, let reason):
      "\(path) can't be written: \(reason); set LINEUP_HOME to a folder that can"
    case .readOnly(let path, let reason):
      "\(path) can't be written: \(reason); it can be read, but not continued"
    case .unreadable(let path, let reason):
      "\(path) can't be read: \(reason); check the path and its permissions"
    case .notFound(let path): "there is no file \(path); check the path"
    case .locked(let path):
      "\(path) is open in another lineup; close that one to go on here, until then it can only "
        + "be read"
    case .inUse(let path): "\(path) is open in a lineup; leave that one first, then try again"
    case .elsewhere(let path, let folder):
      "\(path) is not in the folder of the sessions, \(folder); what lies elsewhere is left alone"
    case .empty(let path): "\(path) is empty: nothing was saved in it; it can be deleted"
    case .notASession(let path):
      "\(path) is not a session of lineup; give a .jsonl file that lineup saved"
    case .newerVersion(let path, let version):
      "\(path) was written by a newer lineup (version \(version) of the format); it can be read "
        + "here, and continued with that one"
    case .writeFailed(let path, let reason):
      "\(path) can't be written: \(reason); what happens is kept in memory and written once that "
        + "works again"
    case .syncFailed(let path, let reason):
      "the disk did not confirm that it stored \(path): \(reason); save a copy elsewhere before "
        + "the machine is switched off"
    case .cutShort(let path, let bytes):
      "another program cut \(path) short by \(bytes) bytes; they are lost, what follows is saved"
    case .deleted(let path, let now):
      path == now
        ? "another program deleted \(path); it was written anew, whole"
        : "another program deleted \(path); the session goes on, whole, in \(now)"
    }
  }
}
