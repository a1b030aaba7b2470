import GenerationAPI
import Glibc
import Testing

@testable import SessionLog

struct SessionFolderTests {
  private let folder: TemporaryFolder
  private let sessions: SessionFolder

  /// Three sessions, written in the order b, a, c, and files that are none.
  init() throws {
    folder = try TemporaryFolder()
    sessions = SessionFolder(folder.path)
    let header = SessionEvent(t: 0, .session(exampleHeader))
    let full = [
      header, SessionEvent(t: 0, .meta(SessionMeta(title: "json-person"))), opened(1), opened(2),
      sent("first", to: [1, 2], at: 1), started(at: 1), token("{\"type\":\"prompt\"}", at: 2),
      done(at: 2), sent("second", turn: 2, at: 3), closed(2, at: 4),
    ]
    for (name, text, time) in [
      ("2026-11-20T10-00-00-7f3a.jsonl", lines(full), 2000),
      ("2026-11-21T10-00-00-7f4b.jsonl", lines([header]), 1000),
      ("2026-11-19T10-00-00-0c0c.jsonl", "poem\n", 3000), ("notes.txt", "", 4000),
      (".jsonl", "", 4000),
    ] {
      let path = try folder.write(text, to: name)
      setTime(path, time)
    }
    #expect(mkdir(folder.path + "/folder.jsonl", 0o700) == 0)
  }

  @Test func aListSaysWhatEachSessionHolds() throws {
    let list = sessions.list()
    #expect(list.map(\.id) == ["0c0c", "7f3a", "7f4b"])
    #expect(list[0].problem == .notASession(path: folder.path + "/2026-11-19T10-00-00-0c0c.jsonl"))
    #expect(list[1].title == "json-person")
    #expect(list[1].created == "2026-11-23T14:09:44Z")
    #expect(list[1].turns == 2)
    #expect(list[1].panes == ["model-1", "model-2"])
    #expect(list[1].firstPrompt == "first")
    #expect(list[1].modified == 2000)
    #expect(list[1].models == ["model-1", "model-2"])
    #expect(list[1].seconds == 4)
    #expect(!list[1].isLocked)
    #expect(list[1].problem == nil)
    #expect(list[2].turns == 0)
    #expect(list[2].title == nil)
  }

  @Test func aSummaryLooksOnlyAtTheLinesItNeeds() throws {
    func mayUse(_ line: [UInt8]) -> Bool { line.withUnsafeBytes { ScannedSummary.mayUse($0) } }
    #expect(!mayUse(token(at: 1).line()))
    #expect(!mayUse(done(at: 1.0 / 3).line()))
    #expect(mayUse(sent(at: 1).line()))
    // Lines of other programs may be in another order.
    for text in [#"{"type":"token"}"#, #"{"t":1, "type":"token"}"#, "{\"t\":", "{\"t\":1,"] {
      #expect(mayUse(Array(text.utf8)))
    }
  }

  @Test func lastIsTheOneWrittenLast() throws {
    #expect(try sessions.resolve("last") == folder.path + "/2026-11-19T10-00-00-0c0c.jsonl")
  }

  @Test func anIdOrItsBeginningIsEnough() throws {
    let path = folder.path + "/2026-11-20T10-00-00-7f3a.jsonl"
    for argument in [
      "7f3a", "7F3", path, "2026-11-20T10-00-00-7f3a", "2026-11-20T10-00-00-7f3a.jsonl",
    ] {
      #expect(try sessions.resolve(argument) == path)
    }
    #expect(try sessions.resolve("0") == folder.path + "/2026-11-19T10-00-00-0c0c.jsonl")
  }

  @Test func anIdThatBeginsALongerOneIsMeantItself() throws {
    let long = try folder.write("", to: "2026-11-20T10-00-00-7f3a99.jsonl")
    #expect(try sessions.resolve("7f3a").hasSuffix("-7f3a.jsonl"))
    #expect(try sessions.resolve("7f3a9") == long)
  }

  @Test func whatNamesNoOrSeveralSessionsIsRefused() throws {
    #expect(throws: SessionLookupError.ambiguous("7f", ids: ["7f3a", "7f4b"])) {
      try sessions.resolve("7f")
    }
    for argument in ["zzz", "", "./7f3a", "/nowhere/at.jsonl", "notes.txt2"] {
      #expect(throws: SessionLookupError.notFound(argument)) { try sessions.resolve(argument) }
    }
    let empty = SessionFolder("/nowhere")
    #expect(empty.list().isEmpty)
    #expect(throws: SessionLookupError.none(folder: "/nowhere")) { try empty.resolve("last") }
  }

  @Test func namesHoldTheirId() {
    #expect(SessionName(path: "/a/2026-11-23T14-09-44-7f3a.jsonl")?.id == "7f3a")
    #expect(SessionName(path: "/a/2026-11-23T14-09-44-0123456789.jsonl")?.id == "0123456789")
    #expect(SessionName(path: "my-notes.jsonl")?.id == "my-notes")
    #expect(SessionName(path: "beef.jsonl")?.id == "beef")
    #expect(SessionName(path: "a.json") == nil)
    #expect(SessionName(path: "") == nil)
    #expect(
      SessionName(created: "2026-11-23T14:09:44.5Z", id: "7f3a").fileName
        == "2026-11-23T14-09-44-7f3a.jsonl")
    #expect(SessionName(created: "../../x/y", id: "7f3a").fileName == "xy-7f3a.jsonl")
  }
}
