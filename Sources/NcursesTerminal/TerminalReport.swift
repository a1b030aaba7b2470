import CTerminal
import Cells

/// What a terminal can do, found out without taking the whole screen.
public struct TerminalReport: Sendable {
  /// $TERM.
  public var name: String?
  public var size: Size
  /// 0, 8, 16, 256 or 16777216.
  public var colors: Int
  /// Whether the user's own locale is UTF-8.
  public var isUnicode: Bool
  /// Cells of characters of ambiguous width, 1 or 2; nil where the terminal did not answer.
  public var ambiguousWidth: Int?

  /// Asks the controlling terminal, on the line of the cursor, which is empty afterwards.
  ///
  /// - Throws: `TerminalError` where there is none, or where $TERM is no terminal with a screen.
  public init() throws(TerminalError) {
    let tty = terminal_open(nil)
    if tty < 0 { throw .notATerminal }
    defer { terminal_close(tty) }
    name = terminal_environment("TERM").map { String(cString: $0) }
    size = terminalSize(tty)
    let problem = terminal_screen_open(Int32(size.rows), Int32(size.columns), -1)
    if problem != 0 { throw TerminalError(screenError: problem) }
    colors = Int(terminal_screen_colors())
    isUnicode = terminal_locale_is_utf8()
    terminal_screen_close()
    ambiguousWidth = Self.ambiguousWidth(tty)
  }

  private static func ambiguousWidth(_ tty: Int32) -> Int? {
    guard terminal_take(tty) >= 0 else { return nil }
    defer { terminal_give_back() }
    let question = Array("\r\u{25CF}\u{1B}[6n\r\u{1B}[K".utf8)
    guard terminal_write(tty, question, question.count, -1, 200) == question.count else {
      return nil
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    let end = terminal_clock() + 0.3
    while case let left = end - terminal_clock(), left > 0 {
      _ = terminal_wait(tty, -1, -1, Int32(left * 1000) + 1)
      let count = terminal_read(tty, &buffer, buffer.count)
      if count < 0 { return nil }
      bytes += buffer[..<count]
      if let report = CursorReport(firstIn: bytes) {
        return report.column == 2 ? 1 : report.column == 3 ? 2 : nil
      }
    }
    return nil
  }
}
