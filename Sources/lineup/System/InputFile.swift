import Glibc

/// A file that the command line names: it may be anything, and without end.
enum InputFile {
  /// All of a file, or of a pipe.
  ///
  /// - Parameter limit: bytes that it may have.
  static func bytes(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw unreadable(path) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      if bytes.count > limit { throw Failure("\(path): it is larger than \(limit >> 10) KiB") }
    }
  }

  static func text(_ path: String, limit: Int) throws(Failure) -> String {
    guard let text = String(validating: try bytes(path, limit: limit), as: UTF8.self) else {
      throw Failure("\(path): it is not UTF-8 text")
    }
    return text
  }

  private static func unreadable(_ path: String) -> Failure {
    Failure("\(path) can't be read: \(String(cString: strerror(errno)))")
  }
}
