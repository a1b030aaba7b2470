import FoundationEssentials
import Glibc
import SessionLog

/// Keeps a session's events in its file, from the first line on.
final class SessionRecorder {
  let header: SessionHeader
  /// The monotonic time at which the session's own clock began.
  let origin = Machine.clock()
  private let store: SessionStore?
  private var hasPrompt = false

  /// Creates the session file unless nothing is to be saved.
  ///
  /// - Parameter onChange: told from another thread when the file can't be written, or can again.
  /// - Throws: `Failure` where the file can't be created.
  init(
    places: Places, saves: Bool, onChange: @escaping @Sendable (SessionWriter.Change) -> Void
  ) throws {
    header = SessionHeader(
      created: Date().formatted(.iso8601), app: "lineup \(Lineup.version)", machine: Machine.facts)
    guard saves else {
      store = nil
      return
    }
    do {
      let writer = try SessionWriter.create(
        in: places.sessions, header: header, random: { UInt32.random(in: 0...UInt32.max) })
      store = SessionStore(writer, onChange: onChange)
    } catch {
      throw Failure("\(error) To go on without saving, add --no-save.")
    }
  }

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

  /// Waits until everything is on the disk and closes the file; one in which nothing was asked is
  /// removed.
  ///
  /// - Returns: whether a session was saved.
  @discardableResult
  func finish() -> Bool {
    guard let store else { return false }
    let isWritten = store.close(waitingAtMost: 5000)
    if !hasPrompt { unlink(store.path) }
    return isWritten && hasPrompt
  }
}

extension SessionWriter.Change {
  /// One sentence for the user.
  var sentence: String {
    switch self {
    case .failing(let error): "\(error)"
    case .recovered(0): "The session is saved again; nothing is missing."
    case .recovered(let lost): "The session is saved again; \(lost) events are missing."
    }
  }
}

extension Places {
  /// The user's places, from the environment.
  static func ofUser() throws -> Places {
    do {
      return try Places(environment: ProcessInfo.processInfo.environment)
    } catch {
      throw Failure("\(error)")
    }
  }
}
