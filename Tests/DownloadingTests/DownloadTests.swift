import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import Downloading

@Suite struct DownloadTests {
  let bench: Bench
  let body = Bench.model(5000)

  init() throws { bench = try Bench() }

  func run(
    _ server: FakeServer, _ change: (inout Order, inout Surroundings) -> Void = { _, _ in }
  ) throws(DownloadError) {
    var order = bench.order()
    var world = bench.world(server)
    change(&order, &world)
    try Download(order, world).run()
  }

  func error(
    _ server: FakeServer, _ change: (inout Order, inout Surroundings) -> Void = { _, _ in }
  ) -> DownloadError? {
    do throws(DownloadError) {
      try run(server, change)
      return nil
    } catch { return error }
  }

  func note(_ tag: String?, total: Int? = 5000, sha256: String? = nil) -> PartNote {
    var note = PartNote(address: "http://a.test/model.gguf")
    note.tag = tag
    note.total = total
    note.sha256 = sha256
    return note
  }

  // MARK: What comes

  @Test func aWholeFileGetsItsNameAndLeavesNothingBeside() throws {
    let body = body
    try run(FakeServer { request, _ in Served(body: body).answer(request) })
    #expect(bench.content() == body)
    #expect(bench.files == ["model.gguf"])
  }

  @Test func aCutConnectionIsGoneOnWithWhereItWasCut() throws {
    let body = body
    let server = FakeServer { request, number in
      Served(body: body).answer(request, cutAfter: number < 4 ? 1000 : nil)
    }
    try run(server)
    #expect(bench.content() == body)
    #expect(
      server.requests.map { $0.headers["Range"] } == [
        nil, "bytes=1000-", "bytes=2000-", "bytes=3000-",
      ])
    #expect(server.requests.dropFirst().allSatisfy { $0.headers["If-Range"] == "\"one\"" })
  }

  @Test func aPartOfAnEarlierRunIsGoneOnWith() throws {
    let body = body
    try bench.leavePart(Array(body[..<2000]), note("\"one\""))
    let server = FakeServer { request, _ in Served(body: body).answer(request) }
    try run(server)
    #expect(bench.content() == body)
    #expect(server.requests.map { $0.headers["Range"] } == ["bytes=2000-"])
    #expect(bench.news.withLock { $0.first } == .resumed(at: 2000))
  }

  @Test func anotherFileUnderTheSameAddressStartsAnew() throws {
    let body = body
    try bench.leavePart(Bench.model(900).map { $0 ^ 1 }, note("\"old\""))
    try run(FakeServer { request, _ in Served(body: body).answer(request) })
    #expect(bench.content() == body)
    #expect(bench.news.withLock { $0.contains(.anew) })
  }

  @Test func aServerThatIgnoresTheConditionIsNotBelieved() throws {
    let body = body
    try bench.leavePart(Bench.model(900).map { $0 ^ 1 }, note("\"old\""))
    let server = FakeServer { request, _ in
      var request = request
      request.headers["If-Range"] = nil
      return Served(body: body).answer(request)
    }
    try run(server)
    #expect(bench.content() == body)
    #expect(server.requests.map { $0.headers["Range"] } == ["bytes=900-", nil])
  }

  @Test func aFileWithAnotherDateAndNoTagStartsAnew() throws {
    let body = body
    var note = note(nil)
    note.modified = "Mon, 02 Mar 2026 10:00:00 GMT"
    try bench.leavePart(body[..<900].map { $0 ^ 1 }, note)
    let served = Served(
      body: body, tag: nil, extra: ["Last-Modified": "Tue, 03 Mar 2026 10:00:00 GMT"])
    try run(
      FakeServer { request, _ in
        var request = request
        request.headers["If-Range"] = nil
        return served.answer(request)
      })
    #expect(bench.content() == body)
  }

  @Test func aDateIsNotHeldAgainstAFileWithTheSameTag() throws {
    let body = body
    var note = note("\"one\"")
    note.modified = "Mon, 02 Mar 2026 10:00:00 GMT"
    try bench.leavePart(Array(body[..<900]), note)
    let served = Served(body: body, extra: ["Last-Modified": "Tue, 03 Mar 2026 10:00:00 GMT"])
    let server = FakeServer { request, _ in served.answer(request) }
    try run(server)
    #expect(bench.content() == body)
    #expect(server.requests.count == 1)
  }

  @Test func aServerWithoutRangesStartsAnew() throws {
    let body = body
    try bench.leavePart(Array(body[..<2000]), note("\"one\""))
    try run(FakeServer { request, _ in Served(body: body, ranges: false).answer(request) })
    #expect(bench.content() == body)
  }

  @Test func aPartOfWhichNothingTellsWhatItIsOfStartsAnew() throws {
    let body = body
    try bench.leavePart(Array(body[..<2000]).map { $0 ^ 1 }, note(nil))
    try run(FakeServer { request, _ in Served(body: body, tag: nil).answer(request) })
    #expect(bench.content() == body)
  }

  @Test func aPartThatIsTooLongStartsAnew() throws {
    let body = body
    try bench.leavePart(Bench.model(6000), note("\"one\""))
    try run(FakeServer { request, _ in Served(body: body).answer(request) })
    #expect(bench.content() == body)
  }

  @Test func aPartThatIsWholeIsNotAskedForAgain() throws {
    let body = body
    try bench.leavePart(body, note("\"one\""))
    let server = FakeServer { _, _ in FakeServer.Answer(500) }
    try run(server)
    #expect(bench.content() == body)
    #expect(server.requests.isEmpty)
  }

  @Test func aPartWithoutItsNoteIsForgotten() throws {
    let body = body
    try bench.leavePart(body, note("\"one\""))
    try Data("{".utf8).write(to: URL(filePath: bench.path + ".part.json"))
    let server = FakeServer { request, _ in Served(body: body).answer(request) }
    try run(server)
    #expect(server.requests.map { $0.headers["Range"] } == [nil])
    #expect(bench.content() == body)
  }

  @Test func aFileThatHasAnotherNameTooIsNotWrittenTo() throws {
    let body = body
    let other = bench.folder + "/precious"
    try Data([1, 2, 3]).write(to: URL(filePath: other))
    try #require(link(other, bench.path + ".part") == 0)
    try run(FakeServer { request, _ in Served(body: body).answer(request) })
    #expect(bench.content() == body)
    #expect(FileManager.default.contents(atPath: other) == Data([1, 2, 3]))
  }

  @Test(.timeLimit(.minutes(1))) func aNoteThatIsAPipeIsNotWaitedFor() throws {
    let body = body
    try #require(mkfifo(bench.path + ".part.json", 0o600) == 0)
    let error = error(FakeServer { request, _ in Served(body: body).answer(request) })
    guard case .file = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aNoteThatStaysAsItIsIsNotWrittenAgain() throws {
    let body = body
    try bench.leavePart(Array(body[..<2000]), note("\"one\""))
    try #require(chmod(bench.path + ".part.json", 0o400) == 0)
    let before = try inode()
    let server = FakeServer { request, _ in Served(body: body).answer(request, cutAfter: 10) }
    _ = error(server)
    #expect(try inode() == before)
  }

  /// Which file the note is, and when it was written.
  private func inode() throws -> [Int] {
    var facts = stat()
    try #require(stat(bench.path + ".part.json", &facts) == 0)
    return [Int(facts.st_ino), Int(facts.st_mtim.tv_sec), Int(facts.st_mtim.tv_nsec)]
  }

  @Test func moreThanWasAnnouncedIsNotTaken() throws {
    let body = body
    let server = FakeServer { _, _ in
      FakeServer.Answer(200, ["X-Linked-Size": "5000"], body + [1, 2, 3])
    }
    try run(server)
    #expect(bench.content() == body)
  }
}
