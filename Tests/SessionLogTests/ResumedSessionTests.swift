import GenerationAPI
import Glibc
import Testing

@testable import SessionLog

struct ResumedSessionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func timeGoesOnWhereItEnded() throws {
    let header = SessionEvent(t: 0, .session(exampleHeader))
    let before = [header, opened(at: 0), sent(at: 1), started(at: 2), token("x", at: 7.5)]
    let path = try folder.write(lines(before), to: "a.jsonl")
    let session = try ResumedSession(path, wall: "2026-11-24T08:00:00Z")
    #expect(session.state.t == 7.5)
    #expect(session.state.pane(1)?.activity == .ended(.cut))
    #expect(session.report.isClean)
    #expect(session.writer.append(sent("more", turn: 2, at: 9)) == nil)
    let expected = before + [resumed(at: 7.5), sent("more", turn: 2, at: 9)]
    #expect(try read(path).events == expected)
    #expect(try SessionReader(path).state().turn == 2)
  }

  @Test func timesThatWentBackAreNotGoneBackTo() throws {
    let header = SessionEvent(t: 0, .session(exampleHeader))
    let before = [header, opened(at: 7.5), sent(at: 2), started(at: 3)]
    let path = try folder.write(lines(before), to: "a.jsonl")
    #expect(try ResumedSession(path, wall: "1970-01-01T00:00:00Z").state.t == 7.5)
    #expect(try read(path).events.last?.t == 7.5)
  }

  private let whole = lines([
    SessionEvent(t: 0, .session(exampleHeader)), opened(at: 0), sent(at: 1),
  ])

  @Test func aTornLastLineIsPutAside() throws {
    let path = try folder.write(whole + #"{"t":3,"type":"tok"#, to: "a.jsonl")
    do {
      let session = try ResumedSession(path, wall: "2026-11-24T08:00:00Z")
      #expect(session.report.tornBytes == 18)
      #expect(session.torn == .kept(path: path + ".torn"))
      #expect(
        session.sentences
          == ["the last line was not written to its end; what there is is in \(path).torn"])
    }
    #expect(try contents(path) == Array((whole + lines([resumed(at: 1)])).utf8))
    #expect(try contents(path + ".torn") == Array((#"{"t":3,"type":"tok"# + "\n").utf8))
    #expect(permissions(path + ".torn") == 0o600)
    // The next one joins it.
    let file = try #require(fopen(path, "a"))
    fputs("{\"t\"", file)
    fclose(file)
    _ = try ResumedSession(path, wall: "w")
    #expect(
      try contents(path + ".torn") == Array((#"{"t":3,"type":"tok"# + "\n{\"t\"\n").utf8))
  }

  @Test func aTornLineThatCannotBePutAsideStaysAsADamagedOne() throws {
    let torn = #"{"t":3,"type":"tok"#
    let expected = Array((whole + torn + "\n" + lines([resumed(at: 1)])).utf8)
    func resume(_ name: String, _ change: (inout FileCalls) -> Void) throws -> String {
      let path = try folder.write(whole + torn, to: name)
      var calls = FileCalls.system
      change(&calls)
      let session = try ResumedSession(path, wall: "2026-11-24T08:00:00Z", calls: calls)
      #expect(session.torn == .inPlace)
      #expect(session.sentences == ["the last line was not written to its end and is left out"])
      #expect(try contents(path) == expected)
      #expect(try read(path).report.skipped.map(\.line) == [4])
      return path + ".torn"
    }
    // Not stored: what is in the session file is all there is.
    let unsynced = try resume("sync.jsonl") { $0.sync = { _ in EIO } }
    #expect(access(unsynced, F_OK) != 0)
    // A copy too many does no harm.
    let doubled = try resume("cut.jsonl") { calls in
      calls.truncate = { _, _ in EPERM }
    }
    #expect(try contents(doubled) == Array((torn + "\n").utf8))
    // What stands in the way is not followed and not harmed.
    let victim = try folder.write("mine", to: "victim")
    #expect(symlink(victim, folder.path + "/link.jsonl.torn") == 0)
    _ = try resume("link.jsonl") { _ in }
    #expect(try contents(victim) == Array("mine".utf8))
    #expect(mkfifo(folder.path + "/pipe.jsonl.torn", 0o600) == 0)
    _ = try resume("pipe.jsonl") { _ in }
  }

  @Test(arguments: [1, 4096, 3_000_001])
  func zeroBytesThatAPowerCutLeftAreCutOff(_ count: Int) throws {
    let zeros = [UInt8](repeating: 0, count: count)
    let path = try folder.write(Array(whole.utf8) + zeros, to: "a.jsonl")
    let session = try ResumedSession(path, wall: "2026-11-24T08:00:00Z")
    #expect(session.torn == .empty)
    #expect(session.report.tornBytes == count)
    #expect(try contents(path) == Array((whole + lines([resumed(at: 1)])).utf8))
    #expect(access(path + ".torn", F_OK) != 0)
  }

  @Test func aFullDiskLeavesASessionThatIsOpenedAsItWas() throws {
    let path = try folder.write(whole, to: "a.jsonl")
    var calls = FileCalls.system
    calls.write = { file, bytes in
      _ = FileCalls.system.write(file, Array(bytes.prefix(7)))
      return -Int(ENOSPC)
    }
    calls.truncate = { file, length in FileCalls.system.truncate(file, length) }
    #expect(throws: SessionFileError.readOnly(path: path, reason: "No space left on device")) {
      try ResumedSession(path, wall: "w", calls: calls)
    }
  }

  @Test func aLastLineThatLacksOnlyItsNewlineIsKept() throws {
    let whole = lines([SessionEvent(t: 0, .session(exampleHeader)), opened(at: 0)])
    let path = try folder.write(String(whole.dropLast()), to: "a.jsonl")
    _ = try ResumedSession(path, wall: "2026-11-24T08:00:00Z")
    #expect(try contents(path) == Array((whole + lines([resumed(at: 0)])).utf8))
  }

  @Test func aNewerVersionIsNotTouched() throws {
    let text = #"{"t":0,"type":"session","v":2}"# + "\ntorn"
    let path = try folder.write(text, to: "a.jsonl")
    #expect(throws: SessionFileError.newerVersion(path: path, version: 2)) {
      try ResumedSession(path, wall: "w")
    }
    #expect(try contents(path) == Array(text.utf8))
  }

  @Test func whatCannotBeWrittenIsSaidSo() throws {
    let reason = "Is a directory"
    #expect(throws: SessionFileError.readOnly(path: folder.path, reason: reason)) {
      try ResumedSession(folder.path, wall: "w")
    }
  }

  @Test func whatIsNoSessionIsNotTouched() throws {
    let path = try folder.write("my poem", to: "poem")
    #expect(throws: SessionFileError.notASession(path: path)) {
      try ResumedSession(path, wall: "w")
    }
    #expect(try contents(path) == Array("my poem".utf8))
  }
}
