import Dispatch
import Playground
import SessionLog

/// A session file that was opened beside the main loop.
enum OpenedSession: Sendable {
  case resumed(UncheckedBox<SessionRecorder.Resumed>)
  /// It can only be looked at.
  case readOnly(path: String, reason: String)
  case failed(String)
}

/// What takes the place of the session that runs.
enum SuccessorSession {
  case resumed(SessionRecorder.Resumed)
  /// A new one with the same panes.
  case new(isPrivate: Bool)
}

/// One session takes the place of another.
extension PlaygroundSession {
  /// Seconds that answers are given to say how they ended.
  private static let patience = 0.5

  /// Opens a session file, to be gone on with; one that is in use, or another version's, is shown as
  /// a replay.
  func open(_ path: String) {
    if path == recorder.path {
      if player == nil { return notice("this is the session that is open") }
      leaveReplay()
      return notice("back in the session that was left for the replay")
    }
    guard !isChanging else { return }
    isOpening = true
    view.holdSending()
    notice("opening \(SessionName(path: path)?.id ?? path)")
    let mailbox = mailbox
    DispatchQueue.global(qos: .userInitiated).async {
      mailbox.send(.opened(Self.opened(path, mailbox)))
    }
  }

  /// Another session is about to take this one's place.
  var isChanging: Bool { isOpening || successor != nil }

  static func opened(_ path: String, _ mailbox: Mailbox<Message>) -> OpenedSession {
    do throws(SessionFileError) {
      return .resumed(
        UncheckedBox(try SessionRecorder.resuming(path, onChange: tellOfFile(mailbox))))
    } catch {
      switch error {
      case .locked, .newerVersion, .readOnly:
        return .readOnly(path: path, reason: "\(error)")
      default: return .failed("\(error)")
      }
    }
  }

  func take(_ opened: OpenedSession) {
    isOpening = false
    switch opened {
    case .resumed(let session): succeed(with: .resumed(session.value))
    case .readOnly(let path, let reason):
      startReplay(path, atEnd: true)
      notice(reason)
    case .failed(let reason): notice(reason)
    }
  }

  /// Stops what runs; then the other session takes its place.
  func succeed(with session: SuccessorSession) {
    if case .resumed(let other)? = successor?.session { close(other.recorder) }
    view.holdSending()
    conductor.stopAll()
    successor = (session, Machine.clock() + Self.patience)
    succeedIfDue(at: Machine.clock())
  }

  func succeedIfDue(at now: Double) {
    guard let (session, time) = successor, !conductor.isBusy || time <= now else { return }
    successor = nil
    leaveReplay()
    let before = conductor.panes
    let hadPrompts = conductor.state.turn > 0 && recorder.isSaving
    var fresh = view.freshly
    fresh.now = now
    fresh.holdSending()
    switch session {
    case .resumed(let resumed):
      begin(resumed, saves: true, using: Set(resumed.state.panes.compactMap(\.model.path)))
      view = fresh
      conductor.open(again: resumed.state, resumed.tokens)
      view.recording = .on
      handle(.sessionChanged(at: now))
      resumed.remarks.forEach(notice)
    case .new(let isPrivate):
      begin(nil, saves: !isPrivate, using: Set(before.map(\.argument.path)))
      view = fresh
      for pane in before { conductor.open(pane.argument, pane.settings) }
      view.recording = recorder.isSaving ? .on : .off
      handle(.sessionChanged(at: now))
      notice(
        isPrivate
          ? "a private session: nothing of it is written down"
          : "a new session" + (hadPrompts ? "; the one before is in the list of sessions" : ""))
    }
    if let first = conductor.numbers.first { view.chosen = first }
    cache = LayoutCache()
  }
}
