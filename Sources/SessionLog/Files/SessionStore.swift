import Dispatch
import Synchronization

/// Writes a session's events from a queue of its own, so that the main loop never waits for a disk.
///
/// An event is in the file as soon as the queue gets to it, one `write` each; it is stored safely
/// within a quarter of a second, and at once at the end of a generation. Syncing has a second
/// queue: a slow disk would hold up the writes that save events from a crash.
///
/// `@unchecked Sendable`: `writer` and the flags beside it are touched on `queue` alone, `inbox`
/// has its own lock.
public final class SessionStore: @unchecked Sendable {
  /// Seconds between two syncs while events come.
  static let syncInterval = 0.25
  /// Seconds between two attempts to write to a disk that is full.
  static let retryInterval = 1.0
  /// How many events may wait for the queue, as when the disk does not answer.
  static let inboxLimit = 100_000

  private struct Inbox {
    var events: [SessionEvent] = []
    var lostEvents = 0
    /// The queue is going to look.
    var isDraining = false
  }

  /// What others may ask about the file.
  private struct Place {
    var path: String
    var unsavedEvents = 0
  }

  private let onChange: @Sendable (SessionWriter.Change) -> Void
  private let queue = DispatchQueue(label: "store", qos: .userInitiated)
  private let syncQueue = DispatchQueue(label: "store.sync", qos: .utility)
  private let inbox = Mutex(Inbox())
  private let place: Mutex<Place>
  /// Something may not be stored; a later sync that works says nothing of what was before it.
  private let hasFailedToSync = Atomic<Bool>(false)
  private let retryInterval: Double

  private let writer: SessionWriter
  private var isSyncDue = false
  private var isRetryDue = false
  private var hasToldSyncFailure = false
  private var hasSyncedFolder = false

  /// `onChange` is called on the store's queue.
  public convenience init(
    _ writer: sending SessionWriter, onChange: @escaping @Sendable (SessionWriter.Change) -> Void
  ) {
    self.init(writer, retryInterval: Self.retryInterval, onChange: onChange)
  }

  init(
    _ writer: sending SessionWriter, retryInterval: Double,
    onChange: @escaping @Sendable (SessionWriter.Change) -> Void
  ) {
    place = Mutex(Place(path: writer.path))
    self.writer = writer
    self.retryInterval = retryInterval
    self.onChange = onChange
  }

  /// The file's path, as of the last event or, once closed, the end.
  public var path: String { place.withLock { $0.path } }
  public var id: String { SessionName(path: path)?.id ?? path }
  /// Events that are not in the file, as of the same moment.
  public var unsavedEvents: Int { place.withLock { $0.unsavedEvents } }

  /// Takes an event to be written; returns at once. From any thread; the order is that of the
  /// calls.
  public func append(_ event: SessionEvent) {
    let isFirst = inbox.withLock { inbox in
      let limit = event.isDetail ? Self.inboxLimit / 2 : Self.inboxLimit
      guard inbox.events.count < limit else {
        inbox.lostEvents += 1
        return false
      }
      inbox.events.append(event)
      defer { inbox.isDraining = true }
      return !inbox.isDraining
    }
    if isFirst { queue.async { self.drain() } }
  }

  /// Writes and syncs everything appended so far, waiting for it `milliseconds` at most. False
  /// where that was not enough, or something could not be written.
  public func flush(waitingAtMost milliseconds: Int) -> Bool {
    finish(waitingAtMost: milliseconds, unlocking: false)
  }

  /// Flushes, and lets go of the file, so that it can be opened again; what is appended later is
  /// not written.
  public func close(waitingAtMost milliseconds: Int) -> Bool {
    finish(waitingAtMost: milliseconds, unlocking: true)
  }

  /// Removes the file, wherever it is now; another one that has its place stays.
  public func remove(waitingAtMost milliseconds: Int) {
    let done = DispatchSemaphore(value: 0)
    queue.async {
      self.writer.file.remove()
      done.signal()
    }
    _ = done.wait(timeout: .now() + .milliseconds(milliseconds))
  }

  private func finish(waitingAtMost milliseconds: Int, unlocking: Bool) -> Bool {
    let done = DispatchSemaphore(value: 0)
    let outcome = Outcome()
    queue.async {
      self.drain()
      self.tell(self.writer.retry())
      self.tell(self.writer.check())
      self.notePlace(self.writer.file.currentPath)
      let isFailing = self.writer.isFailing
      if unlocking { self.writer.close() }
      self.sync { isSynced in
        outcome.isGood.store(isSynced && !isFailing, ordering: .releasing)
        done.signal()
      }
    }
    return done.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
      && outcome.isGood.load(ordering: .acquiring)
  }

  private final class Outcome: Sendable {
    let isGood = Atomic<Bool>(false)
  }

  // MARK: On the queue

  private func drain() {
    let taken = inbox.withLock { inbox in
      defer { inbox = Inbox() }
      return inbox
    }
    var hasEnded = false
    for event in taken.events {
      tell(writer.append(event))
      if case .done = event.body { hasEnded = true }
    }
    if taken.lostEvents > 0 { tell(.recovered(lostEvents: taken.lostEvents)) }
    notePlace()
    if hasEnded { sync() } else { syncLater() }
    retryLater()
  }

  private func syncLater() {
    if isSyncDue { return }
    isSyncDue = true
    queue.asyncAfter(deadline: .now() + Self.syncInterval) { [weak self] in
      guard let self else { return }
      isSyncDue = false
      sync()
    }
  }

  private func sync(then done: (@Sendable (Bool) -> Void)? = nil) {
    let isDirty = writer.takeDirty()
    if !isDirty, done == nil { return }
    let file = writer.file
    let call = writer.calls.sync
    // A new file is not safe before its name is.
    let isFirst = !hasSyncedFolder
    hasSyncedFolder = true
    syncQueue.async {
      if isFirst { file.syncFolder() }
      let code = isDirty ? call(file) : 0
      if code != 0 { self.hasFailedToSync.store(true, ordering: .relaxed) }
      self.queue.async { self.tellSync(code) }
      done?(!self.hasFailedToSync.load(ordering: .relaxed))
    }
  }

  private func retryLater() {
    if isRetryDue || !writer.isFailing { return }
    isRetryDue = true
    queue.asyncAfter(deadline: .now() + retryInterval) { [weak self] in
      guard let self else { return }
      isRetryDue = false
      tell(writer.retry())
      notePlace()
      syncLater()
      retryLater()
    }
  }

  private func notePlace(_ path: String? = nil) {
    place.withLock { $0 = Place(path: path ?? writer.path, unsavedEvents: writer.unsavedEvents) }
  }

  private func tell(_ change: SessionWriter.Change?) {
    if let change { onChange(change) }
  }

  private func tellSync(_ code: Int32) {
    if code == 0 || hasToldSyncFailure { return }
    hasToldSyncFailure = true
    onChange(.failing(.syncFailed(path: writer.path, reason: OpenFile.reason(code))))
  }
}
