import Glibc
import Testing

@testable import SessionLog

struct SummaryCacheTests {
  private let folder: TemporaryFolder
  private let sessions: SessionFolder
  private let cache: String
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    #expect(mkdir(folder.path + "/sessions", 0o700) == 0)
    sessions = SessionFolder(folder.path + "/sessions")
    cache = folder.path + "/cache"
    path = try folder.write(
      lines([
        SessionEvent(t: 0, .session(exampleHeader)), opened(1), sent("first", at: 1), done(at: 2.5),
      ]), to: "sessions/2026-11-20T10-00-00-7f3a.jsonl")
  }

  private func append(_ events: [SessionEvent]) throws {
    let file = try #require(fopen(path, "a"))
    defer { fclose(file) }
    let text = lines(events)
    #expect(fputs(text, file) >= 0)
  }

  @Test func aCachedListIsTheSame() throws {
    let fresh = sessions.list()
    #expect(fresh.map(\.seconds) == [2.5])
    #expect(sessions.list(cache: cache) == fresh)
    #expect(sessions.list(cache: cache) == fresh)
    var status = stat()
    #expect(stat(cache, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func whatIsInTheCacheIsNotReadAgain() throws {
    _ = sessions.list(cache: cache)
    let text = String(decoding: try contents(cache), as: UTF8.self)
    _ = try folder.write(text.replacing(":\"first\"", with: ":\"cached\""), to: "cache")
    #expect(sessions.list(cache: cache).map(\.firstPrompt) == ["cached"])
  }

  @Test func ofAFileThatGrewOnlyTheRestIsRead() throws {
    _ = sessions.list(cache: cache)
    let text = String(decoding: try contents(cache), as: UTF8.self)
    _ = try folder.write(text.replacing(":\"first\"", with: ":\"cached\""), to: "cache")
    try append([
      sent("second", turn: 2, at: 3), SessionEvent(t: 4, .meta(SessionMeta(title: "new"))),
    ])
    let list = sessions.list(cache: cache)
    #expect(list.map(\.firstPrompt) == ["cached"])
    #expect(list.map(\.title) == ["new"])
    #expect(list.map(\.turns) == [2])
    #expect(list.map(\.seconds) == [4])
    #expect(sessions.list(cache: cache) == list)
  }

  @Test func aFileThatWasWrittenAnewIsReadAnew() throws {
    _ = sessions.list(cache: cache)
    let events = [
      SessionEvent(t: 0, .session(exampleHeader)), sent("another", at: 1),
      sent(
        "longer than before, so that it may have grown \(String(repeating: "x", count: 400))",
        turn: 3, at: 2),
    ]
    let file = try #require(fopen(path, "w"))
    #expect(fputs(lines(events), file) >= 0)
    fclose(file)
    #expect(sessions.list(cache: cache).map(\.firstPrompt) == ["another"])
    #expect(sessions.list(cache: cache).map(\.turns) == [3])
  }

  @Test func aLastLineThatIsNotWholeCountsOnceItIs() throws {
    let line = lines([sent("second", turn: 2, at: 3)])
    let file = try #require(fopen(path, "a"))
    defer { fclose(file) }
    #expect(fputs(String(line.prefix(20)), file) >= 0)
    fflush(file)
    #expect(sessions.list(cache: cache).map(\.turns) == [1])
    #expect(fputs(String(line.dropFirst(20)), file) >= 0)
    fflush(file)
    #expect(sessions.list(cache: cache).map(\.turns) == [2])
  }

  @Test(arguments: [
    "", "\n", "{", "[]", #"{"summaries":2}"#, #"{"summaries":"1"}"#, "{\"summaries\":1}\n{}\n[1]\n",
    "{\"summaries\":1}\n{\"file\":\"../7f3a.jsonl\"}\n",
    "{\"summaries\":1}\n{\"file\":\"2026-11-20T10-00-00-7f3a.jsonl\",\"length\":-5}\n",
  ]) func aDamagedCacheIsMadeAnew(_ text: String) throws {
    let fresh = sessions.list()
    _ = try folder.write(text, to: "cache")
    #expect(sessions.list(cache: cache) == fresh)
    #expect(sessions.list(cache: cache) == fresh)
  }

  @Test func whatTheCacheLiesAboutDoesNoHarm() throws {
    _ = sessions.list(cache: cache)
    let text = String(decoding: try contents(cache), as: UTF8.self)
    for (field, value) in [
      ("length", "9223372036854775807"), ("length", "999999"), ("turns", "-1"), ("check", "-1"),
      ("inode", "1.5"), ("seconds", "1e999"), ("bytes", "18446744073709551615"),
    ] {
      let lie = text.replacing(
        try Regex("\"\(field)\":[^,}]*"), with: "\"\(field)\":\(value)")
      #expect(lie != text)
      _ = try folder.write(lie, to: "cache")
      // Also where the file seems to have grown since.
      try append([token(at: 9)])
      #expect(sessions.list(cache: cache).map(\.firstPrompt) == ["first"])
    }
  }

  @Test func aCacheThatCannotBeWrittenIsDoneWithout() {
    #expect(sessions.list(cache: path + "/nowhere").count == 1)
  }

  @Test func anOpenSessionIsLocked() throws {
    let file = try OpenFile.appending(path)
    #expect(!sessions.list()[0].isLocked)
    try file.lock()
    #expect(sessions.list()[0].isLocked)
    #expect(sessions.list(cache: cache)[0].isLocked)
    file.unlock()
    #expect(!sessions.list(cache: cache)[0].isLocked)
  }

  @Test func veryLongLinesAreWalkedOver() throws {
    let long = String(repeating: "long ", count: 1 << 20)
    try append([sent(long, turn: 2, at: 3), token(at: 4), sent("third", turn: 3, at: 5)])
    let summary = try #require(sessions.list().first)
    #expect(summary.turns == 3)
    #expect(summary.seconds == 5)
  }
}
