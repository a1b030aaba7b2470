import Testing

@testable import OpenAIClient

@Suite struct EventStreamTests {
  private func events(_ pieces: [[UInt8]], finishing: Bool = false) throws -> [String] {
    var stream = EventStream()
    var events: [EventStream.Event] = []
    for piece in pieces { try stream.feed(piece, into: &events) }
    if finishing, let last = stream.finish() { events.append(last) }
    return events.map { ($0.isError ? "! " : "") + String(decoding: $0.data, as: UTF8.self) }
  }

  static let written =
    "\u{FEFF}data: a\r\n\r\n: comment\rdata:b\rdata:  바다\r\rid: 7\nretry: 1\nevent: error\n"
    + "data\ndata: c:d\n\n\n\nevent: message\ndata: {\"x\":1}\r\n\r\nerror: gone\n\ndatas: no\n\n"

  static let read = ["a", "b\n 바다", "! \nc:d", "{\"x\":1}", "! gone"]

  @Test func linesEndInEachWayThereIs() throws {
    #expect(try events([Array(Self.written.utf8)]) == Self.read)
  }

  @Test func anEventIsTheSameWhereverItIsCut() throws {
    let bytes = Array(Self.written.utf8)
    for first in 0...bytes.count {
      #expect(try events([Array(bytes[..<first]), Array(bytes[first...])]) == Self.read)
      let second = first + (bytes.count - first) / 2
      let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map { Array($0) }
      #expect(try events(pieces) == Self.read)
    }
    #expect(try events(bytes.map { [$0] }) == Self.read)
  }

  @Test func aLastEventNeedsNoEmptyLine() throws {
    #expect(try events([Array("data: a\n\ndata: b".utf8)]) == ["a"])
    #expect(try events([Array("data: a\n\ndata: b".utf8)], finishing: true) == ["a", "b"])
    #expect(try events([Array("data: a\n\n".utf8)], finishing: true) == ["a"])
  }

  @Test func aLineHasABound() throws {
    let most = EventStream.longestLine
    var stream = EventStream()
    var events: [EventStream.Event] = []
    try stream.feed(Array(repeating: 0x61, count: most), into: &events)
    #expect(throws: EventStream.Excess.line) { try stream.feed([0x61], into: &events) }
  }

  @Test func anEventHasABoundAndThoseBeforeItAreKept() throws {
    let line = Array("data: ".utf8) + Array(repeating: 0x61, count: 1 << 19) + [0x0A]
    var stream = EventStream()
    var events: [EventStream.Event] = []
    try stream.feed(Array("data: a\n\n".utf8), into: &events)
    #expect(throws: EventStream.Excess.event) {
      for _ in 0...8 { try stream.feed(line, into: &events) }
    }
    #expect(events.count == 1)
  }
}
