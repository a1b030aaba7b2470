/// Which headers a user may give an endpoint.
public enum HeaderRule {
  /// Those that frame a request, which are not for him to choose.
  private static let ours: Set = [
    "accept", "accept-encoding", "connection", "content-length", "content-type", "expect", "host",
    "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
  ]
  private static let marks = Array("!#$%&'*+-.^_`|~".utf8)

  /// Whether it can be sent as a name (RFC 9110, section 5.1), of at most 100 bytes.
  public static func isName(_ name: String) -> Bool {
    1...100 ~= name.utf8.count
      && name.utf8.allSatisfy { byte in
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || marks.contains(byte)
      }
  }

  /// Whether every request has it already.
  public static func isOurs(_ name: String) -> Bool { ours.contains(name.lowercased()) }

  /// Whether it can be sent as a value: ASCII on one line, of at most 8192 bytes.
  public static func isValue(_ value: String) -> Bool {
    value.utf8.count <= 8192 && value.utf8.allSatisfy { 0x20...0x7E ~= $0 }
  }

  /// Whether its value may be one that only this server is to know.
  public static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["auth", "key", "token", "cookie", "secret", "password"].contains { name.contains($0) }
  }
}
