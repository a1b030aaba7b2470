import Cells
import Glibc
import NcursesTerminal

extension Check {
  /// What the terminal can do, and what tmux lets through.
  static func terminal() -> [Check] {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      return [
        Check(
          "terminal", "terminal", .note, "not looked at, since input or output is no terminal",
          advice: "run lineup doctor in the terminal that the playground is for")
      ]
    }
    do {
      let report = try TerminalReport()
      return [name(report), size(report), colors(report), locale(report), ambiguous(report)]
        + tmux()
    } catch {
      return [Check("terminal", "terminal", .problem, "no full screen", advice: "\(error)")]
        + tmux()
    }
  }

  private static func name(_ report: TerminalReport) -> Check {
    let remote = environment("SSH_CONNECTION") == nil ? "" : ", over ssh: 20 frames a second"
    return Check("terminal", "TERM", (report.name ?? "not set") + remote)
  }

  private static func size(_ report: TerminalReport) -> Check {
    let isSmall = report.size.columns < 80 || report.size.rows < 24
    return Check(
      "terminal", "size", isSmall ? .note : .ok,
      "\(report.size.columns) columns, \(report.size.rows) rows",
      advice: isSmall ? "80 × 24 or more shows panes side by side or in rows" : nil)
  }

  private static func colors(_ report: TerminalReport) -> Check {
    if let reason = environment("NO_COLOR") {
      return Check("terminal", "colours", .note, "none, by NO_COLOR=\(reason)")
    }
    let count = report.colors == 1 << 24 ? "true colour" : "\(report.colors)"
    guard report.colors < 256 else { return Check("terminal", "colours", count) }
    let advice =
      environment("TMUX") != nil
      ? "in ~/.tmux.conf: set -g default-terminal tmux-256color"
      : "if it has 256: export TERM=xterm-256color"
    return Check("terminal", "colours", .note, count, advice: advice)
  }

  private static func locale(_ report: TerminalReport) -> Check {
    report.isUnicode
      ? Check("terminal", "locale", "UTF-8")
      : Check(
        "terminal", "locale", .note, "not UTF-8; C.UTF-8 is used instead",
        advice: "export LANG=C.UTF-8")
  }

  private static func ambiguous(_ report: TerminalReport) -> Check {
    switch report.ambiguousWidth {
    case 1: Check("terminal", "ambiguous", "one cell for characters such as ● and box lines")
    case 2:
      Check(
        "terminal", "ambiguous", .note, "two cells for characters such as ● and box lines",
        advice: "set the terminal's \"ambiguous width\" to narrow, or add --ambiguous wide")
    default:
      Check(
        "terminal", "ambiguous", .note,
        "the terminal did not say how wide characters such as ● are; one cell is assumed")
    }
  }

  private static func tmux() -> [Check] {
    guard environment("TMUX") != nil else { return [] }
    var checks: [Check] = []
    if let time = option("escape-time").flatMap({ Int($0) }) {
      checks.append(
        Check(
          "tmux", "escape-time", time > 50 ? .note : .ok, "\(time) ms",
          advice: time > 50
            ? "Esc comes late; in ~/.tmux.conf: set -s escape-time 10" : nil))
    }
    if let clipboard = option("set-clipboard") {
      let isOff = clipboard == "off"
      checks.append(
        Check(
          "tmux", "set-clipboard", isOff ? .note : .ok, clipboard,
          advice: isOff
            ? "copied text stays in tmux; in ~/.tmux.conf: set -s set-clipboard external" : nil))
    }
    return checks
  }

  /// A server option of tmux.
  private static func option(_ name: String) -> String? {
    guard let pipe = popen("tmux show-options -sv \(name) 2>/dev/null", "r") else { return nil }
    defer { pclose(pipe) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, Int32(line.count), pipe) != nil else { return nil }
    let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
