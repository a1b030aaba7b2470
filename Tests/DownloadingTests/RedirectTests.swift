import FoundationEssentials
import Glibc
import HTTP
import Testing

@testable import Downloading

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
