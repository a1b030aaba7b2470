import HTTP

/// Where an endpoint's requests go, and the headers they go with: checked before anything is sent.
struct Destination {
  let address: Address
  private var headers: [String: String]

  /// - Parameter path: of the protocol, such as "/chat/completions".
  init(_ endpoint: Endpoint, key: APIKey?, path: String) throws(ServerProblem) {
    var (base, query) = (endpoint.url[...], Substring())
    guard !base.utf8.contains(UInt8(ascii: "#")), base.utf8.count <= 4096,
      base.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
    else { throw .badURL }
    if let mark = base.firstIndex(of: "?") { (base, query) = (base[..<mark], base[mark...]) }
    while base.hasSuffix("/") { base = base.dropLast() }
    guard let address = Address(base + path + query) else { throw .badURL }
    guard !address.hasCredentials else { throw .credentialsInURL }
    for (name, value) in endpoint.headers.sorted(by: { $0.key < $1.key })
    where !HeaderRule.isName(name) || HeaderRule.isOurs(name) || !HeaderRule.isValue(value) {
      throw .badHeader(name)
    }
    let isSecret = key != nil || endpoint.headers.keys.contains { HeaderRule.isSecret($0) }
    guard !isSecret || address.isEncrypted || address.isThisMachine else {
      throw .unprotectedKey(host: address.place)
    }
    self.address = address
    headers = endpoint.headers
    // What comes compressed is not there piece by piece.
    headers["Accept-Encoding"] = "identity"
    if let key, !headers.keys.contains(where: { $0.lowercased() == "authorization" }) {
      headers["Authorization"] = "Bearer \(key.secret)"
    }
  }

  /// - Parameter body: JSON to be posted; nil to get what is there.
  func request(at address: Address, body: [UInt8]? = nil) -> HTTPRequest {
    var request = HTTPRequest(address.text)
    request.headers = headers
    guard let body else { return request }
    request.method = "POST"
    request.body = body
    request.headers["Content-Type"] = "application/json"
    request.headers["Accept"] = "text/event-stream, application/json"
    return request
  }

  /// Where a redirect leads, if it may be followed: to the same server, with the same request.
  func redirected(by head: HTTPHead) throws(ServerProblem) -> Address {
    let next = head.headers["location"].flatMap { address.redirected(to: $0) }
    guard let next, [307, 308].contains(head.status), next.origin == address.origin,
      !next.hasCredentials
    else { throw .redirected(host: next?.place) }
    return next
  }
}
