import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import Downloading

@Suite struct DownloadTests {
  let bench: Bench
  let body = Bench.model(5000)

  init() throws { bench = try Bench() }

  private func run(
    _ server: FakeServer, _ change: (inout Order, inout Surroundings) -> Void = { _, _ in }
  ) throws(DownloadError) {
    var order = bench.order()
    var world = bench.world(server)
    change(&order, &world)
    try Download(order, world).run()
  }

  private func error(
    _ server: FakeServer, _ change: (inout Order, inout Surroundings) -> Void = { _, _ in }
  ) -> DownloadError? {
    do throws(DownloadError) {
      try run(server, change)
      return nil
    } catch { return error }
  }

  private func note(_ tag: String?, total: Int? = 5000, sha256: String? = nil) -> PartNote {
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

  // MARK: What is refused

  @Test func aPageInThePlaceOfAModelIsRefusedAndTheOldPartKept() throws {
    try bench.leavePart(Array(body[..<2000]), note("\"one\""))
    let server = FakeServer { _, _ in
      FakeServer.Answer(200, ["Content-Type": "text/html"], Array("<html>Log in".utf8))
    }
    #expect(error(server) == .noModel(host: "a.test", kind: "text/html"))
    #expect(bench.content(".part") == Array(body[..<2000]))
  }

  @Test func nothingIsLeftOfAFileThatIsNotThere() {
    let server = FakeServer { _, _ in FakeServer.Answer(404, ["X-Error-Code": "EntryNotFound"]) }
    #expect(
      error(server)
        == .refused(status: 404, host: "a.test", code: "EntryNotFound", sentToken: false))
    #expect(bench.files == [])
  }

  @Test func aFileWithAnotherSumIsThrownAway() {
    let body = body
    let wanted = String(repeating: "0", count: 64)
    let failure = error(FakeServer { request, _ in Served(body: body).answer(request) }) {
      order, _ in order.sha256 = wanted
    }
    guard case .wrongSum(_, wanted) = failure else {
      Issue.record("\(failure as Any)")
      return
    }
    #expect(bench.files == [])
  }

  @Test func aPartThatDoesNotFitWhatFollowsIsMendedByStartingAnew() throws {
    let body = body
    try bench.leavePart(Array(body[..<2000]).map { $0 ^ 1 }, note("\"one\""))
    let tries = Atomic(0)
    try run(FakeServer { request, _ in Served(body: body).answer(request) }) { _, world in
      world.damage = { _ in tries.wrappingAdd(1, ordering: .relaxed).newValue == 1 ? "bad" : nil }
    }
    #expect(bench.content() == body)
  }

  @Test func aDamagedFileIsThrownAway() {
    let body = body
    let failure = error(FakeServer { request, _ in Served(body: body).answer(request) }) {
      _, world in world.damage = { _ in "half of it is missing" }
    }
    #expect(failure == .damaged(reason: "half of it is missing"))
    #expect(bench.files == [])
  }

  @Test func anotherSizeThanIsKnownIsRefusedBeforeAByteIsTaken() {
    let body = body
    let failure = error(FakeServer { request, _ in Served(body: body).answer(request) }) {
      order, _ in order.bytes = 4999
    }
    #expect(failure == .otherSize(announced: 5000, expected: 4999))
  }

  @Test func aDiskWithoutRoomIsSaidFirst() {
    let body = body
    let failure = error(FakeServer { request, _ in Served(body: body).answer(request) }) {
      _, world in world.freeBytes = { _ in 4000 }
    }
    #expect(failure == .noRoom(needed: 5000, free: 4000))
    #expect(bench.files == [])
  }

  @Test func onlyWhatIsMissingNeedsRoom() throws {
    let body = body
    try bench.leavePart(Array(body[..<2000]), note("\"one\""))
    try run(FakeServer { request, _ in Served(body: body).answer(request) }) { _, world in
      world.freeBytes = { _ in 3000 }
    }
    #expect(bench.content() == body)
  }

