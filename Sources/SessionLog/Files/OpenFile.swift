import Glibc

/// An open regular file, closed with its last reference.
///
/// Sendable because the descriptor never changes and the system's calls on it are atomic.
final class OpenFile: Sendable {
  let path: String
  let descriptor: Int32

  private init(path: String, descriptor: Int32) {
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

  /// For appending, readable by its owner alone; nil if there is such a file already.
  static func creating(_ path: String) throws(SessionFileError) -> OpenFile? {
    let flags = O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = Glibc.open(path, flags, 0o600)
    if descriptor >= 0 { return OpenFile(path: path, descriptor: descriptor) }
    if errno == EEXIST { return nil }
    throw .unwritable(path: path, reason: reason(errno))
  }

  private static func open(
    _ path: String, _ flags: Int32, failure: (String) -> SessionFileError
  ) throws(SessionFileError) -> OpenFile {
    // Without O_NONBLOCK a named pipe would wait for its other end.
    let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 {
      if errno == ENOENT { throw .notFound(path: path) }
      throw failure(reason(errno))
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

  func length() throws(SessionFileError) -> Int {
    var status = stat()
    if fstat(descriptor, &status) == 0 { return Int(status.st_size) }
    throw .unreadable(path: path, reason: Self.reason(errno))
  }

  /// The system's words for an error number.
  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  /// Creates a folder and those above it, for their owner alone.
  static func createFolder(_ path: String) throws(SessionFileError) {
    if mkdir(path, 0o700) == 0 { return }
    let code = errno
    if code == EEXIST || code == EISDIR {
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
      throw .unwritable(path: path, reason: "it is not a folder")
    }
    guard code == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw .unwritable(path: path, reason: reason(code))
    }
    try createFolder(String(path[..<slash]))
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw .unwritable(path: path, reason: reason(errno))
    }
  }
}
