import Cells
import Dispatch
import Glibc
import NcursesTerminal
import Synchronization

/// The program that the tests run in a terminal of its own: this same executable, started again.
///
/// It has to be a process without threads, as the supervisor must be the first thing that happens;
/// so it begins where the loader calls initialisers, and ends before any test does.
@section(".init_array") @used
private let beginning: @convention(c) () -> Void = {
  if getenv(Program.environmentName) != nil { Program.run() }
}

enum Program {
  static let environmentName = "LINEUP_TERMINAL_TEST"
  static let lastWords = "its work is kept"
  /// Shown once the first frame is there, with the process id behind it.
  static let ready = "ready:"

  /// A key a byte.
  private struct Parser: InputParsing {
    var deadline: Double? { nil }
    mutating func tick(now: Double) -> [Input] { [] }
    mutating func feed(_ bytes: [UInt8], now: Double) -> [Input] {
      bytes.map { .key(Key(.character(Character(Unicode.Scalar($0))))) }
    }
  }

  private static let theme = Theme(
    name: "test",
    styles: [.title: RoleStyle(.rgb(255, 0, 0), on: .terminal, [], mono: .underline)])

  private static let contended = Mutex(0)

  static func run() -> Never {
    // The thread that is forked has a name among the holders of locks.
    contended.withLock { $0 += 1 }
    do {
      try NcursesTerminal.supervise { runSupervised() }
    } catch {
      print("error: \(error)")
      exit(1)
    }
  }

  private static func runSupervised() -> Never {
    do {
      NcursesTerminal.setLastWords(lastWords)
      var options = NcursesTerminal.Options()
      if getenv("NO_COLOR") != nil { options.colorLimit = 0 }
      options.copyFile = getenv("COPY_FILE").map { String(cString: $0) }
      let terminal = try NcursesTerminal(parser: Parser(), wake: WakeEvent(), options: options)
      terminal.present(
        frame(terminal.size, [ready + "\(getpid())", "오늘 바다", "\(terminal.size)"]))
      var status: Int32 = 0
      while true {
        let wake = terminal.wait(timeout: nil)
        while let input = terminal.nextInput() { act(on: input, terminal, &status) }
        if wake.contains(.end) {
          terminal.close()
          exit(128 + (terminal.endSignal ?? 0))
        }
      }
    } catch {
      print("error: \(error)")
      exit(1)
    }
  }

  private static func act(
    on input: Input, _ terminal: NcursesTerminal, _ status: inout Int32
  ) {
    switch input {
    case .key(let key) where key.code == .character("q"):
      terminal.close()
      print("goodbye")
      exit(status)
    case .key(let key) where key.code == .character("x"):
      exit(7)
    case .key(let key) where key.code == .character("t"):
      fatalError("a trap's own words\u{1B}[31m")
    case .key(let key) where key.code == .character("c"):
      let route = terminal.copy("복사 copied")
      terminal.present(frame(terminal.size, ["", "", "", "", "route:\(route)"]))
    case .key(let key) where key.code == .character("a"):
      status = Int32(terminal.ambiguousWidth(timeout: 20) ?? 0)
    case .key(let key) where key.code == .character("w"):
      var frame = frame(terminal.size, ["", "", "", "", "last column"])
      frame[terminal.size.columns - 1, 0] = Cell("가")
      terminal.present(frame)
    case .key(let key) where key.code == .character("p"):
      presentMany(terminal)
    case .key(let key) where key.code == .character("l"):
      contend()
      let count = contended.withLock { $0 }
      terminal.present(frame(terminal.size, ["", "", "", "", "locked:\(count)"]))
    case .resize(let size):
      terminal.present(frame(size, ["resized:\(size.columns)x\(size.rows)"]))
    case .lost:
      terminal.close()
      exit(9)
    default: break
    }
  }

  /// Holds a lock for which another thread waits, a hundred times.
  private static func contend() {
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      for _ in 0..<50 { contended.withLock { $0 += usleep(200) == 0 ? 1 : 0 } }
    }
  }

  /// Presents far more than a terminal that is not read from can take; ends with 3 if that blocks.
  private static func presentMany(_ terminal: NcursesTerminal) {
    let size = terminal.size
    var longest = ContinuousClock.Duration.zero
    for number in 0..<60 {
      let letter = String(UnicodeScalar(UInt8(0x41 + number % 26)))
      let next = frame(
        size, Array(repeating: String(repeating: letter, count: size.columns), count: size.rows))
      longest = max(longest, ContinuousClock().measure { terminal.present(next) })
      usleep(1000)
    }
    if longest > .milliseconds(200) { exit(3) }
  }

  /// The first line in the role `title`. New text goes where the screen was empty: only differences
  /// are sent, and a test could not find a word of which a part was there before.
  private static func frame(_ size: Size, _ lines: [String]) -> Frame {
    var frame = Frame(size: size, theme: theme)
    for (row, line) in lines.enumerated() where row < size.rows {
      var column = 0
      for character in line {
        let isWide = character.unicodeScalars.contains { 0xAC00...0xD7A3 ~= $0.value }
        guard column + (isWide ? 1 : 0) < size.columns else { break }
        frame[column, row] = Cell(String(character), row == 0 ? .title : .text)
        if isWide { frame[column + 1, row] = Cell("", row == 0 ? .title : .text) }
        column += isWide ? 2 : 1
      }
    }
    frame.title = "test"
    return frame
  }
}
