import Dispatch
import FoundationEssentials
import Playground
import SessionLog

/// A saved session is looked at in the place of the one that runs.
extension PlaygroundSession {
  /// Shows a session file from its beginning, or its end.
  ///
  /// - Parameter path: nil is the session that runs, as far as it has come.
  func startReplay(
    _ path: String?, speed: Double = 1, idleLimit: Double? = nil, atEnd: Bool = false
  ) {
    recorder.flush()
    guard let path = path ?? recorder.path else {
      return notice("this session is not saved: there is nothing to replay")
    }
    do throws(SessionFileError) {
      let (replay, rest) = try Replay.open(path)
      let number = (player?.number ?? 0) + 1
      let isCancelled = ReplayPlayer.Cancelled()
      let player = ReplayPlayer(
        replay, number: number, speed: speed, idleLimit: idleLimit, isCancelled: isCancelled)
      self.player = player
      if viewBehind == nil { viewBehind = view }
      view = view.freshly
      view.mode = .panes
      // A conversation of the same number in another session is another text.
      cache = LayoutCache()
      let now = Machine.clock()
      if atEnd {
        _ = try player.perform(.jump(.end), at: now)
      } else {
        try player.setPlaying(true, at: now)
      }
      if let rest { lookThrough(rest, number, isCancelled) }
      showReplay()
      handle(.sessionChanged(at: now))
      replay.index.report.sentences.forEach(notice)
    } catch {
      notice("\(error)")
    }
  }

  private func lookThrough(
    _ rest: ReplayIndexing, _ number: Int, _ isCancelled: ReplayPlayer.Cancelled
  ) {
    let mailbox = mailbox
    DispatchQueue.global(qos: .utility).async {
      do throws(SessionFileError) {
        try rest.finish(isCancelled: { isCancelled.isSet }) {
          mailbox.send(.index($0, of: number))
        }
      } catch {
        mailbox.send(.viewer(.notice("\(error)", at: Machine.clock())))
      }
    }
  }

  func take(_ index: ReplayIndex, of number: Int) {
    guard let player, player.number == number else { return }
    attempt { () throws(SessionFileError) in try player.take(index, at: Machine.clock()) }
    showReplay()
    if index.isComplete { index.report.sentences.forEach(notice) }
  }

  /// Shows the moment that is due.
  func play(at now: Double) {
    guard let player else { return }
    attempt { () throws(SessionFileError) in
      if try player.play(at: now) {
        showReplay()
        handle(.sessionChanged(at: now))
      }
    }
  }

  func control(_ command: ReplayCommand) {
    guard let player else { return }
    switch command {
    case .leave where viewBehind == nil || !hasSessionBehind: mustQuit = true
    case .leave: leaveReplay()
    case .goLive: goLive(player)
    default:
      attempt { () throws(SessionFileError) in
        let obstacle = try player.perform(command, at: Machine.clock())
        showReplay()
        handle(.sessionChanged(at: Machine.clock()))
        if let obstacle { notice(obstacle) }
      }
    }
  }

  /// Goes back to the session that runs.
  func leaveReplay() {
    guard player != nil, let behind = viewBehind else { return }
    player = nil
    viewBehind = nil
    let now = view
    view = behind.after(now)
    cache = LayoutCache()
    isDirty = true
    guard !mustQuit else { return }
    handle(.sessionChanged(at: Machine.clock()))
  }

  /// Whether there is a session to go back to.
  var hasSessionBehind: Bool { recorder.isSaving || !conductor.panes.isEmpty }

  /// The view learns which moment is shown.
  private func showReplay() {
    guard let player else { return }
    let replay = player.replay
    let obstacle = replay.index.report.newerVersion.map {
      "it was written by a newer lineup (version \($0) of the format) and can only be looked at"
    }
    view.replay = player.view(
      title: replay.index.title ?? replay.state.meta.title ?? SessionName(path: replay.path)?.id
        ?? replay.path,
      over: hasSessionBehind, obstacle: obstacle)
    isDirty = true
  }

  /// Begins a new session with the same past up to the moment that is shown.
  private func goLive(_ player: ReplayPlayer) {
    guard !isChanging else { return }
    let state = player.replay.state
    attempt { () throws(SessionFileError) in
      let folder: String
      do { folder = try places.sessions } catch {
        return notice("\(error)")
      }
      // Without a prompt it is about nothing yet: the first one will name it.
      let title =
        state.turn == 0
        ? nil
        : (player.replay.index.title ?? state.meta.title).map {
          SessionTitle.title(of: $0, from: player.t)
        }
      let path = try SessionBranch.create(
        of: player.replay, in: folder, created: Date().formatted(.iso8601), title: title,
        random: { UInt32.random(in: 0...UInt32.max) })
      open(path)
    }
  }

  private func attempt(_ work: () throws(SessionFileError) -> Void) {
    do throws(SessionFileError) {
      try work()
    } catch {
      // What could not be read now would be tried again at once.
      player?.halt()
      showReplay()
      notice("\(error)")
    }
  }
}
