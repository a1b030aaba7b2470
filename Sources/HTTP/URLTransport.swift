import Dispatch
import Foundation
import FoundationNetworking
import Synchronization

/// Reaches servers by `URLSession`: the one place from which lineup reaches the network.
public struct URLTransport: Transport {
  private let agent: String

  /// - Parameter agent: what it calls itself.
  public init(agent: String) {
    self.agent = agent
    _ = Self.proxies
  }

  /// Whether a proxy is set, which is never asked for what is on this machine: that stays here.
  private static let proxies: Bool = {
    let environment = ProcessInfo.processInfo.environment
    // The library that carries requests reads this, and nothing else can tell it.
    if let exempt = ProxyRule.exempt(environment) { setenv("no_proxy", exempt, 1) }
    return ProxyRule.isSet(environment)
  }()

  public func open(
    _ request: HTTPRequest, patience: Double, isCancelled: @escaping @Sendable () -> Bool
  ) throws(TransferProblem) -> any HTTPExchange {
    guard let address = URL(string: request.address), let known = Address(request.address) else {
      throw .badAddress
    }
    guard !Self.proxies || ProxyRule.isExempt(known) else {
      throw .other("a proxy would be asked for what is on this machine; call it localhost")
    }
    var asked = URLRequest(url: address)
    asked.httpMethod = request.method
    asked.httpBody = request.body.map { Data($0) }
    asked.cachePolicy = .reloadIgnoringLocalAndRemoteCacheData
    asked.setValue(agent, forHTTPHeaderField: "User-Agent")
    for (name, value) in request.headers { asked.setValue(value, forHTTPHeaderField: name) }
    // What an exchange is given up for is counted here, in bytes that came.
    asked.timeoutInterval = 86400
    let exchange = URLExchange(patience: patience, isCancelled: isCancelled)
    try exchange.begin(asked)
    return exchange
  }
}

/// An exchange whose bytes arrive on a queue of the session's own, and wait to be taken.
///
/// `URLSession` reads as fast as the network gives, and suspending a task does not hold it up. So where
/// too much waits the connection is given up, and whoever reads asks for the rest. While bytes come
/// without a pause it does not listen either, so that nobody is to wait for it to stop.
private final class URLExchange: NSObject, HTTPExchange, URLSessionDataDelegate {
  private enum Arrival {
    case head(HTTPHead)
    case bytes([UInt8])
    case end(TransferProblem?)
  }

  /// What came and was not taken yet.
  private struct Waiting {
    var head: HTTPHead?
    /// In one piece, whatever it came in: a byte by itself would take far more memory than a byte.
    private var bytes: [UInt8] = []
    private var taken = 0
    var end: Arrival?

    var isOver: Bool { end != nil }
    var count: Int { bytes.count - taken }

    mutating func add(_ more: [UInt8]) {
      if taken > 0, taken >= bytes.count / 2 {
        bytes.removeFirst(taken)
        taken = 0
      }
      bytes += more
    }

    mutating func next() -> Arrival? {
      if let head {
        self.head = nil
        return .head(head)
      }
      // Once over, it is said again to whoever asks again.
      guard count > 0 else { return end }
      let piece = bytes[taken...].prefix(URLExchange.largestPiece)
      taken += piece.count
      return .bytes(Array(piece))
    }
  }

  private static let largestPiece = 1 << 16
  /// Bytes that may wait.
  private static let most = 64 << 20

  private let waiting = Mutex(Waiting())
  private let arrived = DispatchSemaphore(value: 0)
  // Of whoever reads, who is one thread.
  nonisolated(unsafe) private var patience: Double
  private let isCancelled: @Sendable () -> Bool
  // Written in `begin` alone, before anything arrives.
  nonisolated(unsafe) private var session: URLSession?
  nonisolated(unsafe) private var task: URLSessionDataTask?
  nonisolated(unsafe) private(set) var head = HTTPHead(status: 0)

  init(patience: Double, isCancelled: @escaping @Sendable () -> Bool) {
    self.patience = patience
    self.isCancelled = isCancelled
  }

