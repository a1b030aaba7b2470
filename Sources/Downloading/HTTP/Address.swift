import FoundationEssentials

/// What has to be known of an http address.
struct Address: Equatable {
  let text: String
  let isEncrypted: Bool
  /// Scheme, host and port: whom a token is for.
  let origin: String
  let host: String

  init?(_ text: String) {
    guard let url = URL(string: text), let host = url.host?.lowercased(), !host.isEmpty,
      let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
      url.port.map({ 1...65535 ~= $0 }) ?? true
    else { return nil }
    self.text = text
    self.host = host
    isEncrypted = scheme == "https"
    origin = "\(scheme)://\(host):\(url.port ?? (isEncrypted ? 443 : 80))"
  }

  /// Where a `Location` leads from here.
  func redirected(to location: String) -> Address? {
    guard location.utf8.count <= 8192, let base = URL(string: text),
      let url = URL(string: location, relativeTo: base)
    else { return nil }
    return Address(url.absoluteURL.absoluteString)
  }
}
