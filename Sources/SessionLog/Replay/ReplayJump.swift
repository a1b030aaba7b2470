/// Where to in a session.
public enum ReplayJump: Sendable, Equatable, Hashable {
  /// The next marker, or the last one.
  case marker(Int)
  /// The prompt of the turn that is shown; once there, the one before.
  case prompt
  /// The first token of the turn that is shown.
  case firstToken
  /// Where the panes' answers differ first: in the turn that is shown, else in the next that has such
  /// a place, else in the first.
  case difference
  case end
  /// So many tenths of its length.
  case tenth(Int)
}

extension ReplayIndex {
  /// The event to go to, or for a share of the length the time.
  public enum Target: Sendable, Equatable {
    case event(Int)
    case time(Double)
  }

  /// Where a jump leads from a moment; nil where there is nothing to jump to.
  public func target(of jump: ReplayJump, from event: Int) -> Target? {
    switch jump {
    case .marker(let step):
      let found =
        step > 0
        ? markers.first { $0.event > event } : markers.last { $0.event < event }
      if let found { return .event(found.event) }
      return step > 0 ? (event < count ? .event(count) : nil) : (event > 0 ? .event(0) : nil)
    case .prompt:
      return markers.last { $0.kind == .prompt && $0.event < event }.map { .event($0.event) }
    case .firstToken:
      return first(.firstToken, near: event)
    case .difference:
      return first(.difference, near: event)
    case .end: return .event(count)
    case .tenth(let tenth): return .time(length * Double(tenth) / 10)
    }
  }

  /// The first marker of a kind in the turn that is shown, else the next, else the first of all.
  private func first(_ kind: ReplayMarker.Kind, near event: Int) -> Target? {
    let start = markers.last { $0.kind == .prompt && $0.event <= event }?.event ?? 0
    let all = markers.filter { $0.kind == kind }
    let found =
      all.first { $0.event >= start && $0.event != event }
      ?? all.first { $0.event != event } ?? all.first
    return found.map { .event($0.event) }
  }
}