  @Test func anEndlessFileIsStoppedSoonAfterWhatItsHeaderSays() {
    let server = FakeServer { _, _ in
      var answer = FakeServer.Answer(200)
      answer.pieces = Array(repeating: Bench.model(1 << 20), count: 64)
      return answer
    }
    let failure = error(server) { _, world in world.impliedBytes = { _ in 3 << 20 } }
    #expect(failure == .endless(expected: 3 << 20))
    #expect(bench.files == [])
  }

  @Test func whatNeverSaysHowLargeItIsDoesNotFillTheDisk() {
    let piece = [UInt8](repeating: 7, count: 1 << 20)
    let server = FakeServer { _, _ in
      var answer = FakeServer.Answer(200, [:], Bench.model(16))
      answer.pieces += Array(repeating: piece, count: 64)
      return answer
    }
    let error = error(server) { $1.longestHeader = 4 << 20 }
    guard case .damaged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(bench.files.isEmpty)
  }

  @Test func aFileOfUnknownLengthThatEndsEarlyWasCut() {
    let server = FakeServer { _, _ in FakeServer.Answer(200, [:], Bench.model(100)) }
    let failure = error(server) { _, world in world.impliedBytes = { _ in 200 } }
    #expect(failure == .transfer(.cut, host: "a.test"))
    #expect(server.requests.count == Download.attempts)
  }

  @Test func twoDownloadsOfTheSameFileAreOne() throws {
    let body = body
    let bench = bench
    let second = Mutex<DownloadError?>(nil)
    try run(
      FakeServer { request, _ in
        let other = FakeServer { request, _ in Served(body: body).answer(request) }
        do throws(DownloadError) {
          try Download(bench.order(), bench.world(other)).run()
        } catch { second.withLock { $0 = error } }
        return Served(body: body).answer(request)
      })
    #expect(second.withLock { $0 } == .locked)
    #expect(bench.content() == body)
  }

  // MARK: Waiting

  @Test func pausesGrowAndThenItEnds() {
    let server = FakeServer { (_, _) throws(TransferProblem) in throw .noConnection }
    #expect(error(server) == .transfer(.noConnection, host: "a.test"))
    let pauses = bench.news.withLock { news in
      news.compactMap { if case .waiting(let seconds, _, _) = $0 { seconds } else { nil } }
    }
    #expect(pauses == [1, 2, 4, 8])
  }

  @Test func aDiskThatIsSlowerThanTheNetworkIsWaitedForWithoutAWord() throws {
    let body = body
    let server = FakeServer { request, number in
      var answer = Served(body: body).answer(request, cutAfter: number < 9 ? 500 : nil)
      if number < 9 { answer.end = .overrun }
      return answer
    }
    try run(server)
    #expect(bench.content() == body)
    #expect(bench.now.withLock { $0 } == 0)
  }

  @Test func whatIsNoPassingTroubleIsNotTriedAgain() {
    let server = FakeServer { (_, _) throws(TransferProblem) in throw .certificate("expired") }
    #expect(error(server) == .transfer(.certificate("expired"), host: "a.test"))
    #expect(server.requests.count == 1)
  }

  @Test func aBusyServerIsWaitedForAsLongAsItAsks() throws {
    let body = body
    let bench = bench
    try run(
      FakeServer { request, number in
        number == 1
          ? FakeServer.Answer(429, ["Retry-After": "40"]) : Served(body: body).answer(request)
      })
    #expect(bench.now.withLock { $0 } >= 40)
    let failure = error(FakeServer { _, _ in FakeServer.Answer(503, ["Retry-After": "3600"]) })
    #expect(failure == .busy(status: 503, host: "a.test", after: 3600))
  }

