import SessionLog

/// What can be done while a saved session plays.
enum ReplayAvailability {
  /// A sentence for the user; nil where the action works.
  static func reason(against action: Action, _ view: ViewState) -> String? {
    guard let replay = view.replay else {
      if case .replay = action { return "this is no replay; :replay plays the session" }
      return action == .prefix(.jump) ? "this is no replay; :replay plays the session" : nil
    }
    switch action {
    case .replay(.goLive): return replay.obstacle
    case .replay(.speed(let step)):
      let next = step > 0 ? replay.speed * 2 : replay.speed / 2
      return ReplayView.speeds.contains(next) ? nil : "that is the \(step > 0 ? "most" : "least")"
    case .replay(.step(let step)), .replay(.jump(.marker(let step))):
      return end(replay, isForward: step > 0)
    case .replay(.skip(let seconds)): return end(replay, isForward: seconds > 0)
    case .replay(.jump(.difference)):
      return replay.markers.contains { $0.kind == .difference }
        ? nil : "the panes' answers don't differ anywhere"
    case .replay, .prefix(.jump): return nil
    default:
      return action.onlyLooks
        ? nil
        : "this is a replay; \(view.keys.key(for: .replay(.goLive), in: .replay)) goes on from here, "
          + "live"
    }
  }

  private static func end(_ replay: ReplayView, isForward: Bool) -> String? {
    if isForward { return replay.event >= replay.count ? "that is the end" : nil }
    return replay.event == 0 ? "that is the beginning" : nil
  }
}

extension Action {
  /// It changes nothing in the session.
  var onlyLooks: Bool {
    switch self {
    case .interrupt, .suspend, .redraw, .quit, .help, .saved, .nextPane, .previousPane, .choose,
      .scroll, .mark, .markAll, .copyAnswer, .copyBlock, .copyConversation, .copyNumbers,
      .copyRunLine, .prefix(.copy), .zoom, .stepOut, .details, .table, .message, .link, .search,
      .nextMatch, .previousMatch, .raw, .foldThoughts, .arrange, .strips, .theme, .palette,
      .messages, .openPager, .toggleMouse, .replay, .prefix(.jump), .sessions, .session,
      .sessionActions:
      true
    default: false
    }
  }
}
