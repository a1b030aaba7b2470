/// What is asked of a server.
public struct HTTPRequest: Equatable, Sendable {
  public var method = "GET"
  public var address: String
  /// Names as they are sent.
  public var headers: [String: String] = [:]
  /// Nil for none.
  public var body: [UInt8]?

  public init(_ address: String) { self.address = address }
}

/// How an answer begins.
public struct HTTPHead: Equatable, Sendable {
  public var status: Int
  /// Names in small letters.
  public var headers: [String: String]

  public init(status: Int, headers: [String: String] = [:]) {
    self.status = status
    self.headers = Dictionary(
      headers.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}

/// One request and its answer, read piece by piece from one thread.
public protocol HTTPExchange: AnyObject {
  var head: HTTPHead { get }

  /// The next bytes of the body; nil at its end.
  func next() throws(TransferProblem) -> [UInt8]?

  /// From now on it is given up after as many seconds without a byte.
  func setPatience(_ seconds: Double)

  /// Nothing more is wanted. Called once, at the end, whatever that was.
  func close()
}

extension HTTPExchange {
  /// Where there is no waiting there is no patience.
  public func setPatience(_ seconds: Double) {}
}

/// Reaches servers. Redirects are not followed: they are answers like others.
public protocol Transport: Sendable {
  /// Sends a request and waits for the head of its answer.
  ///
  /// - Parameters:
  ///   - patience: seconds without a byte after which an exchange is given up; the head's included.
  ///   - isCancelled: asked many times a second while there is nothing to do.
  func open(
    _ request: HTTPRequest, patience: Double, isCancelled: @escaping @Sendable () -> Bool
  ) throws(TransferProblem) -> any HTTPExchange
}

/// Why an exchange did not come to its end.
public enum TransferProblem: Error, Equatable, Sendable {
  case badAddress
  case noSuchHost
  case noConnection
  /// No certificate that this machine believes, or one for another host.
  case certificate(String)
  /// Another failure to agree on encryption.
  case encryption
  /// Nothing came for as many seconds.
  case silence(seconds: Double)
  case cut
  /// Bytes came faster than they were taken, and were not waited for.
  case overrun
  case cancelled
  case other(String)

  /// Whether it may be well at the next try.
  public var isPassing: Bool {
    switch self {
    case .noConnection, .silence, .cut, .overrun, .other: true
    case .badAddress, .noSuchHost, .certificate, .encryption, .cancelled: false
    }
  }
}
