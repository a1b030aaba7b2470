import FoundationEssentials
import Playground
import SessionLog

/// Keeps a session's events in its file, from the first line on.
final class SessionRecorder {
  let header: SessionHeader
  /// The monotonic time at which the session's own clock began.
  let origin: Double
  /// Why nothing is saved although it should be: one sentence.
  let obstacle: String?
  private let store: SessionStore?
  private var hasPrompt = false

  /// Creates the session file unless nothing is to be saved. Where that can't be done the session
  /// goes on without.
  ///
  /// - Parameter onChange: told from another thread when the file can't be written, or can again.
  init(
    places: Places, saves: Bool, onChange: @escaping @Sendable (SessionWriter.Change) -> Void
  ) {
    origin = Machine.clock()
    header = SessionHeader(
      created: Date().formatted(.iso8601), app: Lineup.app, machine: Machine.facts)
    guard saves else {
      store = nil
      obstacle = nil
      return
    }
    do {
      let writer = try SessionWriter.create(
        in: places.sessions, header: header, random: { UInt32.random(in: 0...UInt32.max) })
      store = SessionStore(writer, onChange: onChange)
      obstacle = nil
    } catch {
      store = nil
      obstacle = "this session is not saved: \(error), or add --no-save"
    }
  }

  /// A session that is gone on with.
  struct Resumed {
    let recorder: SessionRecorder
    /// As it is behind the event that says that it was opened again.
    let state: SessionState
    let event: SessionEvent
    let tokens: AnswerTokens
    /// What to tell people of the file.
    let remarks: [String]
  }

  /// Goes on with a session file.
  static func resuming(
    _ path: String, onChange: @escaping @Sendable (SessionWriter.Change) -> Void
  ) throws(SessionFileError) -> Resumed {
    let session = try ResumedSession(
      path, wall: Date().formatted(.iso8601), app: Lineup.app, machine: Machine.facts)
    let state = session.state
    let event = session.event
    let tokens = session.tokens
    let remarks = session.sentences
    let recorder = SessionRecorder(state, SessionStore(session.writer, onChange: onChange))
    return Resumed(
      recorder: recorder, state: state, event: event, tokens: tokens, remarks: remarks)
  }

  /// Begins a session with all that another one holds, in a file of its own. It keeps the other's
  /// date, which its answers were given on.
  static func copying(
    _ path: String, places: Places, saves: Bool,
    onChange: @escaping @Sendable (SessionWriter.Change) -> Void
  ) throws(SessionFileError) -> Resumed {
    let reader = try SessionReader(path)
    var state = SessionState()
    var tokens = AnswerTokens()
    while let event = try nextOfCopy(reader) {
      state.apply(event)
      tokens.apply(event)
    }
    let event = SessionEvent(
      t: state.t,
      .resumed(wall: Date().formatted(.iso8601), app: Lineup.app, machine: Machine.facts))
    state.apply(event)
    var store: SessionStore?
    var obstacle: String?
    if saves {
      let header =
        state.header
        ?? SessionHeader(created: "", app: Lineup.app, machine: Machine.facts)
      do {
        let writer = try SessionWriter.create(
          in: places.sessions, header: header, random: { UInt32.random(in: 0...UInt32.max) },
          fill: { (add) throws(SessionFileError) in
            let reader = try SessionReader(path)
            while let event = try nextOfCopy(reader) {
              if case .session = event.body { continue }
              try add(event)
            }
            try add(event)
          })
        store = SessionStore(writer, onChange: onChange)
      } catch {
        obstacle = "the new session is not saved: \(error), or add --no-save"
      }
    }
    let recorder = SessionRecorder(state, store, obstacle: obstacle)
    return Resumed(
      recorder: recorder, state: state, event: event, tokens: tokens,
      remarks: reader.report.sentences)
  }

  /// The next event that a copy has too: the new session is no batch that could be gone on with.
  private static func nextOfCopy(
    _ reader: SessionReader
  ) throws(SessionFileError) -> SessionEvent? {
    while let event = try reader.next() {
      guard case .unknown(let type, _) = event.body, type.hasPrefix("batch") else { return event }
    }
    return nil
  }

  private init(_ state: SessionState, _ store: SessionStore?, obstacle: String? = nil) {
    header =
      state.header
      ?? SessionHeader(created: "", app: Lineup.app, machine: Machine.facts)
    origin = Machine.clock() - state.t
    self.obstacle = obstacle
    self.store = store
    hasPrompt = true
  }

  var isSaving: Bool { store != nil }
  /// The file's path; nil where nothing is saved.
  var path: String? { store?.path }
  var id: String? { store?.id }

  func append(_ event: SessionEvent) {
    switch event.body {
    // Creating the file wrote it.
    case .session: return
    case .prompt: hasPrompt = true
    default: break
    }
    store?.append(event)
  }

  /// Waits a moment until everything so far is in the file; a slow disk is not waited for.
  func flush() { _ = store?.flush(waitingAtMost: 100) }

  /// Waits until everything is on the disk and closes the file; one in which nothing was asked is
  /// removed. Says on standard error what could not be saved.
  ///
  /// - Returns: whether the session was saved to its end.
  @discardableResult
  func finish() -> Bool {
    guard let store else { return false }
    let isWritten = store.close(waitingAtMost: 5000)
    guard hasPrompt else {
      store.remove(waitingAtMost: 1000)
      return false
    }
    if !isWritten {
      let lost = store.unsavedEvents
      complain(
        lost > 0
          ? "the session is not saved to its end: \(lost) events are missing from \(store.path); "
            + "what was shown is all there is of them"
          : "the disk did not confirm that it stored \(store.path); look whether it is whole")
    }
    return isWritten
  }
}

extension SessionWriter.Change {
  /// What the viewer learns of it.
  func events(at time: Double) -> [AppEvent] {
    let sentence = AppEvent.notice(sentence, at: time)
    return switch self {
    case .failing(.syncFailed), .disturbed: [sentence]
    case .failing: [.recording(.failing, at: time), sentence]
    case .recovered: [.recording(.on, at: time), sentence]
    }
  }

  /// One sentence for the user.
  var sentence: String {
    switch self {
    case .failing(let error): "\(error)"
    case .recovered(0): "the session is saved again; nothing is missing"
    case .recovered(let lost): "the session is saved again; \(lost) events are missing"
    case .disturbed(let error): "\(error)"
    }
  }
}

extension Places {
  /// The user's places, from the environment.
  static var ofUser: Places { Places(environment: ProcessInfo.processInfo.environment) }
}
