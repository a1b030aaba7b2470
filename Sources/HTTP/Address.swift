import FoundationEssentials

/// What has to be known of an http address.
public struct Address: Equatable, Sendable {
  public let text: String
  public let isEncrypted: Bool
  /// Scheme, host and port: whom a token is for.
  public let origin: String
  public let host: String
  /// Without a query.
  public let path: String
  /// A user or a password is in it.
  public let hasCredentials: Bool
  /// Host, and port where it is not the scheme's own: to be shown.
  public let place: String

  public init?(_ text: String) {
    guard let url = URL(string: text), let host = url.host?.lowercased(), !host.isEmpty,
      let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
      url.port.map({ 1...65535 ~= $0 }) ?? true, Self.isHost(host)
    else { return nil }
    // What asks the server knows schemes by their small letters alone.
    self.text = scheme + text.dropFirst(scheme.count)
    self.host = host
    path = url.path
    hasCredentials = url.user != nil || url.password != nil
    isEncrypted = scheme == "https"
    let standard = isEncrypted ? 443 : 80
    let port = url.port ?? standard
    place = port == standard ? host : "\(host):\(port)"
    origin = "\(scheme)://\(host):\(port)"
  }

  /// A name, or a number, as it stands in sentences; written with `%` it could be anything.
  private static func isHost(_ text: String) -> Bool {
    text.utf8.allSatisfy { byte in
      0x30...0x39 ~= byte || 0x61...0x7A ~= byte || "-._:[]".utf8.contains(byte)
    }
  }

  /// Whether it is this machine itself: what goes there leaves it not. 0.0.0.0, at which servers say
  /// that they listen, leads here, too.
  public var isThisMachine: Bool {
    // Anything else with digits and points may be a name that leads elsewhere, as 127.0.0.08 is.
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    let isNumber =
      parts.count == 4
      && parts.allSatisfy { part in
        UInt8(part).map { String($0) == part } ?? false
      }
    return ["localhost", "0.0.0.0", "::1", "[::1]"].contains(host)
      || isNumber && parts.first == "127"
  }

  /// Where a `Location` leads from here.
  public func redirected(to location: String) -> Address? {
    guard location.utf8.count <= 8192, let base = URL(string: text),
      let url = URL(string: location, relativeTo: base)
    else { return nil }
    return Address(url.absoluteURL.absoluteString)
  }
}
