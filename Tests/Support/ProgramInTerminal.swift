import Glibc

/// This same executable, started again on a pseudo-terminal whose other side the test holds.
package final class ProgramInTerminal {
  package struct Failure: Error {
    package var what: String
    package var number: Int32

    package init(_ what: String, number: Int32 = 0) {
      self.what = what
      self.number = number
    }
  }

  /// The supervisor, which is what a shell would have started.
  package let process: pid_t
  /// All that was written to the terminal.
  package private(set) var output: [UInt8] = []
  /// The terminal's settings before.
  package let settings: [UInt32]
  private var master: Int32
  private let slave: Int32
  private var status: Int32?
  /// Up to where `read(until:)` has looked.
  private var searched = 0

  /// - Parameter variable: the environment variable that tells the executable what it is to be.
  package init(
    _ variable: String, environment: [String: String] = [:], columns: UInt16 = 60, rows: UInt16 = 12
  ) throws {
    // What posix_openpt and its like do, which Swift does not see.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: Int32 = 0
    var isLocked: Int32 = 0
    let (getNumber, setLock): (UInt, UInt) = (0x8004_5430, 0x4004_5431)
    guard ioctl(master, getNumber, &number) == 0, ioctl(master, setLock, &isLocked) == 0 else {
      throw Failure("/dev/ptmx", number: errno)
    }
    let name = "/dev/pts/\(number)"
    // Held open, so that the settings can still be read when the program has ended.
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    settings = Self.settings(of: slave)

    var variables = [
      variable: "1", "TERM": "xterm-256color", "LANG": "C.UTF-8",
      "LD_LIBRARY_PATH": getenv("LD_LIBRARY_PATH").map { String(cString: $0) } ?? "",
    ]
    variables.merge(environment) { $1 }
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    // The first terminal that a session's leader opens becomes its controlling one.
    posix_spawn_file_actions_addopen(&files, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&files, 0, 1)
    posix_spawn_file_actions_adddup2(&files, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | newSession)
    defer {
      posix_spawn_file_actions_destroy(&files)
      posix_spawnattr_destroy(&attributes)
    }
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("terminal-test"), nil]
    let values = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for string in arguments + values { free(string) } }
    var started: pid_t = 0
    let error = posix_spawn(&started, "/proc/self/exe", &files, &attributes, arguments, values)
    process = started
    if error != 0 { throw Failure("posix_spawn", number: error) }
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    hangUp()
    close(slave)
  }

  /// Reads until the terminal was sent a text.
  package func waitFor(_ wanted: String) throws {
    // A program under a sanitizer takes its time to begin, beside many others.
    for _ in 0..<3000 {
      if text.contains(wanted) { return }
      drain(10)
    }
    throw Failure("no \(wanted.debugDescription) in \(text.debugDescription)")
  }

  /// Reads until the terminal was sent a text behind the one that was waited for last; costs what
  /// came since.
  package func read(until wanted: String) throws {
    let wanted = Array(wanted.utf8)
    for _ in 0..<3000 {
      let last = max(searched, output.count - wanted.count + 1)
      if let place = (searched..<last).first(where: { output[$0...].starts(with: wanted) }) {
        searched = place + wanted.count
        return
      }
      searched = last
      drain(10)
    }
    throw Failure("no \(String(decoding: wanted, as: UTF8.self).debugDescription)")
  }

  /// Reads for a while; returns what came.
  package func read(milliseconds: Int32) -> String {
    let start = output.count
    for _ in 0..<milliseconds / 10 { drain(10) }
    return String(decoding: output[start...], as: UTF8.self)
  }

  /// Waits for the end, reading unless the terminal is to be stalled; the wait status.
  package func waitForEnd(reading: Bool = true) throws -> Int32 {
    for _ in 0..<1000 {
      var now: Int32 = 0
      if waitpid(process, &now, WNOHANG) == process {
        status = now
        if reading { drain(50) }
        return now
      }
      if reading { drain(10) } else { usleep(10_000) }
    }
    throw Failure("it does not end; \(text.debugDescription)")
  }

  package var text: String { String(decoding: output, as: UTF8.self) }

  package var settingsNow: [UInt32] { Self.settings(of: slave) }

  package func send(_ text: String) { _ = Glibc.write(master, text, text.utf8.count) }

  package func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Takes the terminal away.
  package func hangUp() {
    if master >= 0 { close(master) }
    master = -1
  }

  package func drain(_ milliseconds: Int32) {
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, milliseconds) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(master, &buffer, buffer.count)
    if count > 0 { output += buffer[..<count] }
  }

  private static func settings(of terminal: Int32) -> [UInt32] {
    var settings = termios()
    tcgetattr(terminal, &settings)
    let characters = withUnsafeBytes(of: settings.c_cc) { $0.map { UInt32($0) } }
    return [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag] + characters
  }
}
