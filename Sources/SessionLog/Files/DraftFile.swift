import Glibc

/// The draft of one instance, in a file of its own that outlives it.
///
/// The file is locked for as long as the instance lives, whatever it dies of; one that nobody has
/// locked is of an instance that is gone, and its text may be taken over. Each version replaces the
/// last by renaming, so there is always a whole one.
///
/// `@unchecked Sendable`: it belongs to one queue.
public final class DraftFile: @unchecked Sendable {
  private let folder: String
  private let name: String
  private var file: OpenFile?

  static let ending = ".draft"
  /// Bytes that are read of one.
  static let bytesLimit = 2 << 20
  /// Drafts of others that are gone and were never taken over; older ones are removed.
  static let othersLimit = 20

  /// - Parameter random: tells instances apart that have the same process id, as in containers.
  public init(folder: String, process: Int32 = getpid(), random: UInt32) {
    self.folder = folder
    name = "\(process)-\(String(random, radix: 16))\(Self.ending)"
  }

  private var path: String { folder + "/" + name }

  /// Has the file hold a text; nil removes it.
  public func write(_ text: String?) throws(SessionFileError) {
    guard let text else {
      if file != nil { unlink(path) }
      file = nil
      return
    }
    try OpenFile.createFolder(folder)
    file = try OpenFile.replacing(path, with: Array(text.utf8))
  }

  /// Takes over the newest draft of an instance that is gone: its text is now this one's. Those
  /// that are left wait for the next.
  public func takeOver() throws(SessionFileError) -> String? {
    var found: [(path: String, time: Double)] = []
    for name in names() {
      let other = folder + "/" + name
      var status = stat()
      guard stat(other, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      let time = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
      found.append((other, time))
    }
    var taken: String?
    var left = 0
    for (path, _) in found.sorted(by: { $0.time > $1.time }) {
      guard let other = try? OpenFile.reading(path), Self.isAbandoned(other) else { continue }
      if taken == nil {
        let bytes = try other.bytes(at: 0, count: min(Self.bytesLimit, try other.length()))
        let text = String(decoding: bytes, as: UTF8.self)
        // Its own first: between the two nothing is lost.
        if !text.isEmpty {
          try write(text)
          taken = text
        }
        unlink(path)
      } else {
        left += 1
        if left > Self.othersLimit { unlink(path) }
      }
    }
    return taken
  }

  /// Whether nobody has the file, as far as can be known.
  private static func isAbandoned(_ file: OpenFile) -> Bool {
    if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 { return file.isStill(at: file.path) }
    if errno == EWOULDBLOCK { return false }
    // No locks here: its name says whose it is.
    let name = file.path.split(separator: "/").last ?? ""
    guard let process = name.split(separator: "-").first.flatMap({ Int32($0) }) else {
      return false
    }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  private func names() -> [String] {
    WholeFile.names(in: folder).filter { $0.hasSuffix(Self.ending) && $0 != name }
  }
}