  @Test func cancellingLeavesThePart() {
    let body = body
    let bench = bench
    let server = FakeServer { request, number in
      if number == 2 { bench.isCancelled.store(true, ordering: .relaxed) }
      return Served(body: body).answer(request, cutAfter: 1000)
    }
    #expect(error(server) == .cancelled)
    #expect(bench.files == ["model.gguf.part", "model.gguf.part.json"])
    #expect(bench.content(".part") == Array(body[..<1000]))
  }

  @Test func aDripIsTakenForSilence() {
    let body = body
    let bench = bench
    let server = FakeServer { request, _ in
      var answer = Served(body: body).answer(request)
      answer.pieces = answer.pieces.joined().map { [$0] }
      return answer
    }
    let failure = error(server) { _, world in
      world.clock = {
        bench.now.withLock {
          $0 += 1
          return $0
        }
      }
    }
    #expect(failure == .transfer(.silence(seconds: 30), host: "a.test"))
    #expect(server.requests.count == Download.attempts)
  }
}

@Suite struct RedirectTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  private func run(
    from address: String, token: String? = nil, _ script: @escaping FakeServer.Script
  ) -> (DownloadError?, [HTTPRequest]) {
    let server = FakeServer(script)
    let order = Order(address: address, path: bench.path, token: token)
    do throws(DownloadError) {
      try Download(order, bench.world(server)).run()
      return (nil, server.requests)
    } catch { return (error, server.requests) }
  }

  @Test func theTokenIsForTheFirstHostAlone() {
    let body = Bench.model(100)
    let (error, requests) = run(from: "https://hub.test/a/b", token: "secret") { request, number in
      switch number {
      case 1: FakeServer.Answer(307, ["Location": "/c/d"])
      case 2: FakeServer.Answer(302, ["Location": "https://store.test/x?y=1"])
      case 3: FakeServer.Answer(302, ["Location": "https://hub.test:444/x"])
      default: Served(body: body).answer(request)
      }
    }
    #expect(error == nil)
    #expect(
      requests.map(\.address) == [
        "https://hub.test/a/b", "https://hub.test/c/d", "https://store.test/x?y=1",
        "https://hub.test:444/x",
      ])
    #expect(
      requests.map { $0.headers["Authorization"] } == [
        "Bearer secret", "Bearer secret", nil, nil,
      ])
  }

  @Test func anEncryptedConnectionStaysEncrypted() {
    let (error, requests) = run(from: "https://hub.test/a") { _, _ in
      FakeServer.Answer(302, ["Location": "http://store.test/a"])
    }
    #expect(error == .insecureRedirect(to: "store.test"))
    #expect(requests.count == 1)
  }

  @Test func redirectsHaveAnEnd() {
    let (error, requests) = run(from: "http://hub.test/a") { _, number in
      FakeServer.Answer(302, ["Location": "/\(number)"])
    }
    #expect(error == .tooManyRedirects)
    #expect(requests.count == 11)
  }

  @Test(arguments: [
    "", "ftp://x.test/a", "file:///etc/passwd", "http://", "data:text/plain,GGUF", "//",
    "http:///a",
    "https://\u{0}/", "https://a.test:99999999999/", String(repeating: "a", count: 9000),
  ])
  func aRedirectToWhatIsNoAddressIsRefused(location: String) {
    let (error, _) = run(from: "http://hub.test/a") { _, _ in
      FakeServer.Answer(302, ["Location": location].filter { !$0.value.isEmpty })
    }
    #expect(error == .badRedirect(host: "hub.test"))
  }

  @Test func theSumThatTheHubSaysOnTheWayIsHeldTo() {
    let (error, _) = run(from: "http://hub.test/a") { request, number in
      number == 1
        ? FakeServer.Answer(
          302,
          [
            "Location": "/b", "X-Linked-Size": "100",
            "X-Linked-Etag": "\"\(String(repeating: "a", count: 64))\"",
          ])
        : Served(body: Bench.model(100)).answer(request)
    }
    guard case .wrongSum(_, expected: String(repeating: "a", count: 64)) = error else {
      Issue.record("\(error as Any)")
      return
    }
  }
}
