import CTerminal
import Cells
import Synchronization

/// The thread that owns ncurses and writes to the terminal.
///
/// Orders are a state to reach, not a queue: of several frames only the newest is drawn, and a
/// terminal that takes no bytes holds up this thread alone.
final class ScreenThread: Sendable {
  private enum Phase {
    /// The terminal is given back, or not yet taken.
    case off
    /// The same, but somebody else has seen to it.
    case forgotten
    case on
    case ended
  }

  private struct Orders {
    var phase = Phase.off
    var frame: Frame?
    var redraw = false
    var mouse: Bool
    /// Sequences besides the picture, such as a bell.
    var bytes: [UInt8] = []
  }

  /// What may wait to be sent besides the picture.
  static let bytesLimit = 2 << 20

  private let tty: Int32
  private let depth: ColorDepth
  private let orders: Mutex<Orders>
  /// There are orders.
  private let wake: WakeEvent
  /// They are to leave: what is being written may be broken off.
  private let urgent: WakeEvent
  /// The phase that was ordered is reached.
  private let reached: WakeEvent

  init(tty: Int32, depth: ColorDepth, mouse: Bool) throws(TerminalError) {
    self.tty = tty
    self.depth = depth
    orders = Mutex(Orders(mouse: mouse))
    wake = try WakeEvent()
    urgent = try WakeEvent()
    reached = try WakeEvent()
  }

  /// Starts the thread; ncurses is its own from here on, until `end` has returned.
  func start() throws(TerminalError) {
    let context = Unmanaged.passRetained(self)
    let error = terminal_thread_start(
      "lineup-screen",
      { context in
        if let context { Unmanaged<ScreenThread>.fromOpaque(context).takeRetainedValue().run() }
      }, context.toOpaque())
    if error < 0 {
      context.release()
      throw .system("pthread_create", -error)
    }
  }

  func present(_ frame: Frame) { order { $0.frame = frame } }

  func redraw() { order { $0.redraw = true } }

  func setMouse(_ on: Bool) {
    order {
      guard $0.mouse != on else { return }
      $0.mouse = on
      if $0.phase == .on { $0.bytes += (on ? Sequence.mouseOn : Sequence.mouseOff).utf8 }
    }
  }

  /// Sends bytes outside of the picture; false where too many wait already.
  func send(_ bytes: [UInt8]) -> Bool {
    var isSent = false
    order {
      guard $0.phase == .on, $0.bytes.count + bytes.count <= Self.bytesLimit else { return }
      $0.bytes += bytes
      isSent = true
    }
    return isSent
  }

  /// Switches the terminal to full screen and draws everything again.
  func enter() {
    order { $0.phase = .on }
  }

  /// Switches full screen off, and waits for that, though not longer than 1.5 s.
  func leave() { reach(.off) }

  /// Takes note that full screen was switched off by somebody else.
  func forget() { reach(.forgotten) }

  /// Switches full screen off, closes ncurses, and lets the thread end.
  func end() { reach(.ended) }

  private func reach(_ phase: Phase) {
    _ = reached.wait(timeout: 0)
    // First, so that it is taken back together with the order and interrupts nothing later.
    urgent.signal()
    order { $0.phase = phase }
    _ = reached.wait(timeout: 1.5)
  }

  private func order(_ change: (inout sending Orders) -> Void) {
    orders.withLock { change(&$0) }
    wake.signal()
  }

  // MARK: On the thread

  private func run() {
    terminal_thread_hurry()
    var painter = FramePainter(depth: depth)
    var title: SafeText = ""
    var phase = Phase.off
    var isLost = false
    while phase != .ended {
      _ = wake.wait(timeout: nil)
      var now = orders.withLock { orders in
        let now = orders
        // What can't be drawn now is kept for later.
        if orders.phase == .on { orders.frame = nil }
        orders.redraw = false
        orders.bytes = []
        return now
      }
      if now.phase != .on {
        if phase == .on, now.phase != .forgotten, !isLost { leaveFullScreen() }
        phase = now.phase
        _ = terminal_event_clear(urgent.descriptor)
        if phase == .ended { terminal_screen_close() }
        reached.signal()
        continue
      }
      if isLost { continue }
      if phase != .on {
        phase = .on
        title = ""
        now.redraw = true
        isLost = !write(enterBytes(mouse: now.mouse))
      }
      if now.redraw { terminal_screen_redraw() }
      if let frame = now.frame {
        painter.put(frame, on: terminalSize(tty))
        if frame.title != title {
          title = frame.title
          now.bytes += Sequence.title(title.string).utf8
        }
      }
      if !now.bytes.isEmpty, !isLost { isLost = !write(now.bytes) }
      if let caret = painter.caret, !isLost { isLost = !update(caret) }
    }
  }

  /// Draws; false once the terminal is gone.
  private func update(_ caret: Point) -> Bool {
    var count = 0
    guard let bytes = terminal_screen_update(Int32(caret.row), Int32(caret.column), &count) else {
      return true
    }
    var written = terminal_write(tty, bytes, count, urgent.descriptor, -1)
    if written >= 0, written < count {
      // Asked to leave: the terminal gets a moment to take the rest.
      written += max(0, terminal_write(tty, bytes + written, count - written, -1, 150))
      if written < count { terminal_discard_output(tty) }
    }
    return written >= 0
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    terminal_write(tty, bytes, bytes.count, urgent.descriptor, -1) >= 0
  }

  private func leaveFullScreen() {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = terminal_screen_leave_bytes(&bytes, bytes.count)
    let written = terminal_write(tty, bytes, count, -1, 250)
    if written >= 0, written < count {
      terminal_discard_output(tty)
      terminal_write(tty, bytes, count, -1, 250)
    }
  }

  private func enterBytes(mouse: Bool) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = terminal_screen_enter_bytes(&bytes, bytes.count, mouse)
    return Array(bytes.prefix(count))
  }
}

/// The terminal's size, within 1 × 1 and 1000 × 500.
func terminalSize(_ tty: Int32) -> Size {
  var rows: Int32 = 0
  var columns: Int32 = 0
  terminal_get_size(tty, &rows, &columns)
  return Size(columns: Int(columns), rows: Int(rows))
}
