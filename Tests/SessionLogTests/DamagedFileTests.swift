import GenerationAPI
import Glibc
import Testing

@testable import SessionLog

/// Of a broken file everything that can be had is had, and the rest is named.
struct DamagedFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let events =
    [SessionEvent(t: 0, .session(exampleHeader)), opened(at: 0), sent("hi", at: 1), started(at: 1)]
    + (0..<20).map { token("\($0)", at: 2 + Double($0)) } + [done(at: 30)]

  /// A block of zero bytes anywhere costs the lines it touches, and no other.
  @Test(arguments: [1, 7, 300, 700])
  func zeroBytesCostTheLinesTheyTouch(_ count: Int) throws {
    let bytes = Array(lines(events).utf8)
    for start in stride(from: 0, through: bytes.count - count, by: 23) {
      let range = start..<start + count
      var damaged = bytes
      damaged.replaceSubrange(range, with: repeatElement(0, count: count))
      var expected: [SessionEvent] = []
      var begin = 0
      for event in events {
        let end = begin + event.line().count
        // The newline before and its own, since without one two lines run together.
        let isHit = range.overlaps(max(0, begin - 1)..<end + 1)
        if !isHit { expected.append(event) }
        begin = end + 1
      }
      let path = try folder.write(damaged, to: "a.jsonl")
      let (read, report) = try read(path)
      #expect(read == expected)
      #expect(report.skippedCount + (report.tornBytes == nil ? 0 : 1) == 1)
    }
  }

  @Test func aFileWhoseFirstLinesAreAllDamagedIsStillRead() throws {
    let damage = String(repeating: "{\"t\":\0\0}\n", count: 500)
    let (read, report) = try read(folder.write(damage + lines(events), to: "a.jsonl"))
    #expect(read == events)
    #expect(report.sentences == ["500 lines were damaged and are left out: 1, 2, 3, 4, 5, …"])
  }

  @Test func strangeLinesHarmNoOther() throws {
    let deep = String(repeating: "[", count: 10_000)
    let deepObject = String(repeating: "{\"a\":", count: 10_000)
    let refused = [
      deep, deep + String(repeating: "]", count: 10_000), deepObject, "nonsense", "[]", "null",
      "{}", "{\"type\":5}", "{\"t\":1,\"type\":\"token\"}",
      "{\"t\":1,\"type\":\"token\",\"pane\":-1}",
      "{\"t\":1,\"type\":\"token\",\"pane\":1e400,\"id\":1,\"text\":\"x\"}",
      "{\"t\":1,\"type\":\"prefill\",\"pane\":1,\"done\":99999999999999999999999,\"total\":1}",
      "{\"t\":01,\"type\":\"resumed\"}", "{\"t\":1,\"type\":\"resumed\"} {}", "\u{FEFF}{}",
      String(repeating: "9", count: 100_000), "{\"t\":1,\"type\":\"\\ud8",
    ]
    let accepted = [
      #"{"t":1e999,"type":"resumed","wall":"w"}"#, #"{"t":-1e300,"type":"resumed"}"#,
      #"{"t":1,"t":2,"type":"token","type":"resumed","wall":"a","wall":"b"}"#,
      #"{"t":1,"type":"token","pane":1,"id":1,"text":"\ud83d\ud83d\ude00\ude00"}"#,
      #"{"t":1,"type":"hologram","pane":"all","deep":[[[[1]]]],"n":123456789012345678901234567890}"#,
      #"{"type":"resumed"}"#, #"{"t":"soon","type":"resumed"}"#,
      #"{"t":1,"type":"token","pane":1,"id":-5,"text":"x","more":{"a":1,"a":2}}"#,
    ]
    for (lines, isAccepted) in [(refused, false), (accepted, true)] {
      for line in lines {
        let text = exampleHeaderLine + "\n" + line + "\n" + SessionLogTests.lines([opened()])
        let (read, report) = try read(folder.write(text, to: "a.jsonl"))
        #expect(read.count == (isAccepted ? 3 : 2), "\(line.prefix(60))")
        #expect(report.skipped.map(\.line) == (isAccepted ? [] : [2]), "\(line.prefix(60))")
        #expect(read.last == opened())
        _ = SessionState(read)
      }
    }
  }

  @Test func bytesThatAreNoTextBecomeMarks() throws {
    var bytes = Array((exampleHeaderLine + "\n").utf8)
    bytes += Array(#"{"t":1,"type":"prompt","turn":1,"panes":[1],"text":"a"#.utf8)
    bytes += [0xFF, 0xC0, 0x80, 0xED, 0xA0, 0x80] + Array("b\"}\n".utf8)
    let (read, report) = try read(folder.write(bytes, to: "a.jsonl"))
    #expect(report.isClean)
    guard case .prompt(let prompt) = read.last?.body else {
      Issue.record("no prompt")
      return
    }
    #expect(prompt.text.hasPrefix("a\u{FFFD}"))
    #expect(prompt.text.hasSuffix("b"))
  }

  @Test func duplicateKeysByTheMillionTakeNoLonger() throws {
    let many = (0..<100_000).map { _ in #""x":1"# }.joined(separator: ",")
    let text = exampleHeaderLine + "\n" + #"{"t":1,"type":"resumed",\#(many)}"# + "\n"
    let (read, report) = try read(folder.write(text, to: "a.jsonl"))
    #expect(report.isClean)
    #expect(read.last?.unknownFields.count == 100_000)
    // Written again, none is compared with all the others.
    #expect(try SessionEvent(line: try #require(read.last).line()) == read.last)
  }

  @Test func aGigabyteWithoutANewlineIsRefused() throws {
    let path = try folder.write("", to: "a.jsonl")
    #expect(truncate(path, 1 << 30) == 0)
    #expect(throws: SessionFileError.notASession(path: path)) { try SessionReader(path) }
    #expect(throws: SessionFileError.notASession(path: path)) {
      try ResumedSession(path, wall: "w")
    }
  }

  @Test func aGigabyteBehindASessionIsATornLine() throws {
    let path = try folder.write(lines(events), to: "a.jsonl")
    let length = lines(events).utf8.count
    #expect(truncate(path, off_t(length + 1 << 30)) == 0)
    let (read, report) = try read(path)
    #expect(read == events)
    #expect(report.tornBytes == 1 << 30)
    let session = try ResumedSession(path, wall: "2026-11-24T08:00:00Z")
    #expect(session.torn == .empty)
    #expect(try session.writer.file.length() == length + lines([resumed(at: 30)]).utf8.count)
  }

  @Test func whatIsNoFileIsRefusedAndNotWaitedFor() throws {
    let pipe = folder.path + "/pipe.jsonl"
    #expect(mkfifo(pipe, 0o600) == 0)
    let loop = folder.path + "/loop.jsonl"
    #expect(symlink(loop, loop) == 0)
    let directory = folder.path + "/directory.jsonl"
    #expect(mkdir(directory, 0o700) == 0)
    let socket = folder.path + "/socket.jsonl"
    #expect(mknod(socket, S_IFSOCK | 0o600, 0) == 0)
    let none = "it is not a file"
    let links = "Too many levels of symbolic links"
    for (path, reading, writing) in [
      (pipe, none, none), (loop, links, links), (directory, none, "Is a directory"),
      (socket, none, none), ("/dev/zero", none, none), ("/dev/full", none, none),
    ] {
      #expect(throws: SessionFileError.unreadable(path: path, reason: reading)) {
        try SessionReader(path)
      }
      #expect(throws: SessionFileError.readOnly(path: path, reason: writing)) {
        try ResumedSession(path, wall: "w")
      }
    }
    #expect(SessionFolder(folder.path).list().isEmpty)
  }

  @Test func everyLineOfALongFileIsCounted() throws {
    let path = try folder.write(
      exampleHeaderLine + "\n" + String(repeating: "{}\n", count: 20_000), to: "a.jsonl")
    let (read, report) = try read(path)
    #expect(read.count == 1)
    #expect(report.skippedCount == 20_000)
    #expect(report.skipped.count == 100)
  }

  @Test func errorsAreOneSentence() {
    let errors: [SessionFileError] = [
      .unwritable(path: "/p", reason: "r"), .readOnly(path: "/p", reason: "r"),
      .unreadable(path: "/p", reason: "r"), .notFound(path: "/p"), .locked(path: "/p"),
      .empty(path: "/p"), .notASession(path: "/p"), .newerVersion(path: "/p", version: 2),
      .writeFailed(path: "/p", reason: "r"), .syncFailed(path: "/p", reason: "r"),
      .cutShort(path: "/p", bytes: 3), .deleted(path: "/p", now: "/p"),
      .deleted(path: "/p", now: "/q"),
    ]
    let lookups: [SessionLookupError] = [
      .notFound("x"), .ambiguous("x", ids: ["a", "b"]), .none(folder: "/p"),
    ]
    var all = errors.map(\.description) + lookups.map(\.description)
    all.append(PlacesError.noHome.description)
    var report = SessionReader.Report()
    report.newerVersion = 2
    report.skippedCount = 3
    report.tornBytes = 1
    all += report.sentences
    #expect(all.count == 20)
    for sentence in all {
      #expect(sentence.first?.isUppercase == false, "\(sentence)")
      #expect(!sentence.contains(". "), "\(sentence)")
      #expect(sentence.last != ".", "\(sentence)")
    }
  }
}
