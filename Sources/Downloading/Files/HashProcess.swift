import Glibc

/// coreutils' `sha256sum`, which is fed by us: it works only as long as it is, and ends with this
/// process, whatever that dies of.
public struct HashProcess {
  private let process: pid_t
  /// Both ends of the conversation: bytes there, the sum back.
  private let socket: Int32

  /// Linux's policy for what runs when nothing else wants to; the C library hides its name.
  private static let idlePolicy: Int32 = 5

  /// Nil where there is no such program.
  ///
  /// - Parameter waits: whether it works only when nothing else wants to.
  public init?(_ program: String = "sha256sum", waits: Bool = true) {
    var sockets: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &sockets) == 0
    else { return nil }
    defer { close(sockets[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, sockets[1], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, sockets[1], STDOUT_FILENO)
    let complaints = STDERR_FILENO
    posix_spawn_file_actions_addopen(&actions, complaints, "/dev/null", O_WRONLY, 0)
    // Signals that are held back here are for this process to read.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // What stops or ends the group stops or ends it too, whatever this process ignores.
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var arguments = [strdup(program), nil]
    defer { free(arguments[0]) }
    var process = pid_t()
    guard posix_spawnp(&process, program, &actions, &attributes, &arguments, environ) == 0 else {
      close(sockets[0])
      return nil
    }
    self.process = process
    socket = sockets[0]
    guard waits else { return }
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process), 19)
    var parameters = sched_param()
    sched_setscheduler(process, Self.idlePolicy, &parameters)
  }

  /// Gives it more; false where it is gone.
  public func feed(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = send(socket, start, rest.count, Int32(MSG_NOSIGNAL))
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Waits for the sum of all that it was given: 64 hexadecimal digits; nil where none comes.
  public func finish() -> String? {
    shutdown(socket, Int32(SHUT_WR))
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256)
    while answer.count < 1024 {
      let count = recv(socket, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      answer += chunk.prefix(count)
    }
    let isGood = end()
    let sum = answer.prefix(64)
    guard isGood, sum.count == 64, answer.dropFirst(64).first == 0x20,
      sum.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
    else { return nil }
    return String(decoding: sum, as: UTF8.self)
  }

  /// Gives up on it.
  public func cancel() {
    kill(process, SIGKILL)
    _ = end()
  }

  private func end() -> Bool {
    close(socket)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return false } }
    return status == 0
  }
}
