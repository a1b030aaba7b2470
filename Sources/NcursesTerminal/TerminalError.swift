import CTerminal

/// Why there is no full screen.
public enum TerminalError: Error, Equatable {
  /// Neither a controlling terminal nor one on standard input.
  case notATerminal
  /// terminfo has no entry for `$TERM`, or there is no `$TERM` (nil).
  case unknownTerminal(String?)
  /// terminfo's entry is of something without a movable cursor.
  case incapableTerminal(String?)
  /// No UTF-8 locale, not even C.UTF-8.
  case noUTF8
  /// The supervisor has to be started before there are threads.
  case threadsExist
  case cannotStart
  /// A system call's name and its `errno`.
  case system(String, Int32)
}

extension TerminalError {
  /// From what `terminal_screen_open` says.
  init(screenError: Int32) {
    let name = terminal_environment("TERM").map { String(cString: $0) }
    switch Int(screenError) {
    case terminal_error_locale: self = .noUTF8
    case terminal_error_unknown: self = .unknownTerminal(name)
    case terminal_error_dumb: self = .incapableTerminal(name)
    default: self = .cannotStart
    }
  }
}

extension TerminalError: CustomStringConvertible {
  /// One sentence that says what to do.
  public var description: String {
    switch self {
    case .notATerminal:
      "there is no terminal to draw on; run it in one, or use --plain"
    case .unknownTerminal(nil), .incapableTerminal(nil):
      "TERM is not set; set it to your terminal's kind (TERM=xterm-256color), or use --plain"
    case .unknownTerminal(let name?):
      "there is no terminfo entry for TERM=\(name.printable); "
        + "set TERM=xterm-256color, or use --plain"
    case .incapableTerminal(let name?):
      "a TERM=\(name.printable) terminal cannot show a full screen; "
        + "set TERM=xterm-256color if yours can, or use --plain"
    case .noUTF8:
      "there is no UTF-8 locale; install C.UTF-8, or use --plain"
    case .threadsExist:
      "the terminal's supervisor was started too late, after the first thread"
    case .cannotStart:
      "ncurses could not be started; use --plain"
    case .system(let call, let number):
      "\(call) failed (errno \(number)); use --plain"
    }
  }
}

extension String {
  /// Without anything a terminal would obey, and not too long for a sentence.
  fileprivate var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.prefix(40).map { $0.isVisible ? $0 : "?" }))
  }
}

extension Unicode.Scalar {
  /// Neither a control character nor one that turns or hides text around it.
  var isVisible: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xE0000...0xE0FFF: false
    default: true
    }
  }
}
