import Cells
import SessionLog

/// Keys and clicks while a saved session plays.
extension Updater {
  mutating func perform(_ command: ReplayCommand) {
    if command == .leave, view.search != nil {
      view.search = nil
      return
    }
    effects.append(.control(command))
  }

  /// ^C pauses; then, asked twice, it quits.
  mutating func interruptReplay(_ replay: ReplayView, wasAsked: QuitQuestion?) {
    if replay.isPlaying {
      effects.append(.control(.toggle))
    } else if replay.isOverSession {
      effects.append(.control(.leave))
    } else if wasAsked != nil {
      effects.append(.quit)
    } else {
      view.quitQuestion = .again(end: view.now + Toast.duration)
    }
  }

  /// A click on the timeline goes there.
  mutating func clickTimeline(at column: Int) {
    guard let replay = view.replay else { return }
    let timeline = Timeline(replay, columns: view.size.columns, view.glyphs, view.widths)
    if let share = timeline.share(at: column) { effects.append(.control(.seek(share))) }
  }
}
