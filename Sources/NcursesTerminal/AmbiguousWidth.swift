import CTerminal

extension NcursesTerminal {
  /// Asks the terminal how many cells it gives to characters of ambiguous width, such as `●` and box
  /// lines: Korean, Japanese and Chinese settings give them two.
  ///
  /// Draws one where the cursor can be asked for its place, so best called before the first frame;
  /// the next frame is drawn anew. Keys that come meanwhile are kept.
  ///
  /// - Parameter timeout: seconds to wait for the answer.
  /// - Returns: 1 or 2; nil where the terminal did not answer.
  public func ambiguousWidth(timeout: Double = 0.2) -> Int? {
    // On the way it says whether it brackets pastes (DECRQM): before the answer that is waited for, so
    // that nothing is left to come.
    let question = "\u{1B}[?2004$p\u{1B}[H\u{25CF}\u{1B}[6n\u{1B}[H\u{1B}[K"
    guard let answer = ask(question, timeout: timeout, answer: CursorReport.init(firstIn:)) else {
      return nil
    }
    return answer.column == 2 ? 1 : answer.column == 3 ? 2 : nil
  }
}

/// A terminal's answer to `CSI 6 n`: `CSI row ; column R`.
struct CursorReport: TerminalAnswer, Equatable {
  var row, column: Int
  var range: Range<Int>

  init?(firstIn bytes: [UInt8]) {
    var start = bytes.startIndex
    while let escape = bytes[start...].firstIndex(of: 0x1B) {
      start = escape + 1
      guard start < bytes.endIndex, bytes[start] == UInt8(ascii: "[") else { continue }
      let body = bytes[(start + 1)...].prefix(12)
      guard let end = body.firstIndex(of: UInt8(ascii: "R")) else { continue }
      let numbers = body[..<end].split(separator: UInt8(ascii: ";")).map {
        Int(String(decoding: $0, as: UTF8.self))
      }
      guard numbers.count == 2, let row = numbers[0], let column = numbers[1] else { continue }
      self.row = row
      self.column = column
      range = escape..<end + 1
      return
    }
    return nil
  }
}

/// What a terminal answered, and where among the bytes that came.
protocol TerminalAnswer {
  var range: Range<Int> { get }
}
