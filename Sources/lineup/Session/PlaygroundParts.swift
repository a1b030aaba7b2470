import Dispatch
import Playground
import SessionLog

/// What a session on the screen consists of, made anew with each.
extension PlaygroundSession {
  static func newRecorder(
    _ places: Places, saves: Bool, _ mailbox: Mailbox<Message>
  ) -> SessionRecorder {
    SessionRecorder(places: places, saves: saves, onChange: tellOfFile(mailbox))
  }

  /// Tells the viewer what becomes of the session's file.
  static func tellOfFile(
    _ mailbox: Mailbox<Message>
  ) -> @Sendable (SessionWriter.Change) -> Void {
    { for event in $0.events(at: Machine.clock()) { mailbox.send(.viewer(event)) } }
  }

  static func newKeeper(
    _ places: Places, saves: Bool, _ mailbox: Mailbox<Message>
  ) -> DraftKeeper {
    DraftKeeper(places: places, saves: saves) {
      mailbox.send(.viewer(.notice($0, at: Machine.clock())))
    }
  }

  static func conductor(
    _ library: ModelLibrary, _ sums: ModelSums, _ endpoints: EndpointLibrary,
    _ recorder: SessionRecorder, _ setup: UserSetup,
    _ places: Places, _ mailbox: Mailbox<Message>, _ resumed: SessionRecorder.Resumed?,
    firstRun: Int = 0
  ) -> Conductor {
    Conductor(
      library: library, sums: sums, endpoints: endpoints, header: recorder.header,
      origin: recorder.origin,
      folder: try? places.models, prompt: { try setup.prompt($0) },
      report: { mailbox.send(.session($0), wakes: !$0.canWait) },
      record: recorder.append, resumed: resumed?.state, firstRun: firstRun)
  }

  func conduct() {
    let setup = setup
    // Those on the shelf are read already; a file of examples may be large.
    conductor.prompt = { [weak self] name in
      if let known = self?.view.template(name) { return known }
      return try setup.prompt(name)
    }
  }

  /// Another session takes the place of this one, whose file is closed. Models that both use stay
  /// loaded.
  ///
  /// - Parameters:
  ///   - resumed: nil begins a new one.
  ///   - saves: whether a new one is saved.
  ///   - paths: models that it will use.
  func begin(
    _ resumed: SessionRecorder.Resumed?, saves: Bool, using paths: Set<String>
  ) {
    conductor.retire(keeping: paths)
    close(recorder)
    recorder = resumed?.recorder ?? Self.newRecorder(places, saves: saves, mailbox)
    if keeper.keeps != recorder.isSaving {
      keeper.finish(view)
      keeper = Self.newKeeper(places, saves: recorder.isSaving, mailbox)
      terminal.copyFile = keeper.keeps ? try? places.state + "/copied.txt" : nil
    }
    generation += 1
    askedConsent = []
    conductor = Self.conductor(
      conductor.library, conductor.sums, conductor.endpoints.anew(), recorder, setup, places,
      mailbox, resumed,
      firstRun: generation << 32)
    conduct()
    hasChanged = false
    lastBusy = 0
    isDirty = true
    setLastWords()
    if let obstacle = recorder.obstacle { notice(obstacle) }
  }

  /// Closes the file of a session that was left, beside the main loop.
  func close(_ recorder: SessionRecorder) {
    closing.async { [recorder = UncheckedBox(recorder)] in recorder.value.finish() }
  }

  /// Waits until the files of sessions that were left are closed.
  func closeOthers() { closing.sync {} }
}
