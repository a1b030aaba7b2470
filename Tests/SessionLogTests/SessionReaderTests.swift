import GenerationAPI
import Testing

@testable import SessionLog

struct SessionReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let events = [
    SessionEvent(t: 0, .session(exampleHeader)), opened(at: 0), sent("hi", at: 1),
    started(at: 1), token("a", at: 1.5), done(text: "a", at: 2),
  ]

  @Test func eventsAreReadInOrder() throws {
    let (read, report) = try read(folder.write(lines(events), to: "a.jsonl"))
    #expect(read == events)
    #expect(report.isClean)
    #expect(report.sentences.isEmpty)
  }

  @Test func aFileIsTheStateOfItsEvents() throws {
    let path = try folder.write(lines(events), to: "a.jsonl")
    #expect(try SessionReader(path).state() == SessionState(events))
  }

  @Test func aFileCutOffAtAnyByteIsReadUpToThere() throws {
    let bytes = Array(lines(events).utf8)
    let ends = bytes.indices.filter { bytes[$0] == 0x0A }
    for length in (ends[0] + 1)..<bytes.count {
      let path = try folder.write(Array(bytes.prefix(length)), to: "a.jsonl")
      let (read, report) = try read(path)
      // A line that only its newline is missing of is whole.
      #expect(read == Array(events.prefix(ends.count { $0 <= length })))
      let isTorn = bytes[length - 1] != 0x0A && bytes[length] != 0x0A
      #expect((report.tornBytes != nil) == isTorn)
      #expect(report.skippedCount == 0)
    }
  }

  @Test func brokenLinesInTheMiddleAreSkippedAndNamed() throws {
    var bytes = Array(lines(Array(events.prefix(3))).utf8)
    bytes += [UInt8](repeating: 0, count: 5000) + [0x0A]
    bytes += Array("{\"t\":1,\"type\":\"tok\n[1]\n\n \r\n".utf8) + [0xFF, 0xFE, 0x0A]
    bytes += Array(lines(Array(events.dropFirst(3))).utf8)
    let (read, report) = try read(folder.write(bytes, to: "a.jsonl"))
    #expect(read == events)
    #expect(report.skippedCount == 4)
    #expect(report.skipped.map(\.line) == [4, 5, 6, 9])
    #expect(report.skipped[0].reason == "not valid JSON at byte 0: unexpected byte 0x00")
    #expect(
      report.sentences == ["4 lines were damaged and are left out: 4, 5, 6, 9"])
  }

  @Test func aBrokenHeaderDoesNotLoseTheSession() throws {
    let rest = lines(Array(events.dropFirst()))
    let path = try folder.write("\0\0\0\0" + exampleHeaderLine + "\n" + rest, to: "a.jsonl")
    let (read, report) = try read(path)
    #expect(read == Array(events.dropFirst()))
    #expect(report.sentences == ["line 1 was damaged and is left out"])
  }

  @Test func unknownEventsBeforeTheFirstKnownOneAreKept() throws {
    let vote = #"{"t":0.0,"type":"vote"}"# + "\n"
    let (read, _) = try read(folder.write(vote + lines(events), to: "a.jsonl"))
    #expect(read.count == events.count + 1)
  }

  @Test func reportsDoNotGrowWithTheFile() throws {
    let path = try folder.write(
      lines(events) + String(repeating: "x\n", count: 1000), to: "a.jsonl")
    let (_, report) = try read(path)
    #expect(report.skippedCount == 1000)
    #expect(report.skipped.count == 100)
  }

  @Test func aNewerVersionIsReadWithANote() throws {
    let text = #"{"t":0,"type":"session","v":2,"created":"","app":"","machine":[]}"# + "\n"
    let (read, report) = try read(
      folder.write(text + lines([opened(at: 0)]) + #"{"t":1,"type":"hologram"}"#, to: "a.jsonl"))
    #expect(read.count == 3)
    #expect(report.newerVersion == 2)
    #expect(report.sentences.count == 1)
  }

  @Test func whatIsNoSessionIsRefused() throws {
    #expect(throws: SessionFileError.notFound(path: folder.path + "/no")) {
      try SessionReader(folder.path + "/no")
    }
    let empty = try folder.write("", to: "empty.jsonl")
    #expect(throws: SessionFileError.empty(path: empty)) { try SessionReader(empty) }
    for (name, text) in [
      ("poem", "roses are red\nviolets are blue\n"), ("torn", #"{"t":0,"type":"ses"#),
      ("log", String(repeating: #"{"type":"request"}"# + "\n", count: 100)),
      ("zeroes", String(repeating: "\0", count: 3 << 20)), ("blank", "\n\n"),
      ("gguf", "GGUF\u{3}\0\0\0"),
    ] {
      let path = try folder.write(text, to: name)
      #expect(throws: SessionFileError.notASession(path: path)) { try SessionReader(path) }
    }
    for path in [folder.path, "/dev/zero"] {
      #expect(throws: SessionFileError.unreadable(path: path, reason: "it is not a file")) {
        try SessionReader(path)
      }
    }
  }

  @Test func linesAreReadWhateverTheChunks() throws {
    let path = try folder.write("ab\n\ncdefg\nh", to: "a")
    for size in 1...12 {
      let reader = LineReader(try OpenFile.reading(path), chunkSize: size)
      var found: [String] = []
      while let line = try reader.next() {
        #expect(line.number == found.count + 1)
        #expect(line.isWhole == (line.number < 4))
        found.append(String(decoding: line.bytes, as: UTF8.self))
      }
      #expect(found == ["ab", "", "cdefg", "h"])
      #expect(reader.wholeLength == 10)
    }
  }

  @Test func aLineLongerThanTheLimitIsPassedOver() throws {
    let path = try folder.write("abcd\n" + String(repeating: "x", count: 5000) + "\nef\n", to: "a")
    let reader = LineReader(try OpenFile.reading(path), chunkSize: 64, limit: 4)
    #expect(try reader.next()?.bytes == Array("abcd".utf8))
    let long = try #require(try reader.next())
    #expect(long.isTooLong)
    #expect(long.bytes.isEmpty)
    #expect(long.length == 5000)
    #expect(try reader.next() == LineReader.Line(number: 3, bytes: Array("ef".utf8), length: 2))
    #expect(try reader.next() == nil)
  }
}
