import Configuration
import GenerationAPI
import HTTP
import OpenAIClient

/// A server that a pane's model may be one of, as things are in the environment now.
struct KnownEndpoint: Sendable {
  let endpoint: Endpoint
  /// For people: "OpenAI".
  let title: String
  let address: Address
  /// Those that are named in the settings.
  let models: [String]
  let usesCompletions: Bool
  /// What a session may spend there, of its currency; nil where there is no such limit.
  let budget: Double?
  let currency: String
  /// Nobody wrote it down.
  let isPreset: Bool
  /// What the settings say is charged, by model.
  let listed: [String: TokenPrices]
  private let published: [String: TokenPrices]
  let keySource: EndpointSettings.KeySource?
  private let surroundings: KeySurroundings
  /// The first variable that a header wants and that is not set.
  let missingHeaderVariable: String?

  enum KeyState: String {
    /// None is sent.
    case none
    case present, missing
  }

  /// - Parameter published: what the catalogue has of prices that the settings don't name.
  init(
    _ settings: EndpointSettings, _ surroundings: KeySurroundings,
    published: [String: TokenPrices] = [:]
  ) {
    let headers = settings.headers(surroundings.environment)
    var endpoint = settings.endpoint
    endpoint.headers = headers.sent
    endpoint.headerSecrets = headers.secrets
    endpoint.keyName = settings.key?.name
    self.endpoint = endpoint
    title = settings.title
    address = settings.address
    models = settings.models
    usesCompletions = settings.usesCompletions
    budget = settings.budget
    currency = settings.currency
    isPreset = settings.isPreset
    listed = settings.prices
    self.published = published
    keySource = settings.key
    self.surroundings = surroundings
    missingHeaderVariable = headers.missing
  }

  var name: String { endpoint.name }

  /// Those that are named in the settings, and those that have a price there.
  var knownModels: [String] {
    models + listed.keys.filter { !models.contains($0) }.sorted()
  }

  /// What is charged for a model, by the settings or else by the catalogue; nil where neither says it.
  func prices(of model: String) -> TokenPrices? { listed[model] ?? published[model] }

  /// What a session may spend here: of all that it may, and at this server.
  ///
  /// - Returns: nil for any amount.
  /// - Throws: why nothing may be asked: where a budget can't be told, or what is charged.
  func limits(
    of model: String, _ budget: SessionBudget
  ) throws(Failure) -> (session: Double?, endpoint: Double?)? {
    let isPaid = prices(of: model) != nil
    // What runs on this machine costs nothing that could be counted.
    if !isPaid, host == nil { return nil }
    if let doubt = budget.doubt {
      throw Failure(
        "what may be spent can't be told (\(doubt)); mend it, or say it with --budget or :budget")
    }
    let ofSession = budget.limit(of: currency)
    guard ofSession != nil || self.budget != nil else { return nil }
    guard isPaid else {
      throw Failure(
        "there is a budget, but what \(name)/\(model) costs isn't known; "
          + "say it in config.yaml, under prices of the endpoint, or take the budget away")
    }
    return (ofSession, self.budget)
  }

  /// Where it is, for people; nil where that is this machine.
  var host: String? { address.isThisMachine ? nil : address.place }

  /// Where prompts go, and whether others may read them on their way; nil where they stay here.
  var destination: String? { host.map { address.isEncrypted ? $0 : "http://" + $0 } }

  // MARK: Its key

  /// Where its key comes from: "${LAB_KEY}", "key_file ~/.lab"; nil where none is sent.
  var keyName: String? { endpoint.keyName }

  /// Whether the key is there, as far as can be told without running anything.
  var keyState: KeyState {
    if missingHeaderVariable != nil { return .missing }
    switch keySource {
    case nil: return .none
    case .command: return .present
    case .variable(let name, let isOptional):
      if !(surroundings.environment[name] ?? "").isEmpty { return .present }
      return isOptional ? .none : .missing
    case .file: return (try? key()) == nil ? .missing : .present
    }
  }

  /// The key that is sent; nil where there is to be none. A command is run for it once.
  ///
  /// - Throws: `Failure` with where a key was looked for, never with what was found.
  func key() throws(Failure) -> APIKey? {
    if let missingHeaderVariable {
      throw Failure(
        "a header of \(name) wants \(missingHeaderVariable), which is not set; export it and start lineup "
          + "again")
    }
    let key = try foundKey()
    // A preset's own variable may be set for a server that has moved to another machine.
    guard key == nil || address.isPrivate else {
      throw Failure(
        "the key of \(name) would go to \(address.host) without encryption; make its url an https:// "
          + "address")
    }
    return key
  }

  /// A server refused it: a command is asked again the next time.
  func forgetKey() {
    if case .command(let command) = keySource { surroundings.forget(command) }
  }

  private func foundKey() throws(Failure) -> APIKey? {
    switch keySource {
    case nil: return nil
    case .variable(let variable, let isOptional):
      let text = surroundings.environment[variable] ?? ""
      if text.isEmpty, isOptional { return nil }
      guard !text.isEmpty else {
        throw Failure(
          "\(name) wants a key, and \(variable) is not set; export it and start lineup again")
      }
      guard let key = KeySurroundings.key(text) else {
        throw Failure("\(variable) holds characters that no key has; copy it again")
      }
      return key
    case .file(let path): return try surroundings.key(inFile: path, of: name)
    case .command(let command): return try surroundings.key(fromCommand: command, of: name)
    }
  }
}
