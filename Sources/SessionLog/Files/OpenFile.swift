import Glibc

/// An open regular file, closed with its last reference.
///
/// Sendable because the descriptor never changes and the system's calls on it are atomic.
final class OpenFile: Sendable {
  /// Where it was when it was opened.
  let path: String
  let descriptor: Int32

  init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { Glibc.close(descriptor) }

  static func reading(_ path: String) throws(SessionFileError) -> OpenFile {
    try open(path, O_RDONLY) { .unreadable(path: path, reason: $0) }
  }

  /// For reading and appending.
  static func appending(_ path: String) throws(SessionFileError) -> OpenFile {
    try open(path, O_RDWR | O_APPEND) { .readOnly(path: path, reason: $0) }
  }

  /// For appending, created where there is none.
  static func appendingOrCreating(_ path: String) throws(SessionFileError) -> OpenFile {
    if let file = try creating(path) { return file }
    return try open(path, O_RDWR | O_APPEND | O_NOFOLLOW) { .unwritable(path: path, reason: $0) }
  }

  /// For appending, readable by its owner alone; nil if there is such a file already.
  static func creating(_ path: String) throws(SessionFileError) -> OpenFile? {
    let flags = O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = Glibc.open(path, flags, 0o600)
    if descriptor < 0 {
      if errno == EEXIST { return nil }
      throw .unwritable(path: path, reason: reason(errno))
    }
    // A umask may have taken away the owner's own permissions.
    fchmod(descriptor, 0o600)
    return OpenFile(path: path, descriptor: descriptor)
  }

  private static func open(
    _ path: String, _ flags: Int32, failure: (String) -> SessionFileError
  ) throws(SessionFileError) -> OpenFile {
    // Without O_NONBLOCK a named pipe would wait for its other end.
    let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    if descriptor < 0 {
      if errno == ENOENT { throw .notFound(path: path) }
      throw failure(errno == ENXIO ? "it is not a file" : reason(errno))
    }
    let file = OpenFile(path: path, descriptor: descriptor)
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw failure(reason(errno)) }
    if status.st_mode & S_IFMT != S_IFREG { throw failure("it is not a file") }
    return file
  }

  /// Takes the file for this instance alone, as long as it is open.
  func lock() throws(SessionFileError) {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    if errno == EWOULDBLOCK { throw .locked(path: path) }
    // File systems without locks are written all the same.
  }

  func unlock() { _ = flock(descriptor, LOCK_UN) }

  /// Up to `buffer.count` bytes from where the last call ended; 0 at the end.
  func read(into buffer: inout [UInt8]) throws(SessionFileError) -> Int {
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { return count }
      if errno != EINTR { throw .unreadable(path: path, reason: Self.reason(errno)) }
    }
  }

  /// Up to `count` bytes from an offset on; none at the end.
  func bytes(at offset: Int, count: Int) throws(SessionFileError) -> [UInt8] {
    while true {
      var code: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, found in
        let read = pread(descriptor, buffer.baseAddress, count, off_t(offset))
        code = read < 0 ? errno : 0
        found = max(0, read)
      }
      if code == 0 { return bytes }
      if code != EINTR { throw .unreadable(path: path, reason: Self.reason(code)) }
    }
  }

  func length() throws(SessionFileError) -> Int {
    var status = stat()
    if fstat(descriptor, &status) == 0 { return Int(status.st_size) }
    throw .unreadable(path: path, reason: Self.reason(errno))
  }

  /// The system's words for an error number.
  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// Creates a folder and those above it, for their owner alone.
  static func createFolder(_ path: String) throws(SessionFileError) {
    var code = makeFolder(path)
    if code == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try createFolder(String(path[..<slash]))
      code = makeFolder(path)
    }
    if code != 0 { throw .unwritable(path: path, reason: reason(code)) }
  }

  /// 0 where the folder is there now, or an error number.
  private static func makeFolder(_ path: String) -> Int32 {
    if mkdir(path, 0o700) == 0 {
      // As for files.
      chmod(path, 0o700)
      return 0
    }
    let code = errno
    var status = stat()
    guard code == EEXIST || code == EISDIR || code == EROFS, stat(path, &status) == 0 else {
      return code
    }
    return status.st_mode & S_IFMT == S_IFDIR ? 0 : ENOTDIR
  }
}
