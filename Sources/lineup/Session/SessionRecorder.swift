import FoundationEssentials
import SessionLog

/// Where a session's events are kept, from its first line on.
final class SessionRecorder {
  let header: SessionHeader
  /// The monotonic time at which the session's own clock began.
  let origin = Machine.clock()

  init(places: Places, saves: Bool, report: @escaping @Sendable (String) -> Void) throws {
    header = SessionHeader(
      created: Date().formatted(.iso8601), app: "lineup \(Lineup.version)", machine: Machine.facts)
  }

  func append(_ event: SessionEvent) {}
  func finish() {}
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
