import Configuration
import GenerationAPI
import OpenAIClient
import Playground
import Prompts
import SessionLog

/// Panes whose model is a server's.
extension Conductor {
  func reach(_ endpoint: String) { endpoints.reach(endpoint) }

  func take(_ access: Result<EndpointAccess, Failure>, of endpoint: String) {
    for index in panes.indices where panes[index].argument.endpoint == endpoint {
      guard panes[index].generator == nil else { continue }
      switch access {
      case .success(let access): become(index, access)
      case .failure(let failure): fail(index, failure.sentence)
      }
    }
  }

  private func become(_ index: Int, _ access: EndpointAccess) {
    panes[index].failure = nil
    panes[index].access = access
    panes[index].generator = endpoints.generator(access)
    panes[index].adoptServer()
    tellServer(index)
    schedule()
  }

  /// Writes down what a pane has now whose model is a server's.
  func tellServer(_ index: Int) {
    let pane = panes[index]
    guard let access = pane.access else { return }
    var facts = pane.argument.place.facts
    facts.title = access.model
    facts.host = access.known.host
    facts.body = access.known.endpoint.body
    facts.prices = access.known.prices(of: access.model)
    facts.format = pane.format.name
    emit(.pane(PaneEvent(pane: pane.number, action: .model, model: facts)))
    emit(.settings(pane: pane.number, settings: pane.settings.entries))
  }

  /// Servers on this machine take cores that panes compute on.
  func noteNeighbours() {
    let servers = panes.count {
      $0.current != nil && $0.access.map { $0.known.host == nil } ?? false
    }
    guard servers > 0 else { return }
    for index in panes.indices where panes[index].local != nil {
      guard let seen = panes[index].current?.neighbours else { continue }
      panes[index].current?.neighbours = max(seen, servers)
    }
  }

  // MARK: What leaves this machine

  /// Whether a pane's prompts may be sent where they go; whoever has to say so is asked.
  func maySend(_ pane: PaneRuntime) -> Bool {
    pane.access.map { endpoints.mayAsk($0.known) } ?? true
  }

  /// Hosts to which prompts wait to be sent until somebody consents, with the panes that wait.
  var consentWanted: [ConsentHost] {
    var wanted: [ConsentHost] = []
    for pane in panes where !pane.jobs.isEmpty && !maySend(pane) {
      guard let known = pane.access?.known, let host = known.destination else { continue }
      if let index = wanted.firstIndex(where: { $0.host == host }) {
        wanted[index].panes.append(pane.number)
      } else {
        wanted.append(ConsentHost(host: host, endpoint: known.name, panes: [pane.number]))
      }
    }
    return wanted
  }

  /// What the answers that these panes wait for cost at most; nil where that is not known of all.
  func mostCost(ofPanes numbers: [Int]) -> Cost? {
    var sum: Cost?
    for (index, pane) in panes.enumerated() where numbers.contains(pane.number) {
      guard let job = pane.jobs.first, let server = pane.server, let prices = server.prices,
        let request = try? request(for: record(job, pane)), var most = server.mostCost(of: request),
        sum.map({ $0.currency == prices.currency }) ?? true
      else { return nil }
      // Its length is cut so that it can't cost more than is left.
      if let left = try? allowance(index, request) { most = min(most, left) }
      guard most.isFinite else { return nil }
      sum = Cost(amount: (sum?.amount ?? 0) + most, currency: prices.currency)
    }
    return sum
  }

  /// Somebody was asked whether prompts may go to hosts.
  func consent(to hosts: [String], isGiven: Bool) {
    if isGiven {
      endpoints.consent(to: hosts)
      return schedule()
    }
    // What nobody wants to be sent is no part of what is sent later.
    for index in panes.indices
    where !maySend(panes[index]) && hosts.contains(panes[index].access?.known.destination ?? "") {
      withdraw(index, .error, error: "not sent: you said no")
    }
    schedule()
  }

  // MARK: What may be spent

  /// What a request may cost at most: nil for as much as it takes.
  func allowance(_ index: Int, _ request: GenerateRequest) throws(Failure) -> Double? {
    guard let access = panes[index].access else { return nil }
    let known = access.known
    let currency = known.currency
    guard let limits = try known.limits(of: access.model, endpoints.budget) else { return nil }
    let running = panes.filter { $0.current != nil && $0.access != nil }
    func reserved(_ isMeant: (KnownEndpoint) -> Bool) -> Double {
      running.reduce(0) { sum, pane in
        guard let access = pane.access, isMeant(access.known) else { return sum }
        return sum + (pane.current?.reserved ?? 0)
      }
    }
    let left = [
      limits.session.map { limit in
        limit - doneSpending.amount(of: currency) - reserved { $0.currency == currency }
      },
      limits.endpoint.map { limit in
        limit - endpoints.spent(at: known)
          - reserved { $0.endpoint.name == known.endpoint.name }
      },
    ].compactMap { $0 }.min()
    return left.map { max(0, $0) }
  }

  /// What panes' servers are paid in.
  var currencies: Set<String> {
    let paid = Set(panes.compactMap { $0.access?.known.currency })
    return paid.isEmpty ? [EndpointSettings.standardCurrency] : paid
  }

  /// What answers cost that are over.
  private var doneSpending: Spending {
    var sum = Spending()
    for pane in state.panes + state.closedPanes { sum.add(pane.spent) }
    return sum
  }
}

extension Condition {
  /// Counts answers that servers on this machine gave at the same time.
  mutating func count(neighbours: Int) {
    guard !isRemote else { return }
    sequences += neighbours
    models += neighbours
  }
}

extension PaneRuntime {
  /// Takes what follows from its server.
  mutating func adoptServer() {
    guard let access else { return }
    format = settings.isRaw || access.known.usesCompletions ? .plain : .messages
    settings.adoptServer(isBase: format == .plain)
  }
}
