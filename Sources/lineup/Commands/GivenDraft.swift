import FoundationEssentials
import Glibc
import Playground

/// A draft that the command line names a file for.
struct GivenDraft {
  var text: String
  /// What the user should know about it.
  var remark: String?

  /// Reads a file, or standard input to its end where it is called `-`. What a draft can't hold is
  /// left out. Standard input is the terminal's afterwards.
  init(_ name: String) throws {
    let isInput = name == "-"
    let descriptor = isInput ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(name) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var isWhole = false
    while bytes.count <= Draft.byteLimit {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw Self.unreadable(isInput ? "standard input" : name) }
      if count == 0 {
        isWhole = true
        break
      }
      bytes += chunk[..<count]
    }
    if isInput {
      // Whoever goes on writing learns that nobody reads; editors find the terminal here.
      let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
      if terminal >= 0 {
        dup2(terminal, STDIN_FILENO)
        close(terminal)
      }
    } else {
      close(descriptor)
    }
    if isWhole, bytes.last == 0x0A { bytes.removeLast() }
    text = String(decoding: bytes.prefix(Draft.byteLimit), as: UTF8.self)
    if !isWhole || bytes.count > Draft.byteLimit {
      remark = "the draft holds 1 MiB: the rest of \(isInput ? "standard input" : name) is left out"
    } else if bytes.isEmpty {
      remark = "\(isInput ? "standard input" : name) is empty"
    }
  }

  private static func unreadable(_ name: String) -> Failure {
    Failure("the draft can't be read: \(name): \(String(cString: strerror(errno)))")
  }
}
