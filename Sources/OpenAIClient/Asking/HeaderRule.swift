/// Which headers a user may give an endpoint.
enum HeaderRule {
  /// Those that frame a request, which are not for him to choose.
  private static let ours = [
    "host", "content-length", "content-type", "transfer-encoding", "connection", "upgrade",
    "expect", "te", "trailer", "accept-encoding",
  ]
  private static let marks = Array("!#$%&'*+-.^_`|~".utf8)

  /// Whether it can be sent as it is (RFC 9110, section 5).
  static func isSound(_ name: String, _ value: String) -> Bool {
    1...256 ~= name.utf8.count && value.utf8.count <= 8192
      && name.utf8.allSatisfy { byte in
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || marks.contains(byte)
      }
      && value.utf8.allSatisfy { 0x20...0x7E ~= $0 } && !ours.contains(name.lowercased())
  }

  /// Whether its value may be one that only this server is to know.
  static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["auth", "key", "token", "cookie", "secret", "password"].contains { name.contains($0) }
  }
}
