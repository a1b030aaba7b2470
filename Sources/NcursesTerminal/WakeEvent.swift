import CTerminal

/// Ends the main thread's wait from another thread: an eventfd.
public final class WakeEvent: Sendable {
  let descriptor: Int32

  public init() throws(TerminalError) {
    descriptor = terminal_event_open()
    if descriptor < 0 { throw .system("eventfd", -descriptor) }
  }

  deinit { terminal_close(descriptor) }

  /// Lets `NcursesTerminal.wait` return; from any thread, at little cost.
  public func signal() { terminal_event_signal(descriptor) }

  /// Waits for `signal` alone, for a program without a terminal.
  ///
  /// - Parameter timeout: seconds; nil waits for ever.
  /// - Returns: whether it was signalled.
  public func wait(timeout: Double?) -> Bool {
    _ = terminal_wait(-1, -1, descriptor, milliseconds(timeout))
    return terminal_event_clear(descriptor)
  }
}

extension WakeEvent {
  /// Waits until there is something to read, for `signal`, or for a signal of the system.
  ///
  /// - Returns: whether there is something to read, or its end.
  public func wait(orInputOn input: Int32) -> Bool {
    let ready = terminal_wait(input, -1, descriptor, -1)
    _ = terminal_event_clear(descriptor)
    return ready & Int32(terminal_ready_input | terminal_ready_lost) != 0
  }
}

/// Seconds as `poll` takes them, rounded up; nil is for ever.
func milliseconds(_ seconds: Double?) -> Int32 {
  guard let seconds else { return -1 }
  return Int32((max(0, min(seconds, 86400)) * 1000).rounded(.up))
}
