import FoundationEssentials
import HTTP
import Synchronization

@testable import Downloading

/// A server in memory: what it answers to each request is made up by a test.
final class FakeServer: Transport {
  /// What is sent after the head: pieces, and how it ends.
  struct Answer {
    var head: HTTPHead
    var pieces: [[UInt8]] = []
    var end: TransferProblem?

    init(_ status: Int, _ headers: [String: String] = [:], _ body: [UInt8] = []) {
      head = HTTPHead(status: status, headers: headers)
      pieces = body.isEmpty ? [] : [body]
    }
  }

  typealias Script = @Sendable (HTTPRequest, _ number: Int) throws(TransferProblem) -> Answer

  private let script: Script
  private let seen = Mutex<[HTTPRequest]>([])

  init(_ script: @escaping Script) { self.script = script }

  var requests: [HTTPRequest] { seen.withLock { $0 } }

  func open(
    _ request: HTTPRequest, patience: Double, isCancelled: @escaping @Sendable () -> Bool
  ) throws(TransferProblem) -> any HTTPExchange {
    let number = seen.withLock { seen in
      seen.append(request)
      return seen.count
    }
    return Exchange(try script(request, number))
  }

  private final class Exchange: HTTPExchange {
    private var answer: Answer
    var head: HTTPHead { answer.head }

    init(_ answer: Answer) { self.answer = answer }

    func next() throws(TransferProblem) -> [UInt8]? {
      guard answer.pieces.isEmpty else { return answer.pieces.removeFirst() }
      if let end = answer.end { throw end }
      return nil
    }

    func close() {}
  }
}

/// A file on such a server, with ranges and tags.
struct Served: Sendable {
  var body: [UInt8]
  var tag: String? = "\"one\""
  var ranges = true
  var extra: [String: String] = [:]

  func answer(_ request: HTTPRequest, cutAfter cut: Int? = nil) -> FakeServer.Answer {
    var headers = extra
    headers["ETag"] = tag
    var start = 0
    var status = 200
    let condition = request.headers["If-Range"]
    if ranges, condition == nil || condition == tag,
      let range = request.headers["Range"],
      let asked = HTTPHead.number(
        range.replacing("bytes=", with: "").replacing("-", with: ""))
    {
      guard asked < body.count else {
        return FakeServer.Answer(416, ["Content-Range": "bytes */\(body.count)"])
      }
      start = asked
      status = 206
      headers["Content-Range"] = "bytes \(start)-\(body.count - 1)/\(body.count)"
    }
    headers["Content-Length"] = "\(body.count - start)"
    var answer = FakeServer.Answer(status, headers, Array(body[start...].prefix(cut ?? .max)))
    if cut != nil { answer.end = .cut }
    return answer
  }
}

/// A folder of its own with a download in it, and a clock that waiting moves on.
final class Bench: Sendable {
  let folder: String
  var path: String { folder + "/model.gguf" }
  let news = Mutex<[DownloadNews]>([])
  let now = Mutex(0.0)
  let isCancelled = Atomic(false)

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/downloading-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  static func model(_ count: Int) -> [UInt8] {
    Array("GGUF".utf8) + (4..<max(4, count)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  }

  func world(_ server: FakeServer) -> Surroundings {
    var world = Surroundings(
      transport: server, clock: { self.now.withLock { $0 } },
      sleep: { seconds in self.now.withLock { $0 += seconds } },
      impliedBytes: { _ in nil }, damage: { _ in nil },
      isCancelled: { self.isCancelled.load(ordering: .relaxed) },
      report: { one in self.news.withLock { $0.append(one) } })
    world.freeBytes = { _ in nil }
    return world
  }

  func order() -> Order { Order(address: "http://a.test/model.gguf", path: path) }

  func leavePart(_ bytes: [UInt8], _ note: PartNote) throws {
    try Data(bytes).write(to: URL(filePath: path + ".part"))
    try Data(note.json).write(to: URL(filePath: path + ".part.json"))
  }

  func content(_ ending: String = "") -> [UInt8]? {
    FileManager.default.contents(atPath: path + ending).map { [UInt8]($0) }
  }

  var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }
}
