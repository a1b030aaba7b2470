import GenerationAPI
import Glibc
import Testing

@testable import SessionLog

struct SessionWriterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func create(
    in folder: String, random: () -> UInt32 = { 0x7F3A }
  ) throws -> SessionWriter {
    try SessionWriter.create(in: folder, header: exampleHeader, random: random)
  }

  @Test func aNewSessionHasItsHeaderAndIsItsOwnersAlone() throws {
    let sessions = folder.path + "/state/lineup/sessions"
    let writer = try create(in: sessions)
    #expect(writer.id == "7f3a")
    #expect(writer.path == sessions + "/2026-11-23T14-09-44-7f3a.jsonl")
    #expect(try contents(writer.path) == Array((exampleHeaderLine + "\n").utf8))
    #expect(permissions(writer.path) == 0o600)
    for path in ["/state", "/state/lineup", "/state/lineup/sessions"] {
      #expect(permissions(folder.path + path) == 0o700)
    }
  }

  @Test func theDigitsOfAnIdAreThoseOfNoOtherSession() throws {
    _ = try folder.write("", to: "2020-01-01T00-00-00-7f3a.jsonl")
    var draws: [UInt32] = [0xAAAA_000B, 0x7F3A]
    #expect(try create(in: folder.path) { draws.removeLast() }.id == "000b")
    // A folder without free ids of four digits gets longer ones.
    var count: UInt32 = 0
    let long = try create(in: folder.path) {
      count += 1
      return count <= 32 ? 0x7F3A : 0x0123_4567
    }
    #expect(long.id == "01234567")
    #expect(try create(in: folder.path) { 0x7F3A }.id == "00007f3a")
    #expect(throws: SessionFileError.self) { try create(in: folder.path) { 0x7F3A } }
  }

  @Test(arguments: ["1970-01-01T00:00:00Z", "292277026596-12-04T15:30:07Z", "-0001-01-01", ""])
  func aClockThatIsWrongGivesANameAllTheSame(_ created: String) throws {
    var header = exampleHeader
    header.created = created
    var paths: Set<String> = []
    for id in 0..<3 as Range<UInt32> {
      let writer = try SessionWriter.create(in: folder.path, header: header) { id }
      paths.insert(writer.path)
      #expect(writer.id == "000\(id)")
      #expect(try SessionReader(writer.path).next()?.body == .session(header))
    }
    #expect(paths.count == 3)
    #expect(SessionFolder(folder.path).list().count == 3)
  }

  @Test func everyEventIsInTheFileAsSoonAsItIsAppended() throws {
    let writer = try create(in: folder.path)
    var expected = exampleHeaderLine + "\n"
    for event in [opened(at: 0), sent("hi", at: 1), token("a\nb", at: 2)] {
      #expect(writer.append(event) == nil)
      expected += lines([event])
      #expect(try contents(writer.path) == Array(expected.utf8))
    }
    try writer.sync()
  }

  @Test func aSecondInstanceFindsTheFileLocked() throws {
    let writer = try create(in: folder.path)
    let path = writer.path
    #expect(throws: SessionFileError.locked(path: path)) {
      try ResumedSession(path, wall: "w")
    }
    // It can still be read.
    #expect(try read(path).events.count == 1)
    writer.close()
    #expect(writer.append(opened()) == nil)
    #expect(try ResumedSession(path, wall: "w").state.header == exampleHeader)
    #expect(try read(path).events.count == 2)
  }

  @Test func aFolderThatCannotBeMadeIsSaidSo() throws {
    let file = try folder.write("", to: "file")
    for path in [file, file + "/sessions", "/proc/lineup/sessions"] {
      do {
        _ = try create(in: path)
        Issue.record("created in \(path)")
      } catch let error as SessionFileError {
        #expect(error.description.contains("set LINEUP_HOME to a folder that can"))
      }
    }
  }

  // MARK: A full disk

  /// A disk with so many bytes left, as a file sees it.
  private final class Disk {
    var room = Int.max
    var canTruncate = true

    var calls: FileCalls {
      FileCalls(
        write: { file, bytes in
          let count = min(bytes.count, self.room)
          if count == 0 { return -Int(ENOSPC) }
          self.room -= count
          return FileCalls.system.write(file, Array(bytes.prefix(count)))
        },
        truncate: { file, length in
          self.canTruncate ? FileCalls.system.truncate(file, length) : EIO
        })
    }
  }

  private func writer(
    _ disk: Disk, backlogLimit: Int = 1 << 20
  ) throws -> SessionWriter {
    let file = try #require(try OpenFile.creating(folder.path + "/a.jsonl"))
    let writer = SessionWriter(file, length: 0, calls: disk.calls, backlogLimit: backlogLimit)
    #expect(writer.append(SessionEvent(t: 0, .session(exampleHeader))) == nil)
    return writer
  }

  @Test(arguments: [0, 1, 20])
  func aFullDiskLosesNothingAndIsToldOnce(_ room: Int) throws {
    let disk = Disk()
    let writer = try writer(disk)
    let whole = try contents(writer.path)
    disk.room = room
    let failing = SessionWriter.Change.failing(
      .writeFailed(path: writer.path, reason: "No space left on device"))
    #expect(writer.append(opened(at: 0)) == failing)
    #expect(writer.append(sent(at: 1)) == nil)
    // No piece of a line stays behind.
    #expect(try contents(writer.path) == whole)
    #expect(writer.retry() == nil)
    #expect(writer.isFailing)
    disk.room = .max
    #expect(writer.retry() == .recovered(lostEvents: 0))
    #expect(writer.append(started(at: 2)) == nil)
    let (events, report) = try read(writer.path)
    #expect(events.dropFirst() == [opened(at: 0), sent(at: 1), started(at: 2)])
    #expect(report.isClean)
  }

  @Test func aLineWrittenInPiecesIsWhole() throws {
    let file = try #require(try OpenFile.creating(folder.path + "/a.jsonl"))
    let calls = FileCalls(
      write: { FileCalls.system.write($0, Array($1.prefix(7))) }, truncate: { _, _ in EIO })
    let writer = SessionWriter(file, length: 0, calls: calls)
    #expect(writer.append(opened(at: 0)) == nil)
    #expect(try contents(file.path) == Array(lines([opened(at: 0)]).utf8))
  }

  @Test func aDiskThatFillsAgainGoesOnWaiting() throws {
    let disk = Disk()
    let writer = try writer(disk)
    disk.room = 0
    let events = (1...9).map { token("\($0)", at: Double($0)) }
    for event in events { _ = writer.append(event) }
    while writer.isFailing {
      disk.room = 100
      _ = writer.retry()
    }
    #expect(Array(try read(writer.path).events.dropFirst()) == events)
  }

  @Test func aPieceThatCannotBeCutOffHarmsNoOtherLine() throws {
    let disk = Disk()
    let writer = try writer(disk)
    disk.room = 10
    disk.canTruncate = false
    _ = writer.append(opened(at: 0))
    disk.room = .max
    #expect(writer.retry() == .recovered(lostEvents: 0))
    _ = writer.append(sent(at: 1))
    let (events, report) = try read(writer.path)
    #expect(events.dropFirst() == [opened(at: 0), sent(at: 1)])
    #expect(report.skipped.map(\.line) == [2])
  }

  @Test func memoryIsBoundedAndTheWholeAnswerHasRoomInIt() throws {
    let disk = Disk()
    let writer = try writer(disk, backlogLimit: 4000)
    disk.room = 0
    for time in 1...100 { _ = writer.append(token(at: Double(time))) }
    _ = writer.append(done(text: String(repeating: "a", count: 100), at: 101))
    _ = writer.append(done(text: String(repeating: "a", count: 9000), at: 102))
    disk.room = .max
    let change = writer.retry()
    let events = try read(writer.path).events
    #expect(events.last?.t == 101)
    #expect(change == .recovered(lostEvents: 103 - events.count))
    #expect(events.count > 20)
  }
}
