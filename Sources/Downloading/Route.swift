import HTTP

/// The way to a file: from the address that was given through redirects to whoever has it.
struct Route {
  /// What is asked for where a part is here already.
  struct Rest {
    var start: Int
    var note: PartNote
  }

  let order: Order
  let world: Surroundings
  var method = "GET"
  var rest: Rest?
  /// What the hub says of the file before it sends us on.
  private(set) var linkedSum: String?
  private(set) var linkedSize: Int?
  /// Who was asked last.
  private(set) var host = ""
  private(set) var sentToken = false

  private static let redirectLimit = 10

  init(_ order: Order, _ world: Surroundings) {
    self.order = order
    self.world = world
  }

  /// Bytes that the file has by what is said of it on the way; nil where nothing is.
  static func announcedBytes(_ order: Order, _ world: Surroundings) -> Int? {
    var route = Route(order, world)
    route.method = "HEAD"
    guard let exchange = try? route.follow() else { return nil }
    defer { exchange.close() }
    if let size = route.linkedSize { return size }
    return exchange.head.status == 200 ? exchange.head.contentLength : nil
  }

  /// Asks, and goes where it is sent, up to an answer that is no redirect.
  mutating func follow() throws(Transfer.Failure) -> any HTTPExchange {
    guard var address = Address(order.address) else { throw .final(.badAddress) }
    let origin = address.origin
    for _ in 0...Self.redirectLimit {
      host = address.host
      var request = HTTPRequest(address.text)
      request.method = method
      // A part of something compressed would be a part of nothing.
      request.headers["Accept-Encoding"] = "identity"
      if let rest {
        request.headers["Range"] = "bytes=\(rest.start)-"
        request.headers["If-Range"] = rest.note.condition
      }
      sentToken = order.token != nil && address.origin == origin
      if let token = order.token, sentToken {
        request.headers["Authorization"] = "Bearer \(token)"
      }
      let exchange: any HTTPExchange
      do throws(TransferProblem) {
        exchange = try world.transport.open(
          request, patience: world.patience, isCancelled: world.isCancelled)
      } catch { throw failure(error) }
      if address.origin == origin { try noteLinks(exchange.head) }
      guard exchange.head.isRedirect else { return exchange }
      exchange.close()
      guard let location = exchange.head.headers["location"],
        let next = address.redirected(to: location)
      else { throw .final(.badRedirect(host: host)) }
      guard next.isEncrypted || !address.isEncrypted else {
        throw .final(.insecureRedirect(to: next.host))
      }
      address = next
    }
    throw .final(.tooManyRedirects)
  }

  private mutating func noteLinks(_ head: HTTPHead) throws(Transfer.Failure) {
    linkedSize = linkedSize ?? head.linkedSize
    guard let sum = head.linkedSum, linkedSum == nil else { return }
    linkedSum = sum
    if let expected = order.sha256, expected != sum {
      throw .final(.otherSum(announced: sum, expected: expected))
    }
    if let known = rest?.note.sha256, known != sum { throw .unusablePart }
  }

  func failure(_ problem: TransferProblem) -> Transfer.Failure {
    if problem == .cancelled { return .final(.cancelled) }
    return problem.isPassing
      ? .passing(problem, host: host) : .final(.transfer(problem, host: host))
  }
}
