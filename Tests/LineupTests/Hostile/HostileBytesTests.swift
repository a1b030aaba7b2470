import Glibc
import Testing

/// The bytes that reach a terminal when hostile text is shown, read from a real pseudo-terminal.
@Suite struct HostileBytesTests {
  @Test func nothingButOurOwnSequencesReachesTheTerminal() throws {
    let terminal = try HostileTerminal()
    let count = HostileProgram.scenes.count
    for left in (0..<count).reversed() {
      try terminal.read(until: "\u{1B}]2;\(left) left ")
      terminal.press()
    }
    try terminal.readToEnd()
    let output = TerminalOutput(terminal.bytes)
    let foreign = output.items.filter { if case .foreign = $0 { true } else { false } }
    #expect(foreign.isEmpty, "\(foreign.prefix(5))")
    // Payloads were shown at all.
    let text = output.items.compactMap { if case .text(let scalar) = $0 { scalar } else { nil } }
    #expect(text.contains("␛") && text.contains("⟨") && text.contains("한"))
    #expect(text.count > count)
  }

  @Test(arguments: [
    ("\u{1B}[2J\u{1B}[1;1Hx\u{1B}(B", 0), ("\u{1B}]2;title\u{1B}\\", 0),
    ("\u{1B}]0;title\u{1B}\\", 1),
    ("\u{1B}]52;c;eA==\u{7}", 1), ("\u{1B}[6n", 1), ("\u{1B}c", 1), ("\u{9B}31m", 1),
    ("\u{202E}", 1),
    ("\u{1B}[?1003h", 1), ("\u{7}", 1), ("\u{E0041}", 1), ("\u{1B}P$qm\u{1B}\\", 1),
  ])
  func whatIsNotOursIsNoticed(text: String, count: Int) {
    let items = TerminalOutput(Array(text.utf8)).items
    #expect(items.filter { if case .foreign = $0 { true } else { false } }.count == count)
  }
}

/// `HostileProgram` on a pseudo-terminal.
final class HostileTerminal {
  struct Failure: Error { var what: String }

  private(set) var bytes: [UInt8] = []
  private let master: Int32
  private var process: pid_t = 0
  private var searched = 0

  init() throws {
    // What posix_openpt and its like do, which Swift does not see.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: Int32 = 0
    var isLocked: Int32 = 0
    guard ioctl(master, UInt(0x8004_5430), &number) == 0,
      ioctl(master, UInt(0x4004_5431), &isLocked) == 0
    else { throw Failure(what: "/dev/ptmx") }
    var size = winsize(ws_row: 18, ws_col: 64, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    posix_spawn_file_actions_addopen(&files, 0, "/dev/pts/\(number)", O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&files, 0, 1)
    posix_spawn_file_actions_adddup2(&files, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | newSession)
    let libraries = getenv("LD_LIBRARY_PATH").map { String(cString: $0) } ?? ""
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("hostile-test"), nil]
    let variables: [String] = [
      "\(HostileProgram.environmentName)=1", "TERM=xterm-256color", "LANG=C.UTF-8",
      "LD_LIBRARY_PATH=\(libraries)",
    ]
    let values = variables.map { strdup($0) } + [nil]
    defer {
      for string in arguments + values { free(string) }
      posix_spawn_file_actions_destroy(&files)
      posix_spawnattr_destroy(&attributes)
    }
    let error = posix_spawn(&process, "/proc/self/exe", &files, &attributes, arguments, values)
    if error != 0 { throw Failure(what: "posix_spawn: \(error)") }
  }

  deinit {
    if process > 0 {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
  }

  func press() { _ = Glibc.write(master, "n", 1) }

  /// Reads until the terminal was sent a text.
  func read(until wanted: String) throws {
    let wanted = Array(wanted.utf8)
    for _ in 0..<3000 {
      if let place = find(wanted) {
        searched = place + wanted.count
        return
      }
      drain(10)
    }
    throw Failure(what: "no \(String(decoding: wanted, as: UTF8.self).debugDescription)")
  }

  /// Reads all there is, until the program has ended.
  func readToEnd() throws {
    for _ in 0..<3000 {
      if waitpid(process, nil, WNOHANG) == process {
        process = 0
        drain(50)
        return
      }
      drain(10)
    }
    throw Failure(what: "it does not end")
  }

  private func find(_ wanted: [UInt8]) -> Int? {
    guard bytes.count >= wanted.count else { return nil }
    for start in searched..<max(searched, bytes.count - wanted.count + 1)
    where bytes[start] == wanted[0] && bytes[start...].starts(with: wanted) {
      return start
    }
    searched = max(searched, bytes.count - wanted.count)
    return nil
  }

  private func drain(_ milliseconds: Int32) {
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, milliseconds) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(master, &buffer, buffer.count)
    if count > 0 { bytes += buffer[..<count] }
  }
}
