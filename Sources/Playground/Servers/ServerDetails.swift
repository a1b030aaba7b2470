import Cells
import GenerationAPI

/// What is known of a pane's server.
extension DetailsText {
  mutating func addServer() {
    heading("server")
    if pane.name != pane.model.endpoint { entry("name", pane.name) }
    if let endpoint = pane.model.endpoint { entry("model", endpoint) }
    entry("goes to", pane.model.host ?? "a server on this machine")
    if pane.model.format != nil {
      entry(
        "asked for",
        pane.isBase ? "completions: the prompt as it is" : "chat: messages, under its own template")
    }
    if let fields = pane.model.bodyText { entry("with", fields) }
    if let size = pane.contextSize ?? pane.model.contextLength {
      entry("context", "\(size) tokens")
    }
    addPrices()
    let costs = pane.spentByNow.costs
    if pane.model.prices != nil || !costs.isEmpty {
      entry("cost so far", costs.isEmpty ? "nothing" : costs.map(\.text).joined(separator: " + "))
    }
    for (unit, quota) in pane.limits?.named ?? [] { entry("limit", quota.words(unit)) }
    if case .waiting(let wait) = pane.activity {
      entry("waits", "\(wait.phrase), try \(max(2, wait.attempt))", .stateWarn)
    }
    if case .failed(let reason) = pane.activity { entry("problem", reason, .stateError) }
  }

  /// "$0.15 read, $0.075 of it from the cache, $0.60 written, a million tokens each"
  private mutating func addPrices() {
    guard let prices = pane.model.prices else { return entry("prices", "not known", .textDim) }
    func text(_ amount: Double) -> String {
      Cost(amount: amount, currency: prices.currency).roundText
    }
    let cached = prices.cachedInput.map { " (\(text($0)) from its cache)" } ?? ""
    entry(
      "prices",
      "\(text(prices.input)) read\(cached), \(text(prices.output)) written, a million tokens each")
  }
}
