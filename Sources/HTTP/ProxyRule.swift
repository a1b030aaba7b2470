/// What of a user's proxy is not followed: what is on this machine is asked directly, whatever is set.
/// A key that goes unencrypted to this machine would else go so to another one.
enum ProxyRule {
  private static let here = ["localhost", "127.0.0.1", "::1", "0.0.0.0"]
  private static let variables = [
    "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
  ]

  static func isSet(_ environment: [String: String]) -> Bool {
    variables.contains { environment[$0]?.isEmpty == false }
  }

  /// What `no_proxy` must be; nil where it may stay.
  static func exempt(_ environment: [String: String]) -> String? {
    let before = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
    if !isSet(environment) || before == "*" { return nil }
    return ([before].filter { !$0.isEmpty } + here).joined(separator: ",")
  }

  /// Whether no proxy is asked for it, or one may be.
  static func isExempt(_ address: Address) -> Bool {
    !address.isThisMachine || here.contains(address.host.filter { $0 != "[" && $0 != "]" })
  }
}
