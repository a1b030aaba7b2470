import Cells
import Playground
import Prompts
import SessionLog

/// Shows a session's events on standard output.
protocol SessionPrinter: AnyObject {
  /// - Returns: false where nobody reads any more.
  func show(_ event: SessionEvent, _ state: SessionState) -> Bool
}

/// The events themselves, one a line.
final class JSONPrinter: SessionPrinter {
  func show(_ event: SessionEvent, _ state: SessionState) -> Bool {
    FileHandleOutput.standard.write(json: event.line())
  }
}

/// Answers as text: one as it comes, several line by line with the pane's name before each.
final class AnswerPrinter: SessionPrinter {
  private let isSingle: Bool
  private let output = FileHandleOutput.standard
  /// Where what answers took is written.
  private let figures: FileHandleOutput
  /// The one answer, where there is one.
  private var stream = SafeTextStream()
  /// What was printed of each running answer.
  private var printed: [Int: String] = [:]
  /// The line of each that is not yet complete.
  private var unfinished: [Int: String] = [:]
  /// The try that was last said to be waited for.
  private var awaited: [Int: Int] = [:]

  init(paneCount: Int, figures: FileHandleOutput = .error) {
    isSingle = paneCount == 1
    self.figures = figures
  }

  func show(_ event: SessionEvent, _ state: SessionState) -> Bool {
    switch event.body {
    case .token(let pane, let token): return write(token.text, pane, state)
    case .done(let done): return finish(done, state)
    case .wait(let pane, let wait):
      // Once for each try; its own turn is nothing to tell.
      if wait.attempt > 1, awaited.updateValue(wait.attempt, forKey: pane) != wait.attempt {
        figures.write("\(name(pane, state)): \(wait.phrase)\n")
      }
      return true
    default: return true
    }
  }

  private func write(_ text: String, _ pane: Int, _ state: SessionState) -> Bool {
    printed[pane, default: ""] += text
    if isSingle { return output.write(piece: text, of: &stream) }
    unfinished[pane, default: ""] += text
    guard text.utf8.contains(UInt8(ascii: "\n")) else { return true }
    var lines = unfinished[pane, default: ""].split(omittingEmptySubsequences: false) {
      $0 == "\n" || $0 == "\r\n"
    }
    unfinished[pane] = lines.popLast().map(String.init)
    let name = name(pane, state)
    return output.write(lines.map { "\(name): \($0)\n" }.joined())
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
      isRead = output.finish(&stream) && isRead
      let endsLine = whole.utf8.last == UInt8(ascii: "\n")
      if !endsLine, !isEmptyError { isRead = output.write("\n") && isRead }
    } else if let line = unfinished[pane], !line.isEmpty {
      isRead = output.write("\(name(pane, state)): \(line)\n") && isRead
    }
    printed[pane] = nil
    unfinished[pane] = nil
    awaited[pane] = nil
    figures.write("\(name(pane, state)): \(Self.summary(done))\n")
    if let variant = state.pane(pane)?.turn(done.turn)?.variant,
      let note = Self.expectation(variant)
    {
      figures.write("\(name(pane, state)): \(note)\n")
    }
    return isRead
  }

  private func name(_ pane: Int, _ state: SessionState) -> String {
    state.pane(pane)?.name ?? "\(pane)"
  }

  /// One line on whether an answer is what its prompt file expects; nil where it expects nothing.
  static func expectation(_ variant: Variant) -> String? {
    guard let use = variant.question.use, let result = variant.result, result.reason != .error,
      let expect = try? PromptTemplate(json: use.prompt).expect,
      let verdict = expect.verdict(result.text, values: use.inputs)
    else { return nil }
    return verdict.isMet ? "as expected: \(verdict.reason)" : "not as expected: \(verdict.reason)"
  }

  /// One line on what an answer cost.
  static func summary(_ done: DoneEvent) -> String {
    let metrics = done.result.metrics
    if done.result.reason == .error { return done.result.error ?? "failed without saying why" }
    let about = metrics.isEstimated ? "~" : ""
    var parts = [done.result.reason.rawValue, "\(about)\(metrics.tokens) tokens"]
    if let thought = metrics.reasoningTokens, thought > 0 {
      parts.append("\(thought) of them reasoning")
    }
    if let rate = metrics.rate { parts.append("\(about)\(rounded(rate)) t/s") }
    if let ttft = metrics.ttftMilliseconds { parts.append("ttft \(rounded(ttft)) ms") }
    if let prefill = metrics.prefillRate {
      parts.append("prefill \(rounded(prefill)) t/s of \(metrics.promptTokens)")
    }
    if let cost = metrics.cost { parts.append(cost.text) }
    parts.append(metrics.condition.sharing)
    if let why = done.result.error { parts.append(why) }
    if let pause = metrics.condition.pause { parts.append(pause) }
    return parts.joined(separator: ", ")
  }

  private static func rounded(_ value: Double) -> String {
    guard value < 1e15 else { return "?" }
    return value >= 100 ? "\(Int(value.rounded()))" : "\((value * 10).rounded() / 10)"
  }
}
