import Glibc

/// Files that nobody can find before they are whole: however the process ends meanwhile, nothing of
/// them is left.
extension OpenFile {
  /// An empty file without a name, for reading and appending, locked; nil where the file system, or
  /// a system without /proc, has no such thing.
  static func unnamed(in folder: String) -> OpenFile? {
    guard access("/proc/self/fd", X_OK) == 0 else { return nil }
    // O_TMPFILE, which is a macro of several others.
    let flags = 0o20_000_000 | O_DIRECTORY | O_RDWR | O_APPEND | O_CLOEXEC
    let descriptor = Glibc.open(folder, flags, 0o600)
    guard descriptor >= 0 else { return nil }
    fchmod(descriptor, 0o600)
    let file = OpenFile(path: folder, descriptor: descriptor)
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK ? file : nil
  }

  /// Gives the file a name.
  ///
  /// - Returns: the same file, opened by that name and locked; nil where there is such a file already.
  func named(_ path: String) throws(SessionFileError) -> OpenFile? {
    if linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) != 0 {
      if errno == EEXIST { return nil }
      throw .unwritable(path: path, reason: Self.reason(errno))
    }
    // The system never learns where a file without a name went, and does not follow it from there.
    let file = try OpenFile.appending(path)
    unlock()
    try file.lock()
    return file
  }

  /// A new file that is filled before it has its name, where the system can do that; locked.
  ///
  /// - Parameters:
  ///   - folder: of the file.
  ///   - path: one that nobody seems to have; asked for until one is free.
  ///   - fill: whatever it throws, no file is left.
  static func creating(
    in folder: String, named path: () throws(SessionFileError) -> String,
    fill: (OpenFile) throws(SessionFileError) -> Void
  ) throws(SessionFileError) -> OpenFile {
    if let unnamed = unnamed(in: folder) {
      try fill(unnamed)
      while true {
        if let file = try unnamed.named(try path()) { return file }
      }
    }
    while true {
      guard let file = try creating(try path()) else { continue }
      do {
        try file.lock()
        try fill(file)
      } catch {
        file.remove()
        throw error
      }
      return file
    }
  }
}
