import Glibc
import Testing

@testable import SessionLog

struct DeletingTests {
  private let folder: TemporaryFolder
  private let sessions: SessionFolder
  private let path: String
  private let text = lines([SessionEvent(t: 0, .session(exampleHeader)), sent("first", at: 1)])

  init() throws {
    folder = try TemporaryFolder()
    sessions = SessionFolder(folder.path)
    path = try folder.write(text, to: "2026-11-20T10-00-00-7f3a.jsonl")
  }

  @Test func whatIsDeletedComesBackAsItWas() throws {
    let torn = try folder.write("torn", to: "2026-11-20T10-00-00-7f3a.jsonl.torn")
    let deleted = try sessions.delete(path)
    #expect(sessions.list().isEmpty)
    #expect(access(torn, F_OK) != 0)
    #expect(sessions.deleted() == [deleted])
    #expect(deleted.id == "7f3a")
    #expect(try sessions.restore(deleted) == path)
    #expect(try contents(path) == Array(text.utf8))
    #expect(try contents(torn) == Array("torn".utf8))
    #expect(sessions.deleted().isEmpty)
    #expect(!WholeFile.names(in: folder.path).contains(".deleted"))
  }

  @Test func theFolderOfWhatIsDeletedIsItsOwnersAlone() throws {
    try sessions.delete(path)
    var status = stat()
    #expect(stat(folder.path + "/.deleted", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)
  }

  @Test func aNameThatWasTakenMeanwhileStays() throws {
    let deleted = try sessions.delete(path)
    _ = try folder.write("other", to: "2026-11-20T10-00-00-7f3a.jsonl")
    let restored = try sessions.restore(deleted)
    #expect(restored != path)
    #expect(restored.hasPrefix(folder.path + "/2026-11-20T10-00-00-"))
    #expect(try contents(restored) == Array(text.utf8))
    #expect(try contents(path) == Array("other".utf8))
  }

  @Test func twoOfOneNameCanBothBeDeleted() throws {
    let first = try sessions.delete(path, at: 1000)
    _ = try folder.write("other", to: "2026-11-20T10-00-00-7f3a.jsonl")
    let second = try sessions.delete(path, at: 1000)
    #expect(sessions.deleted() == [second, first])
    #expect(try contents(try sessions.restore(first)) == Array(text.utf8))
  }

