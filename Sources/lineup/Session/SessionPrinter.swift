import Cells
import Glibc
import SessionLog

/// Shows a session's events on standard output.
protocol SessionPrinter: AnyObject {
  /// - Returns: false where nobody reads any more.
  func show(_ event: SessionEvent, _ state: SessionState) -> Bool
}

/// The events themselves, one a line.
final class JSONPrinter: SessionPrinter {
  func show(_ event: SessionEvent, _ state: SessionState) -> Bool {
    FileHandleOutput.standard.write(event.line() + [UInt8(ascii: "\n")])
  }
}

/// Answers as text: one as it comes, several line by line with the pane's name before each.
final class AnswerPrinter: SessionPrinter {
  private let isSingle: Bool
  /// What was printed of each running answer.
  private var printed: [Int: String] = [:]
  /// The line of each that is not yet complete.
  private var unfinished: [Int: String] = [:]

  init(paneCount: Int) { isSingle = paneCount == 1 }

  func show(_ event: SessionEvent, _ state: SessionState) -> Bool {
    switch event.body {
    case .token(let pane, let token): return write(token.text, pane, state)
    case .done(let done): return finish(done, state)
    default: return true
    }
  }

  private func write(_ text: String, _ pane: Int, _ state: SessionState) -> Bool {
    printed[pane, default: ""] += text
    if isSingle { return FileHandleOutput.standard.write(visible(text)) }
    var lines = (unfinished[pane, default: ""] + text).split(
      separator: "\n", omittingEmptySubsequences: false)
    unfinished[pane] = lines.popLast().map(String.init)
    let name = name(pane, state)
    return FileHandleOutput.standard.write(
      lines.map { "\(name): \(visible(String($0)))\n" }.joined())
  }

  private func finish(_ done: DoneEvent, _ state: SessionState) -> Bool {
    let pane = done.pane
    // What was held back until the end: the beginning of a stop text, a cut character.
    let before = printed[pane] ?? ""
    let rest = String(
      decoding: done.result.text.utf8.dropFirst(before.utf8.count), as: UTF8.self)
    var isRead = rest.isEmpty || write(rest, pane, state)
    let whole = printed[pane] ?? ""
    if isSingle {
      let isEmptyError = whole.isEmpty && done.result.reason == .error
      if !whole.hasSuffix("\n"), !isEmptyError { isRead = FileHandleOutput.standard.write("\n") }
    } else if let line = unfinished[pane], !line.isEmpty {
      isRead = FileHandleOutput.standard.write("\(name(pane, state)): \(visible(line))\n")
    }
    printed[pane] = nil
    unfinished[pane] = nil
    complain("\(name(pane, state)): \(Self.summary(done))", prefix: false)
    return isRead
  }

  private func name(_ pane: Int, _ state: SessionState) -> String {
    visible(state.pane(pane)?.name ?? "\(pane)")
  }

  /// One line on what an answer cost.
  static func summary(_ done: DoneEvent) -> String {
    let metrics = done.result.metrics
    if done.result.reason == .error { return done.result.error ?? "failed without saying why" }
    var parts = [done.result.reason.rawValue, "\(metrics.tokens) tokens"]
    if let rate = metrics.rate { parts.append("\(rounded(rate)) t/s") }
    if let ttft = metrics.ttftMilliseconds { parts.append("ttft \(rounded(ttft)) ms") }
    if let prefill = metrics.prefillRate {
      parts.append("prefill \(rounded(prefill)) t/s of \(metrics.promptTokens)")
    }
    parts.append(metrics.condition.sharing)
    if let pause = metrics.condition.pause { parts.append(pause) }
    return parts.joined(separator: ", ")
  }

  private static func rounded(_ value: Double) -> String {
    value >= 100 ? "\(Int(value.rounded()))" : "\((value * 10).rounded() / 10)"
  }
}

/// Text from a model or a file, made safe where standard output is a terminal.
func visible(_ text: String) -> String {
  isatty(STDOUT_FILENO) == 1 ? SafeText(text).string : text
}
