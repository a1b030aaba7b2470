import GenerationAPI
import Glibc
import Synchronization
import Testing

@testable import SessionLog

/// What another program can do to the file while a session is written.
struct OthersTests {
  private let folder: TemporaryFolder
  private let sessions: String

  init() throws {
    folder = try TemporaryFolder()
    sessions = folder.path + "/sessions"
  }

  private func create(_ id: UInt32 = 0x7F3A) throws -> sending SessionWriter {
    try SessionWriter.create(in: sessions, header: exampleHeader) { id }
  }

  private let before = [opened(at: 0), sent("hi", at: 1)]
  private let after = [started(at: 1), token(at: 2), done(at: 3)]
  private var all: [SessionEvent] {
    [SessionEvent(t: 0, .session(exampleHeader))] + before + after
  }

  private func append(_ events: [SessionEvent], to writer: SessionWriter) -> [SessionWriter.Change]
  {
    events.compactMap { writer.append($0) }
  }

  @Test func aDeletedFileIsWrittenAnewAndWhole() throws {
    let writer = try create()
    let path = writer.path
    #expect(append(before, to: writer).isEmpty)
    unlink(path)
    #expect(append(after, to: writer) == [.disturbed(.deleted(path: path, now: path))])
    #expect(try read(path).events == all)
    #expect(permissions(path) == 0o600)
    #expect(throws: SessionFileError.locked(path: path)) { try ResumedSession(path, wall: "w") }
  }

  @Test func aDeletedFolderIsMadeAgain() throws {
    let writer = try create()
    #expect(append(before, to: writer).isEmpty)
    unlink(writer.path)
    rmdir(sessions)
    _ = append(after, to: writer)
    #expect(try read(writer.path).events == all)
    #expect(permissions(sessions) == 0o700)
  }

  @Test func anotherFileInItsPlaceStays() throws {
    let writer = try create()
    let path = writer.path
    #expect(append(before, to: writer).isEmpty)
    unlink(path)
    let other = try folder.write("mine\n", to: "sessions/2026-11-23T14-09-44-7f3a.jsonl")
    #expect(other == path)
    let now = String(path.dropLast(6)) + "-2.jsonl"
    #expect(append(after, to: writer) == [.disturbed(.deleted(path: path, now: now))])
    #expect(try contents(path) == Array("mine\n".utf8))
    #expect(try read(now).events == all)
    #expect(writer.path == now)
    writer.file.remove()
    #expect(try contents(path) == Array("mine\n".utf8))
    #expect(access(now, F_OK) != 0)
  }

  @Test func whereItCannotBeWrittenAnewEventsWait() throws {
    let writer = try create()
    let path = writer.path
    #expect(append(before, to: writer).isEmpty)
    unlink(path)
    rmdir(sessions)
    _ = try folder.write("", to: "sessions")
    let reason = "it was deleted, and Not a directory"
    #expect(
      append(after, to: writer) == [.failing(.writeFailed(path: path, reason: reason))])
    #expect(writer.retry() == nil)
    unlink(sessions)
    #expect(writer.retry() == .recovered(lostEvents: 0))
    #expect(try read(path).events == all)
  }

  @Test func aRenamedFileIsFollowed() throws {
    let writer = try create()
    #expect(append(before, to: writer).isEmpty)
    let elsewhere = folder.path + "/kept.jsonl"
    #expect(rename(writer.path, elsewhere) == 0)
    #expect(append(after, to: writer).isEmpty)
    #expect(try read(elsewhere).events == all)
    #expect(access(writer.path, F_OK) != 0)
    #expect(writer.file.currentPath == elsewhere)
    let store = SessionStore(try create(0xBEEF)) { _ in }
    let moved = folder.path + "/moved"
    #expect(rename(sessions, moved) == 0)
    #expect(store.close(waitingAtMost: 10_000))
    #expect(store.path == moved + "/2026-11-23T14-09-44-beef.jsonl")
    store.remove(waitingAtMost: 10_000)
    #expect(access(store.path, F_OK) != 0)
  }

  @Test func aFileCutShortGoesOnWithAWholeLine() throws {
    let whole = (exampleHeaderLine + "\n").utf8.count
    for length in [0, 10, whole, whole + 5] {
      let writer = try create(UInt32(0xA000 + length))
      #expect(append(before, to: writer).isEmpty)
      let full = try contents(writer.path).count
      #expect(truncate(writer.path, off_t(length)) == 0)
      #expect(
        append(after, to: writer)
          == [.disturbed(.cutShort(path: writer.path, bytes: full - length))])
      let (events, report) = try read(writer.path)
      #expect(events.suffix(3) == after)
      #expect(events.count == after.count + (length >= whole ? 1 : 0))
      #expect(report.skippedCount == (length == 0 || length == whole ? 0 : 1))
    }
  }

  @Test func whatOthersAppendIsKeptAndNeverCutOff() throws {
    let writer = try create()
    #expect(append(before, to: writer).isEmpty)
    let file = try #require(fopen(writer.path, "a"))
    fputs("a note without a newline", file)
    fclose(file)
    #expect(append(after, to: writer).isEmpty)
    let (events, report) = try read(writer.path)
    #expect(events == all)
    #expect(report.skipped.map(\.line) == [4])
  }

  @Test func theEndLooksOnceMore() throws {
    let told = Told()
    let store = SessionStore(try create()) { told.add($0) }
    for event in before + after { store.append(event) }
    #expect(store.flush(waitingAtMost: 10_000))
    unlink(store.path)
    #expect(store.close(waitingAtMost: 10_000))
    #expect(try read(store.path).events == all)
    #expect(told.changes == [.disturbed(.deleted(path: store.path, now: store.path))])
  }

  @Test func manySessionsOfTheSameSecondHaveFilesOfTheirOwn() async throws {
    let sessions = sessions
    let paths = try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<8 {
        group.addTask {
          // Three digits of chance, so that they do meet.
          let writers = try (0..<16).map { _ in
            try SessionWriter.create(in: sessions, header: exampleHeader) {
              UInt32.random(in: 0..<0x100)
            }
          }
          for writer in writers { _ = writer.append(sent(writer.id, at: 1)) }
          return writers.map(\.path)
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(paths.count == 128)
    #expect(Set(paths).count == 128)
    for path in paths {
      let (events, report) = try read(path)
      #expect(report.isClean)
      #expect(events.count == 2)
      #expect(events.last == sent(SessionName(path: path)?.id ?? "", at: 1))
    }
  }
}

/// Collects what a store tells, from its thread.
final class Told: Sendable {
  private let list = Mutex<[SessionWriter.Change]>([])

  func add(_ change: SessionWriter.Change) { list.withLock { $0.append(change) } }

  var changes: [SessionWriter.Change] { list.withLock { $0 } }
}
