import Glibc

/// What a short command line of a shell prints, for as long as it may take.
enum CommandOutput {
  case ended(status: Int32, output: [UInt8])
  case tookTooLong
  case notStarted

  /// Seconds between looks at whether it has ended.
  private static let slice = 0.05

  /// - Parameter limit: bytes of output that are kept.
  static func of(_ command: String, seconds: Double, limit: Int) -> CommandOutput {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return .notStarted }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    // What it complains of would be in the middle of the screen.
    let process = FetchProcess(
      "/bin/sh", ["sh", "-c", command], output: ends[1], complaints: "/dev/null")
    close(ends[1])
    guard let process else { return .notStarted }
    let deadline = Machine.clock() + seconds
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let left = deadline - Machine.clock()
      guard left > 0 else { return giveUp(process) }
      var wanted = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
      // What it leaves running, such as an agent, may hold its output open.
      let isOver = process.hasEnded
      let ready = poll(&wanted, 1, isOver ? 0 : Int32(min(left, Self.slice) * 1000) + 1)
      if ready == 0, isOver { break }
      if ready <= 0 { continue }
      let count = read(ends[0], &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      output += chunk[..<count].prefix(max(0, limit - output.count))
    }
    while !process.hasEnded {
      guard Machine.clock() < deadline else { return giveUp(process) }
      usleep(2000)
    }
    return .ended(status: process.wait() ?? -1, output: output)
  }

  private static func giveUp(_ process: FetchProcess) -> CommandOutput {
    process.cancel(SIGKILL)
    _ = process.wait()
    return .tookTooLong
  }
}
