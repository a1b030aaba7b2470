import Configuration
import Dispatch
import GenerationAPI
import OpenAIClient
import Playground

/// Servers and their models, to pick from: those that can be asked now first.
struct EndpointChoices: Sendable {
  let book: EndpointBook
  let catalogue: ModelCatalogue
  var known = ServerModels.shared
  /// Nil where nothing may leave this machine.
  let question: EndpointQuestion?

  /// Models of a server that are listed; who wants another one names it.
  private static let limit = 1000
  /// Seconds that a server of this machine may take to say what it has.
  private static let patience = 0.3

  var all: [ModelChoice] {
    let choices = endpoints.flatMap(choices)
    return choices.filter { $0.obstacle == nil } + choices.filter { $0.obstacle != nil }
  }

  /// Of several names for one place of this machine the user's own, which come first.
  private var endpoints: [KnownEndpoint] {
    var seen: Set<String> = []
    return book.all.filter { endpoint in
      guard endpoint.host == nil else { return true }
      let isFirst = seen.insert(endpoint.address.origin).inserted
      return isFirst || !endpoint.isPreset
    }
  }

  // MARK: Asking

  /// Asks this machine's servers in the background, all at once, and without keys: nobody has wished for
  /// it, and any program may listen there.
  ///
  /// - Returns: nil where nothing may be asked.
  func search() -> DispatchGroup? {
    guard let question else { return nil }
    let group = DispatchGroup()
    for endpoint in endpoints where endpoint.host == nil {
      DispatchQueue(label: "search").async(group: group) {
        let answer = question.ask(
          endpoint, patience: Self.patience, limit: Self.patience, sendsKey: false)
        // A server that wants a key told more when it was given one.
        if case .refused = answer.outcome { return }
        known.take(answer, of: endpoint)
      }
    }
    return group
  }

  /// Asks one server, with its key.
  ///
  /// - Returns: why it does not tell what it has; nil where it does.
  func ask(_ name: String) -> String? {
    guard let endpoint = book.endpoint(named: name) else {
      return book.obstacle(to: name + "/") ?? "there is no endpoint \(name) any more"
    }
    guard let question else { return Self.localOnly }
    let answer = question.ask(endpoint)
    known.take(answer, of: endpoint)
    switch answer.outcome {
    case .models(let models):
      return models.isEmpty ? "\(name) has no models; load one there" : nil
    case .absent: return Self.absence(endpoint)
    case .refused(let sentence): return sentence
    }
  }

  private static let localOnly = "local-only: nothing leaves this machine"

  private static func absence(_ endpoint: KnownEndpoint) -> String {
    "nothing listens at \(endpoint.address.place)"
  }

  // MARK: Rows

  private func choices(_ endpoint: KnownEndpoint) -> [ModelChoice] {
    let outcome = known.outcome(of: endpoint)
    let listed = if case .models(let models)? = outcome { models } else { [ServerModel]() }
    let suggested = rows(of: endpoint)
    var names = endpoint.knownModels
    var seen = Set(names)
    let further =
      listed.isEmpty ? suggested.compactMap(\.model) : listed.map(\.id)
    for name in further.prefix(Self.limit) where seen.insert(name).inserted { names.append(name) }
    let obstacle = obstacle(of: endpoint, outcome)

    let models = names.map { name in
      let row = suggested.first { $0.model == name }?.row
      var choice = ModelChoice(
        endpoint: "\(endpoint.name)/\(name)",
        // Why it can't be opened stands where these would.
        facts: obstacle == nil
          ? [
            endpoint.prices(of: name).map(Self.text) ?? "",
            listed.first { $0.id == name }?.contextLength.map { "\($0) tokens" } ?? "",
            endpoint.host ?? "this machine",
          ] : [], obstacle: obstacle)
      choice.about = about(endpoint, row)
      choice.alternatives = row.map { self.listed($0.alternatives) } ?? []
      return choice
    }
    // What this machine's servers have was just looked up.
    if endpoint.host == nil, !listed.isEmpty { return models }
    var server = ModelChoice(
      server: endpoint.name,
      facts: obstacle == nil
        ? [
          listed.isEmpty ? "Enter lists its models" : "\(listed.count) listed", "",
          endpoint.keyWords ?? "",
        ] : [], obstacle: obstacle)
    let family = suggested.first { $0.model == nil }?.row
    server.about = about(endpoint, family)
    server.alternatives = family.map { self.listed($0.alternatives) } ?? []
    return (models + [server]).map { choice in
      var choice = choice
      // What can't be asked now is not to stand before what can be fetched.
      if obstacle != nil { choice.group = .elsewhere }
      return choice
    }
  }

  private func obstacle(
    of endpoint: KnownEndpoint, _ outcome: EndpointQuestion.Answer.Outcome?
  ) -> String? {
    if question == nil { return Self.localOnly }
    if endpoint.keyState == .missing { return endpoint.keyWords }
    return outcome == .absent ? Self.absence(endpoint) : nil
  }

  /// "https://api.openai.com/v1, key in OPENAI_API_KEY: GPT-4o, OpenAI, 2024"
  private func about(_ endpoint: KnownEndpoint, _ row: CatalogueRow?) -> String {
    let place = [endpoint.endpoint.url, endpoint.keyWords].compactMap(\.self)
      .joined(separator: ", ")
    guard let row else { return "\(endpoint.title): \(place)" }
    let facts = [
      row.title, row.maker, row.year.map(String.init), row.prices?.sentence, row.note,
    ]
    return facts.compactMap(\.self).joined(separator: ", ") + " (\(place))"
  }

  private static func text(_ prices: TokenPrices) -> String {
    func text(_ amount: Double) -> String {
      Cost(amount: amount, currency: prices.currency).roundText
    }
    return "\(text(prices.input)) in, \(text(prices.output)) out /M"
  }

  // MARK: The catalogue

  /// Rows of the catalogue that an endpoint has; without a model those that stand for many.
  private func rows(of endpoint: KnownEndpoint) -> [(row: CatalogueRow, model: String?)] {
    catalogue.rows.compactMap { row in
      guard row.access == .api, let text = row.endpoint else { return nil }
      if text == endpoint.name { return (row, nil) }
      let prefix = endpoint.name + "/"
      return text.hasPrefix(prefix) ? (row, String(text.dropFirst(prefix.count))) : nil
    }
  }

  /// Whether a row of the catalogue is listed here, as a server's.
  func leads(to row: CatalogueRow) -> Bool {
    guard row.access == .api, let text = row.endpoint else { return false }
    return book.endpoint(named: text) != nil || book.split(text) != nil
  }

  /// What rows of the catalogue are called in the list of all that can be picked.
  func listed(_ names: [String]) -> [String] {
    names.map { name in
      guard let row = catalogue.row(named: name), leads(to: row) else { return name }
      return row.endpoint ?? name
    }
  }
}
