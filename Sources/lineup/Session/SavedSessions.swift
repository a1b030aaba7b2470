import Dispatch
import Glibc
import Playground
import SessionLog
import Synchronization

/// Saved sessions, read and changed beside the main loop: one after the other what changes them or
/// says which there are, on the side what only looks into them.
final class SavedSessions: Sendable {
  typealias Tell = @Sendable (AppEvent) -> Void

  /// Who wants to know which sessions there are, and which of them is running.
  struct Listing: Sendable {
    var running: String?
    var tell: Tell
  }

  private let places: Places
  private let queue = DispatchQueue(label: "sessions", qos: .userInitiated)
  /// The number of the newest search; an older one ends early.
  private let newestSearch = Atomic<Int>(0)
  /// So many places are looked for in all sessions together.
  private static let hitLimit = 2000

  init(_ places: Places) { self.places = places }

  func list(_ listing: Listing) {
    queue.async { [self] in
      do throws(PlacesError) {
        let folder = SessionFolder(try places.sessions)
        let choices = folder.list(cache: try places.summaries).map {
          SessionChoice($0, date: CalendarTime($0.modified), isThis: $0.path == listing.running)
        }
        let today = CalendarTime(Double(Glibc.time(nil))) ?? CalendarTime(year: 0, month: 1, day: 1)
        listing.tell(.sessions(choices, today: today, at: Machine.clock()))
      } catch {
        listing.tell(.notice("\(error)", at: Machine.clock()))
      }
    }
  }

  func search(_ text: String, query number: Int, _ tell: @escaping Tell) {
    let search = newestSearch.add(1, ordering: .relaxed).newValue
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      let isOld: @Sendable () -> Bool = { [self] in
        newestSearch.load(ordering: .relaxed) != search
      }
      var found: [SessionFinding] = []
      if let query = SearchQuery(text), let path = try? places.sessions {
        let hits = SessionSearch.run(
          query, in: SessionFolder(path), limit: Self.hitLimit, isCancelled: isOld)
        found = SessionFinding.all(hits)
      }
      if !isOld() { tell(.found(found, query: number, at: Machine.clock())) }
    }
  }

  func preview(_ path: String, modified: Double, _ tell: @escaping Tell) {
    DispatchQueue.global(qos: .userInitiated).async {
      var preview = SessionPreview(path: path, modified: modified)
      // One that can't be read any more says so once it is opened.
      try? SessionEnds.read(path) { preview.add($0) }
      tell(.preview(preview, at: Machine.clock()))
    }
  }

  // MARK: Changing

  func describe(_ path: String, _ meta: SessionMeta, _ listing: Listing) {
    change(listing) { folder throws(SessionFileError) in
      try folder.describe(path, meta)
      return nil
    }
  }

  func delete(_ path: String, _ name: String, _ listing: Listing) {
    change(listing) { folder throws(SessionFileError) in
      .sessionDeleted(try folder.delete(path), name: name, at: Machine.clock())
    }
  }

  func restore(_ deleted: DeletedSession, _ name: String, _ listing: Listing) {
    change(listing) { folder throws(SessionFileError) in
      .sessionThere(path: try folder.restore(deleted), "\(name) is back", at: Machine.clock())
    }
  }

  func duplicate(_ path: String, _ title: String, _ listing: Listing) {
    change(listing) { folder throws(SessionFileError) in
      let copy = try folder.duplicate(path, title: title)
      return .sessionThere(path: copy, "\(title) is there", at: Machine.clock())
    }
  }

  /// Changes something, tells of it or why it can't be, and which sessions there are then.
  private func change(
    _ listing: Listing,
    _ work: @escaping @Sendable (SessionFolder) throws(SessionFileError) -> AppEvent?
  ) {
    queue.async { [places] in
      guard let path = try? places.sessions else { return }
      do throws(SessionFileError) {
        if let event = try work(SessionFolder(path)) { listing.tell(event) }
      } catch {
        listing.tell(.notice("\(error)", at: Machine.clock()))
      }
    }
    list(listing)
  }
}

extension PlaygroundSession {
  /// - Parameter path: nil is the running session; it may have been opened after it was listed.
  func describe(_ path: String?, _ meta: SessionMeta) {
    if let path, path != recorder.path { return savedSessions.describe(path, meta, listing) }
    conductor.describe(meta)
    handle(.sessionChanged(at: Machine.clock()))
  }

  /// Brings what was found out beside the main loop to the viewer.
  var tellViewer: SavedSessions.Tell {
    let mailbox = mailbox
    return { mailbox.send(.viewer($0)) }
  }

  var listing: SavedSessions.Listing {
    SavedSessions.Listing(running: recorder.path, tell: tellViewer)
  }
}

extension CalendarTime {
  /// Seconds since 1970 where the user is; nil for a time that no calendar has.
  init?(_ seconds: Double) {
    guard seconds.isFinite, abs(seconds) < 1e11 else { return nil }
    var seconds = time_t(seconds)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return nil }
    self.init(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
      hour: Int(parts.tm_hour), minute: Int(parts.tm_min))
  }
}