  @Test func anOpenSessionIsNotDeleted() throws {
    let file = try OpenFile.appending(path)
    try file.lock()
    #expect(throws: SessionFileError.inUse(path: path)) { try sessions.delete(path) }
    #expect(throws: SessionFileError.inUse(path: path)) {
      try sessions.describe(path, SessionMeta(title: "x"))
    }
    #expect(try contents(path) == Array(text.utf8))
  }

  @Test func filesElsewhereAreLeftAlone() throws {
    let other = try TemporaryFolder()
    let elsewhere = try other.write(text, to: "2026-11-20T10-00-00-7f3a.jsonl")
    #expect(throws: SessionFileError.elsewhere(path: elsewhere, folder: folder.path)) {
      try sessions.delete(elsewhere)
    }
    #expect(throws: SessionFileError.notFound(path: folder.path + "/none.jsonl")) {
      try sessions.delete(folder.path + "/none.jsonl")
    }
    #expect(access(elsewhere, F_OK) == 0)
  }

  @Test func afterADayItIsGoneForGood() throws {
    _ = try folder.write("torn", to: "2026-11-20T10-00-00-7f3a.jsonl.torn")
    try sessions.delete(path, at: 100_000)
    _ = try folder.write("kept", to: ".deleted/notes")
    sessions.purge(at: 100_000 + 86_400)
    #expect(sessions.deleted().count == 1)
    sessions.purge(at: 100_000 + 86_401)
    #expect(sessions.deleted().isEmpty)
    #expect(WholeFile.names(in: folder.path + "/.deleted") == ["notes"])
  }

  @Test func describingAddsOneEventAndKeepsTheTime() throws {
    setTime(path, 5000, nanoseconds: 7)
    var meta = SessionMeta(title: "a \"title\"")
    meta.tags = ["x", "y"]
    meta.star = true
    meta.notes = "1\n2"
    try sessions.describe(path, meta)
    let after = String(decoding: try contents(path), as: UTF8.self)
    #expect(after == text + lines([SessionEvent(t: 1, .meta(meta))]))
    let summary = try #require(sessions.list().first)
    #expect(summary.title == "a \"title\"")
    #expect(summary.tags == ["x", "y"])
    #expect(summary.star)
    #expect(summary.notes == "1\n2")
    #expect(summary.modified == 5000.000000007)
  }

  @Test func describingGoesOnBehindALineWithoutNewline() throws {
    let bare = try folder.write(String(text.dropLast()), to: "2026-11-20T10-00-00-0001.jsonl")
    try sessions.describe(bare, SessionMeta(title: "x"))
    #expect(
      String(decoding: try contents(bare), as: UTF8.self)
        == text + lines([SessionEvent(t: 0, .meta(SessionMeta(title: "x")))]))
    let torn = try folder.write(text + "{\"t\":2,\"ty", to: "2026-11-20T10-00-00-0002.jsonl")
    try sessions.describe(torn, SessionMeta(title: "x"))
    #expect(
      String(decoding: try contents(torn), as: UTF8.self)
        == text + lines([SessionEvent(t: 1, .meta(SessionMeta(title: "x")))]))
    #expect(try contents(torn + ".torn") == Array("{\"t\":2,\"ty\n".utf8))
  }

  @Test func whatIsNoSessionOrANewerOneIsNotDescribed() throws {
    let poem = try folder.write("poem\n", to: "poem.jsonl")
    #expect(throws: SessionFileError.notASession(path: poem)) {
      try sessions.describe(poem, SessionMeta(title: "x"))
    }
    let newer = try folder.write("{\"t\":0,\"type\":\"session\",\"v\":9}\n", to: "newer.jsonl")
    #expect(throws: SessionFileError.newerVersion(path: newer, version: 9)) {
      try sessions.describe(newer, SessionMeta(title: "x"))
    }
    #expect(try contents(poem) == Array("poem\n".utf8))
  }

  @Test func aCopyHasTheSameEventsAndATitleOfItsOwn() throws {
    let copy = try sessions.duplicate(path)
    #expect(copy != path)
    #expect(
      String(decoding: try contents(copy), as: UTF8.self)
        == text + lines([SessionEvent(t: 1, .meta(SessionMeta(title: "first (copy)")))]))
    let named = try sessions.duplicate(copy, title: "mine")
    #expect(sessions.list().first { $0.path == named }?.title == "mine")
    #expect(Set(sessions.list().map(\.id)).count == 3)
    #expect(try contents(path) == Array(text.utf8))
  }

  @Test func aSessionThatIsBeingWrittenIsCopiedUpToItsLastWholeLine() throws {
    let torn = try folder.write(text + "{\"t\":2", to: "2026-11-20T10-00-00-0002.jsonl")
    let file = try OpenFile.appending(torn)
    try file.lock()
    let copy = try sessions.duplicate(torn, title: "x")
    #expect(
      String(decoding: try contents(copy), as: UTF8.self)
        == text + lines([SessionEvent(t: 1, .meta(SessionMeta(title: "x")))]))
  }

  @Test func anotherSessionWhoseNameBeginsAlikeStays() throws {
    let other = try folder.write(text, to: "2026-11-20T10-00-00-7f3a.jsonl.old.jsonl")
    try sessions.delete(path)
    #expect(try contents(other) == Array(text.utf8))
  }

  @Test func onlyWhatWasDeletedIsPurged() throws {
    let deleted = try sessions.delete(path, at: 1000)
    let foreign = try folder.write("mine", to: ".deleted/2024-report.txt")
    sessions.purge(at: Int.min)
    #expect(sessions.deleted() == [deleted])
    sessions.purge(at: 10_000_000)
    #expect(sessions.deleted().isEmpty)
    #expect(try contents(foreign) == Array("mine".utf8))
  }

  @Test func nothingIsPurgedBehindALink() throws {
    let deleted = try sessions.delete(path, at: 1000)
    #expect(rename(folder.path + "/.deleted", folder.path + "/elsewhere") == 0)
    #expect(symlink("elsewhere", folder.path + "/.deleted") == 0)
    sessions.purge(at: 10_000_000)
    #expect(sessions.deleted() == [deleted])
  }

  /// As after a process was killed between the two names.
  @Test func aSessionWithBothNamesIsBroughtBackOnce() throws {
    let deleted = try sessions.delete(path)
    #expect(link(deleted.path, path) == 0)
    #expect(try sessions.restore(deleted) == path)
    #expect(sessions.list().map(\.path) == [path])
    #expect(sessions.deleted().isEmpty)
  }

  @Test func aLinkInItsPlaceIsNoSecondName() throws {
    let deleted = try sessions.delete(path)
    #expect(symlink(deleted.path, path) == 0)
    let restored = try sessions.restore(deleted)
    #expect(restored != path)
    #expect(try contents(restored) == Array(text.utf8))
  }
}
