import Cells
import SessionLog

/// A session's length in a line of cells, with what happened where.
struct Timeline {
  /// What stands in a cell.
  enum Mark: Equatable {
    case none, prompt, difference, resumed
  }

  /// The first column of the line itself.
  let start: Int
  let count: Int
  /// Of the moment that is shown.
  let position: Int
  let left: SafeText
  let right: SafeText
  private let replay: ReplayView

  init(_ replay: ReplayView, columns: Int, _ glyphs: Glyphs, _ widths: DisplayWidth) {
    self.replay = replay
    let sign = replay.isPlaying ? glyphs.playing : glyphs.pausing
    let length = ReplayView.clock(replay.length)
    let now = ReplayView.clock(replay.t)
    let padding = String(repeating: " ", count: max(0, length.count - now.count))
    left = "\(sign) \(SafeText(padding + now))"
    right = SafeText(length)
    start = 1 + widths.of(left) + 1
    count = max(0, columns - start - widths.of(right) - 2)
    position = Self.cell(replay.t, replay.length, count)
  }

  private static func cell(_ t: Double, _ length: Double, _ count: Int) -> Int {
    guard length > 0, count > 0 else { return 0 }
    return max(0, min(count - 1, Int((t / length * Double(count - 1)).rounded())))
  }

  /// What to draw in each cell: differences before prompts.
  var marks: [Mark] {
    var marks = [Mark](repeating: .none, count: count)
    guard count > 0 else { return [] }
    for marker in replay.markers {
      let cell = Self.cell(marker.t, replay.length, count)
      switch marker.kind {
      case .difference: marks[cell] = .difference
      case .resumed where marks[cell] != .difference: marks[cell] = .resumed
      case .prompt where marks[cell] == .none: marks[cell] = .prompt
      default: break
      }
    }
    return marks
  }

  /// Which share of the length a column stands for; nil beside the line.
  func share(at column: Int) -> Double? {
    guard (start..<start + count).contains(column), count > 1 else { return nil }
    return Double(column - start) / Double(count - 1)
  }
}

extension Painter {
  /// `|> 0:12.4 ━━›━━━━━≠━━●───›──────────── 1:03.0`
  mutating func paintTimeline(_ replay: ReplayView) {
    let area = layout.composer
    if let separator = layout.separator { paintSeparator(separator, replay) }
    let timeline = Timeline(replay, columns: area.columns, glyphs, view.widths)
    draw(timeline.left, 1, area.row, replay.isPlaying ? .stateRun : .number)
    draw(timeline.right, area.endColumn - width(timeline.right) - 1, area.row, .status)
    for (index, mark) in timeline.marks.enumerated() {
      let isOver = index <= timeline.position
      let column = timeline.start + index
      if index == timeline.position {
        draw(glyphs.position, column, area.row, .modeReplay)
        continue
      }
      switch mark {
      case .none:
        draw(
          isOver ? glyphs.heavy.horizontal : glyphs.light.horizontal, column, area.row,
          isOver ? .borderChosen : .border)
      case .prompt: draw(glyphs.composer, column, area.row, .prompt)
      case .difference: draw(glyphs.differs, column, area.row, .stateWarn)
      case .resumed: draw(glyphs.separator, column, area.row, .textDim)
      }
    }
    frame.caret = Point(
      column: min(area.endColumn - 1, timeline.start + timeline.position), row: area.row)
  }

  /// `── turn 2: "And why?" ─────────────── event 512 of 2048  idle at most 1 s ──`
  private mutating func paintSeparator(_ area: Rect, _ replay: ReplayView) {
    drawLine(
      glyphs.light.horizontal, from: area.column, to: area.endColumn, row: area.row, .border)
    var parts: [String] = []
    if replay.known < 1 { parts.append("read \(Int(replay.known * 100))%") }
    if let limit = replay.idleLimit {
      parts.append("silence at most \(Figures.setting(limit)) s")
    }
    parts.append("event \(replay.event) of \(replay.count)")
    let right = SafeText(parts.joined(separator: "  "))
    let start = area.endColumn - 2 - width(right) - 2
    if start > 10 { draw(" \(right) ", start, area.row, .status) }
    let place =
      session.turn == 0 ? "before the first prompt" : "turn \(session.turn): \(whatHappens)"
    let left = SafeText(place).elidingEnd(
      to: max(0, start - area.column - 6), widths: view.widths, sign: glyphs.ellipsis)
    draw(" \(left) ", area.column + 2, area.row, .status)
  }

  /// What the panes are at in the moment that is shown.
  private var whatHappens: String {
    let running = session.runningPanes.map(\.number)
    return running.isEmpty
      ? "answered" : "\(paneNumbers(running)) \(running.count == 1 ? "answers" : "answer")"
  }
}
