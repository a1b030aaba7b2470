import Glibc

/// Writes whole texts to a file descriptor, without buffering.
struct FileHandleOutput {
  let descriptor: Int32

  static let standard = FileHandleOutput(descriptor: STDOUT_FILENO)
  static let error = FileHandleOutput(descriptor: STDERR_FILENO)

  /// Returns false where the other end is gone; ends the program where writing fails otherwise.
  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + sent, $0.count - sent)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&waiting, 1, 1000)
          continue
        }
        if errno != EPIPE, descriptor == STDOUT_FILENO {
          complain("standard output can't be written: \(String(cString: strerror(errno)))")
          exit(1)
        }
        return false
      }
      sent += count
    }
    return true
  }
}

/// Reads a file descriptor line by line.
struct InputLines {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  init(descriptor: Int32 = STDIN_FILENO) { self.descriptor = descriptor }

  /// The next line without its newline; nil at the end.
  mutating func next() -> [UInt8]? {
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[..<end])
        buffer.removeSubrange(...end)
        return line
      }
      searched = buffer.count
      if isAtEnd {
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        return buffer
      }
      read()
    }
  }

  /// Everything that is left.
  mutating func rest() -> [UInt8] {
    while !isAtEnd { read() }
    defer { buffer = [] }
    return buffer
  }

  private mutating func read() {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    if count < 0, errno == EINTR { return }
    if count <= 0 { isAtEnd = true } else { buffer += chunk[..<count] }
  }
}
