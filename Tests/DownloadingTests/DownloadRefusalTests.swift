import FoundationEssentials
import Glibc
import HTTP
import Synchronization
import Testing

@testable import Downloading

/// What is refused, and what is waited for.
extension DownloadTests {
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
