import CTerminal
import Cells

/// The terminal that the program runs in, drawn on with ncurses.
///
/// Belongs to the main thread. Drawing happens on a thread of its own; bytes from the keyboard are
/// read here, so that a terminal nobody reads from stops neither keys nor the program.
public final class NcursesTerminal: Terminal {
  public struct Options: Sendable {
    /// At most this many colours (0 for `NO_COLOR`); nil for as many as the terminal has.
    public var colorLimit: Int?
    /// Whether the terminal reports the mouse, and so no longer selects text by itself.
    public var mouse = false
    /// The file that every copied text also goes to.
    public var copyFile: String?
    /// The terminal's device; nil is the controlling terminal.
    public var device: String?

    public init() {}
  }

  /// Why `wait` returned; empty where time had passed.
  public struct Wake: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// `nextInput` has something.
    public static let input = Wake(rawValue: 1)
    /// The wake event was signalled.
    public static let messages = Wake(rawValue: 2)
    /// SIGTERM, SIGINT or SIGHUP came: end in order. See `endSignal`.
    public static let end = Wake(rawValue: 4)
    /// Somebody else asks to `suspend`.
    public static let suspend = Wake(rawValue: 8)
    /// The process was stopped while it waited, and goes on.
    public static let continued = Wake(rawValue: 16)
  }

  public private(set) var size: Size
  /// The signal that asked the program to end; its exit status is by custom 128 more.
  public private(set) var endSignal: Int32?
  /// Whether the user's own locale is UTF-8; where not, the terminal may not show what is not ASCII.
  public let isUnicode: Bool
  /// How many colours are used: 0, 8, 16, 256 or 16777216.
  public let colors: Int

  private let tty: Int32
  private let signals: Int32
  private let wakeEvent: WakeEvent
  private let thread: ScreenThread
  /// Where copied text is kept besides; nil where nothing is to be written.
  public var copyFile: String?
  private var parser: any InputParsing
  private var inputs: [Input] = []
  private var isLost = false
  /// Whether the terminal is taken; reading from it in the background would stop the process.
  private var isTaken = false
  private var isClosed = false
  /// What signals asked for, until `wait` has reported it.
  private var requests: Wake = []
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// Splits the process in two, before there is any thread: the program runs in the child, on a
  /// thread of its own, and the parent gives the terminal back whatever the child dies of, even
  /// `kill -9`. Neither returns.
  public static func supervise(
    device: String? = nil, _ program: @escaping () -> Never
  ) throws(TerminalError) -> Never {
    final class Start {
      let program: () -> Never
      init(_ program: @escaping () -> Never) { self.program = program }
    }
    let context = Unmanaged.passRetained(Start(program))
    let error = terminal_supervise(
      device,
      { context in
        if let context { Unmanaged<Start>.fromOpaque(context).takeRetainedValue().program() }
      }, context.toOpaque())
    context.release()
    switch Int(error) {
    case Int(terminal_error_threads): throw .threadsExist
    case -Int(EAGAIN), -Int(ENOMEM): throw .system("fork", -error)
    default: throw .notATerminal
    }
  }

  /// What the parent says about a program that died of a signal, such as where its work is kept.
  public static func setLastWords(_ text: String) {
    terminal_set_last_words(SafeText(text).string)
  }

  /// Takes the terminal and switches it to full screen.
  ///
  /// - Parameters:
  ///   - parser: makes inputs of the terminal's bytes.
  ///   - wake: what other threads signal when they have sent something.
  public init(
    parser: any InputParsing, wake: WakeEvent, options: Options = Options()
  ) throws(TerminalError) {
    terminal_prepare_signals()
    terminal_thread_hurry()
    tty = terminal_open(options.device)
    if tty < 0 { throw .notATerminal }
    size = terminalSize(tty)
    let limit = options.colorLimit.map { Int32(clamping: $0) } ?? -1
    let problem = terminal_screen_open(Int32(size.rows), Int32(size.columns), limit)
    if problem != 0 { throw TerminalError(screenError: problem) }
    colors = Int(terminal_screen_colors())
    isUnicode = terminal_locale_is_utf8()
    signals = terminal_signals_open()
    if signals < 0 { throw .system("signalfd", -signals) }
    self.parser = parser
    wakeEvent = wake
    copyFile = options.copyFile
    thread = try ScreenThread(
      tty: tty,
      depth: terminal_screen_mixes_rgb() ? .mixed : ColorDepth(count: Int32(colors)),
      mouse: options.mouse)
    try thread.start()
    // Started in the background, it stops until it is wanted.
    takeAgain(terminal_await_foreground(tty))
  }

  deinit { close() }

  /// Gives the terminal back for good; nothing but `say` may be called afterwards.
  public func close() {
    if isClosed { return }
    isClosed = true
    thread.end()
    terminal_give_back()
    terminal_close(signals)
  }

  /// Writes lines on the terminal after it was given back. Gives up after half a second on one that
  /// takes nothing, and at once on one that is gone.
  public func say(_ lines: SafeText) {
    let bytes = Array(lines.string.utf8)
    terminal_write(tty, bytes, bytes.count, -1, 500)
  }

  // MARK: Drawing

  public func present(_ frame: Frame) { thread.present(frame) }

  /// Draws everything anew, over whatever another program has written on the screen.
  public func redraw() { thread.redraw() }

  /// Lets the terminal report the mouse, or leaves the mouse to the terminal's own selection.
  public func setMouse(_ on: Bool) { thread.setMouse(on) }

  /// Calls a user who looks elsewhere, by a notification or the bell.
  public func notify(_ message: String) {
    _ = thread.send(Array(Sequence.notification(message).utf8))
  }

  // MARK: Input

  /// Waits for something to do.
  ///
  /// - Parameter timeout: seconds; nil waits for ever.
  public func wait(timeout: Double?) -> Wake {
    var limit = inputs.isEmpty && requests.isEmpty ? timeout : 0
    if let deadline = parser.deadline {
      limit = min(limit ?? .infinity, deadline - terminal_clock())
    }
    let ready = Int(
      terminal_wait(isTaken ? tty : -1, signals, wakeEvent.descriptor, milliseconds(limit)))
    var wake: Wake = []
    if ready & terminal_ready_signal != 0 { takeSignals() }
    if ready & terminal_ready_event != 0, terminal_event_clear(wakeEvent.descriptor) {
      wake.insert(.messages)
    }
    if ready & (terminal_ready_input | terminal_ready_lost) != 0 { wake.insert(.input) }
    if !inputs.isEmpty { wake.insert(.input) }
    if let deadline = parser.deadline, terminal_clock() >= deadline { wake.insert(.input) }
    wake.formUnion(requests)
    requests = []
    return wake
  }

  public func nextInput() -> Input? {
    if inputs.isEmpty { read() }
    return inputs.isEmpty ? nil : inputs.removeFirst()
  }

  private func read() {
    takeSignals()
    // Only so often, because a paste that never ends must not keep everything else waiting.
    for _ in 0..<64 where inputs.isEmpty && isTaken {
      let count = terminal_read(tty, &buffer, buffer.count)
      let now = terminal_clock()
      if count > 0 {
        inputs += parser.feed(Array(buffer[..<count]), now: now)
      } else {
        inputs += parser.tick(now: now)
        if count < 0 { lose() }
        return
      }
    }
  }

  /// Sends a question, and takes the answer out of what comes back; the rest is input.
  func ask<Answer: TerminalAnswer>(
    _ question: String, timeout: Double, answer: ([UInt8]) -> Answer?
  ) -> Answer? {
    guard isTaken, thread.send(Array(question.utf8)) else { return nil }
    defer { thread.redraw() }
    let end = terminal_clock() + timeout
    var bytes: [UInt8] = []
    var found: Answer?
    while found == nil, case let left = end - terminal_clock(), left > 0 {
      _ = terminal_wait(tty, -1, -1, milliseconds(left))
      let count = terminal_read(tty, &buffer, buffer.count)
      if count < 0 { break }
      bytes += buffer[..<count]
      found = answer(bytes)
    }
    if let found { bytes.removeSubrange(found.range) }
    inputs += parser.feed(bytes, now: terminal_clock())
    return found
  }

  private func lose() {
    if isLost { return }
    isLost = true
    isTaken = false
    inputs.append(.lost)
  }

  private func takeSignals() {
    var isContinued = false
    while case let number = terminal_next_signal(signals), number != 0 {
      switch Signal(rawValue: number) {
      case .windowChange: noticeSize()
      case .continued: isContinued = true
      case .stop: requests.insert(.suspend)
      case .hangUp, .interrupt, .terminate:
        endSignal = number
        requests.insert(.end)
        if number == Signal.hangUp.rawValue { lose() }
      case nil: break
      }
    }
    // A shell continues a stopped job that it ends; that is no reason to ask for the terminal.
    if isContinued, endSignal == nil {
      requests.insert(.continued)
      retake()
    }
  }

  private func noticeSize() {
    let now = terminalSize(tty)
    if now == size { return }
    size = now
    if case .resize = inputs.last { inputs.removeLast() }
    inputs.append(.resize(now))
  }

  // MARK: Giving the terminal away

  public func suspend() {
    if isLost { return }
    giveBack()
    takeAgain(terminal_stop(tty))
  }

  /// Runs another program on the terminal, such as an editor, and waits for its end.
  ///
  /// - Parameters:
  ///   - input: its standard input; nil is the terminal.
  ///   - meanwhile: called again and again while it runs, and whenever the wake event was signalled.
  /// - Returns: its exit status, 128 + the signal it died of, or nil where it could not be started.
  public func run(
    _ command: [String], input: [UInt8]? = nil, meanwhile: () -> Void = {}
  ) -> Int? {
    if isLost || command.isEmpty { return nil }
    giveBack()
    let process = withCommand(command) { arguments in
      guard let input else { return terminal_spawn_foreground(arguments, nil, 0, tty) }
      // No input is not an empty one.
      return (input.isEmpty ? [0x0A] : input).withUnsafeBufferPointer {
        terminal_spawn_foreground(arguments, $0.baseAddress, $0.count, tty)
      }
    }
    let status = process < 0 ? -1 : follow(process, meanwhile)
    terminal_forget_interrupt()
    terminal_set_foreground(tty, 0)
    takeAgain(terminal_await_foreground(tty))
    return status < 0 ? nil : status
  }

  private func follow(_ process: pid_t, _ meanwhile: () -> Void) -> Int {
    var isAskedToEnd = false
    while true {
      let status = Int(terminal_await_beside(process, wakeEvent.descriptor))
      switch status {
      case terminal_runs:
        _ = terminal_event_clear(wakeEvent.descriptor)
        // Pressed before the program had the terminal.
        terminal_forget_interrupt()
        if terminal_take_stop() { terminal_stop_beside(process) }
        if terminal_must_end(), !isAskedToEnd {
          isAskedToEnd = true
          terminal_end(process)
        }
        meanwhile()
      case terminal_stopped:
        // ^Z in the editor: this process and its group stop too, and all go on together.
        terminal_set_foreground(tty, 0)
        guard terminal_stop(tty) else {
          terminal_end(process)
          return Int(terminal_await(process, 2000))
        }
        terminal_set_foreground(tty, process)
        terminal_continue(process)
      default: return status
      }
    }
  }

  private func giveBack() {
    isTaken = false
    thread.leave()
    terminal_give_back()
  }

  private func take() {
    if terminal_take(tty) < 0 {
      lose()
      return
    }
    isTaken = true
    thread.enter()
    noticeSize()
  }

  /// Takes the terminal where the process is in the foreground again.
  private func takeAgain(_ isForeground: Bool) {
    if isForeground {
      take()
    } else {
      // It was continued in order to end, or nobody can bring it to the foreground.
      takeSignals()
      if endSignal == nil { lose() }
    }
  }

  /// After a stop that nobody ordered here: the supervisor or the shell has the terminal back.
  private func retake() {
    if isLost || isClosed { return }
    isTaken = false
    let isForeground = terminal_await_foreground(tty)
    if terminal_is_taken(), isForeground { thread.leave() } else { thread.forget() }
    takeAgain(isForeground)
  }

  // MARK: Clipboard

  public func copy(_ text: String) -> CopyRoute {
    copyText(text, file: copyFile, thread: thread)
  }
}

/// The signals that are waited for.
private enum Signal: Int32 {
  case hangUp = 1
  case interrupt = 2
  case terminate = 15
  case continued = 18
  case stop = 20
  case windowChange = 28
}
