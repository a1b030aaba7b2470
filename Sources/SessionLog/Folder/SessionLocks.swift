import Glibc

/// Which files of a folder are open in a lineup.
struct SessionLocks {
  /// Inodes that somebody has locked, on any device; nil where the system does not say.
  private let inodes: Set<UInt64>?

  /// As it is now.
  init() {
    // Taking every file's lock to see whether it is free would keep others from taking it.
    guard let text = try? Self.systemsLocks() else {
      inodes = nil
      return
    }
    var inodes: Set<UInt64> = []
    // "1: FLOCK  ADVISORY  WRITE 4021 08:01:1835061 0 EOF"
    for line in text.split(separator: "\n") {
      for word in line.split(separator: " ") {
        let parts = word.split(separator: ":")
        if parts.count == 3, let inode = UInt64(parts[2]) { inodes.insert(inode) }
      }
    }
    self.inodes = inodes
  }

  /// Whether a file is locked. Only of those that may be is the lock tried, for an instant.
  func holds(_ path: String, _ stamp: FileStamp) -> Bool {
    if let inodes, !inodes.contains(stamp.inode) { return false }
    guard let file = try? OpenFile.reading(path) else { return false }
    if flock(file.descriptor, LOCK_SH | LOCK_NB) == 0 {
      file.unlock()
      return false
    }
    return errno == EWOULDBLOCK
  }

  /// The kernel's list; its length is not known before it is read.
  private static func systemsLocks() throws(SessionFileError) -> String {
    let file = try OpenFile.reading("/proc/locks")
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count < 8 << 20 {
      let count = try file.read(into: &chunk)
      if count == 0 { break }
      bytes += chunk.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
