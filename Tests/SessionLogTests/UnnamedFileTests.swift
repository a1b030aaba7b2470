import Glibc
import Testing

@testable import SessionLog

/// Session files that are written as a whole: nobody finds a part of one.
struct UnnamedFileTests {
  private let folder: TemporaryFolder
  private let sessions: SessionFolder

  init() throws {
    folder = try TemporaryFolder()
    sessions = SessionFolder(folder.path)
  }

  private var names: [String] { WholeFile.names(in: folder.path) }

  @Test func aFileHasNoNameBeforeItIsWhole() throws {
    var during: [String]?
    let file = try OpenFile.creating(
      in: folder.path, named: { folder.path + "/whole" },
      fill: { file in
        #expect(file.append(Array("all".utf8)) == 0)
        during = names
      })
    #expect(during == [] || OpenFile.unnamed(in: folder.path) == nil)
    #expect(try contents(folder.path + "/whole") == Array("all".utf8))
    #expect(throws: SessionFileError.locked(path: file.path)) {
      try OpenFile.appending(file.path).lock()
    }
  }

  @Test func whatCannotBeFilledLeavesNothing() throws {
    #expect(throws: SessionFileError.notFound(path: "x")) {
      try OpenFile.creating(
        in: folder.path, named: { folder.path + "/whole" },
        fill: {
          (file) throws(SessionFileError) in
          _ = file.append([1, 2, 3])
          throw .notFound(path: "x")
        })
    }
    #expect(throws: SessionFileError.notFound(path: "x")) {
      _ = try SessionWriter.create(
        in: folder.path, header: exampleHeader, random: { 7 },
        fill: {
          (add) throws(SessionFileError) in
          try add(sent("first", at: 1))
          throw .notFound(path: "x")
        })
    }
    #expect(names.isEmpty)
  }

  @Test func aNameThatIsTakenIsNotWrittenOver() throws {
    let taken = try folder.write("mine", to: "taken")
    var paths = [folder.path + "/free", taken]
    let file = try OpenFile.creating(
      in: folder.path, named: { paths.removeLast() },
      fill: { file in
        _ = file.append([0x61])
      })
    #expect(file.path == folder.path + "/free")
    #expect(try contents(taken) == Array("mine".utf8))
  }

  @Test func aSessionIsThereWithAllItWasFilledWith() throws {
    let writer = try SessionWriter.create(
      in: folder.path, header: exampleHeader, random: { 7 },
      fill: {
        (add) throws(SessionFileError) in
        try add(sent("first", at: 1))
      })
    #expect(writer.append(sent("second", at: 2)) == nil)
    let (events, report) = try read(writer.path)
    #expect(report.isClean)
    #expect(events.dropFirst() == [sent("first", at: 1), sent("second", at: 2)])
  }

  /// Where the replayed file was replaced, what was looked at is gone on with.
  @Test func aBranchIsOfWhatWasLookedAt() throws {
    let events = [SessionEvent(t: 0, .session(exampleHeader)), sent("first", at: 1)]
    let path = try folder.write(lines(events), to: "2026-11-20T10-00-00-7f3a.jsonl")
    let (replay, _) = try Replay.open(path)
    try replay.seek(to: 2)
    let other = try folder.write(String(repeating: "other\n", count: 99), to: "other")
    #expect(rename(other, path) == 0)
    let branch = try SessionBranch.create(
      of: replay, in: folder.path, created: "2026-11-20T10:00:00Z", title: nil, random: { 7 })
    #expect(try read(branch).events == events)
  }

  @Test func aWriterDoesNotTakeAwayWhatAnotherIsWriting() throws {
    let path = folder.path + "/file"
    try WholeFile.write("before", to: path)
    let other = try #require(try OpenFile.creating(path + ".new"))
    try other.lock()
    #expect(throws: SessionFileError.self) { try WholeFile.write("mine", to: path) }
    #expect(access(other.path, F_OK) == 0)
    // One that was killed holds nothing any more.
    other.unlock()
    try WholeFile.write("mine", to: path)
    #expect(try contents(path) == Array("mine".utf8))
    #expect(names == ["file"])
  }
}