  func begin(_ request: URLRequest) throws(TransferProblem) {
    let settings = URLSessionConfiguration.ephemeral
    settings.urlCache = nil
    settings.httpCookieStorage = nil
    settings.httpShouldSetCookies = false
    let session = URLSession(
      configuration: settings, delegate: self,
      delegateQueue: NewsQueue { [weak self] in
        self?.put(.end(.overrun))
      })
    self.session = session
    let task = session.dataTask(with: request)
    self.task = task
    task.resume()
    do throws(TransferProblem) {
      switch try take() {
      case .head(let head): self.head = head
      case .bytes: throw .other("the answer has no head")
      case .end(let problem): throw problem ?? .cut
      }
    } catch {
      close()
      throw error
    }
  }

  func next() throws(TransferProblem) -> [UInt8]? {
    while true {
      switch try take() {
      case .head: continue
      case .bytes(let bytes): return bytes
      case .end(let problem):
        if let problem { throw problem }
        return nil
      }
    }
  }

  func setPatience(_ seconds: Double) { patience = seconds }

  func close() {
    waiting.withLock { $0.end = $0.end ?? .end(.cancelled) }
    let (task, session) = (task, session)
    DispatchQueue(label: "close").async {
      task?.cancel()
      session?.invalidateAndCancel()
    }
  }

  private func take() throws(TransferProblem) -> Arrival {
    var waited = 0.0
    // A cancellation is to reach the server within what nobody notices.
    let slice = 0.03
    while true {
      if isCancelled() { throw .cancelled }
      if let arrival = waiting.withLock({ $0.next() }) { return arrival }
      guard waited < patience else { throw .silence(seconds: patience) }
      if arrived.wait(timeout: .now() + slice) == .timedOut { waited += slice }
    }
  }

  private func put(_ arrival: Arrival) {
    let isTooMuch = waiting.withLock { waiting in
      guard !waiting.isOver else { return false }
      switch arrival {
      case .head(let head): waiting.head = head
      case .bytes(let bytes): waiting.add(bytes)
      case .end: waiting.end = arrival
      }
      guard waiting.count > Self.most, !waiting.isOver else { return false }
      waiting.end = .end(.overrun)
      return true
    }
    arrived.signal()
    guard isTooMuch, let task else { return }
    DispatchQueue(label: "close").async { task.cancel() }
  }

  /// A task that was cancelled must not be told how to go on, which would end the process: so that is
  /// said before anybody can cancel it because of what is put, or not at all.
  private func unlessOver(_ goOn: () -> Void) {
    waiting.withLock { if !$0.isOver { goOn() } }
  }

  // MARK: What the session tells

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest: URLRequest,
    completionHandler: @escaping (URLRequest?) -> Void
  ) {
    // Followed by the session, it would take the token with it to wherever it leads.
    unlessOver { completionHandler(nil) }
    put(.head(Self.head(of: response)))
    put(.end(nil))
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    unlessOver { completionHandler(.allow) }
    guard let response = response as? HTTPURLResponse else { return }
    // Of what it says beforehand, such as early hints, nothing is meant for us.
    guard !(100..<200).contains(response.statusCode) else { return }
    put(.head(Self.head(of: response)))
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    put(.bytes([UInt8](data)))
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    put(.end(error.map(problem)))
  }

  private static func head(of response: HTTPURLResponse) -> HTTPHead {
    var headers: [String: String] = [:]
    for (name, value) in response.allHeaderFields {
      headers["\(name)"] = "\(value)"
    }
    return HTTPHead(status: response.statusCode, headers: headers)
  }

  private func problem(_ error: any Error) -> TransferProblem {
    guard let error = error as? URLError else { return .other("\(error)") }
    let text = error.localizedDescription
    return switch error.code {
    case .badURL: .badAddress
    // Of an answer: the address is one of http.
    case .unsupportedURL: .other("what answers does not speak HTTP")
    case .cannotFindHost, .dnsLookupFailed: .noSuchHost
    case .cannotConnectToHost, .notConnectedToInternet: .noConnection
    case .networkConnectionLost: .cut
    case .cancelled: .cancelled
    // Of an exchange that began, silence is noticed here long before.
    case .timedOut: .noConnection
    // libcurl's own words, since these have no code here.
    case _ where text.contains("certificate"): .certificate(text)
    case _ where text.contains("SSL") || text.contains("TLS"): .encryption
    case _ where text.contains("transfer closed") || text.contains("Empty reply"): .cut
    default: .other(text)
    }
  }
}
