import Glibc

/// A file that is nowhere but in memory, with a path under which it can be opened.
struct MemoryFile: ~Copyable {
  private let descriptor: Int32

  init(_ bytes: [UInt8]) throws {
    var name = Array("/dev/shm/lineup-XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    try require(descriptor >= 0, "no file in memory: \(errno)")
    unlink(name)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
      }
      try require(count > 0, "no room in memory: \(errno)")
      written += count
    }
  }

  deinit { close(descriptor) }

  var path: String { "/proc/self/fd/\(descriptor)" }
}
