import GenerationAPI
import Glibc
import Synchronization
import Testing

@testable import SessionLog

struct SessionStoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func writer() throws -> sending SessionWriter {
    try SessionWriter.create(in: folder.path, header: exampleHeader) { 0x7F3A }
  }

  @Test func eventsAreInTheFileInOrderWithinAMoment() async throws {
    let store = SessionStore(try writer()) { _ in }
    let events = (1...500).map { token("\($0)", at: Double($0)) }
    for event in events { store.append(event) }
    // What a process killed now would leave behind; the queue needs a moment on a busy machine.
    var found: [SessionEvent] = []
    for _ in 0..<100 where found.count < events.count {
      try await Task.sleep(for: .milliseconds(20))
      let (read, report) = try read(store.path)
      #expect(report.skippedCount == 0)
      found = Array(read.dropFirst())
      #expect(found == Array(events.prefix(found.count)))
    }
    #expect(found == events)
  }

  @Test func flushingWaitsForEverything() throws {
    let store = SessionStore(try writer()) { _ in }
    for time in 1...200 { store.append(token(at: Double(time))) }
    #expect(store.flush(waitingAtMost: 10_000))
    #expect(try read(store.path).events.count == 201)
    #expect(store.id == "7f3a")
  }

  @Test func aClosedStoreLetsGoOfTheFile() throws {
    let store = SessionStore(try writer()) { _ in }
    store.append(opened(at: 0))
    #expect(store.close(waitingAtMost: 10_000))
    #expect(try ResumedSession(store.path, wall: "w").state.panes.count == 1)
    store.append(opened(2, at: 1))
    #expect(store.flush(waitingAtMost: 10_000))
    #expect(try read(store.path).events.count == 3)
  }

  @Test func aFullDiskIsToldAndTriedAgain() async throws {
    let isFull = Atomic<Bool>(false)
    let changes = Mutex<[SessionWriter.Change]>([])
    let file = try #require(try OpenFile.creating(folder.path + "/a.jsonl"))
    let writer = SessionWriter(
      file, length: 0,
      calls: FileCalls(
        write: { file, bytes in
          isFull.load(ordering: .relaxed)
            ? -Int(ENOSPC) : FileCalls.system.write(file, bytes)
        }, truncate: { _, _ in 0 }))
    let store = SessionStore(writer, retryInterval: 0.01) { change in
      changes.withLock { $0.append(change) }
    }
    store.append(SessionEvent(t: 0, .session(exampleHeader)))
    #expect(store.flush(waitingAtMost: 10_000))
    isFull.store(true, ordering: .relaxed)
    for time in 1...5 { store.append(token(at: Double(time))) }
    #expect(!store.flush(waitingAtMost: 10_000))
    #expect(changes.withLock { $0.count } == 1)
    isFull.store(false, ordering: .relaxed)
    for _ in 0..<500 where changes.withLock({ $0.count }) < 2 {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(changes.withLock { $0.last } == .recovered(lostEvents: 0))
    #expect(try read(file.path).events.count == 6)
  }
}
