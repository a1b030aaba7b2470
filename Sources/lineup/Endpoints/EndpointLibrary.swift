import Dispatch
import GenerationAPI
import HTTP
import OpenAIClient
import SessionLog

/// The servers that a session's panes ask, and what may be spent there. Belongs to the main thread.
final class EndpointLibrary {
  private let report: @Sendable (WorkerMessage) -> Void
  /// Gives what reaches servers, or says why nothing may.
  let transport: @Sendable () throws(Failure) -> any Transport
  private let book: @Sendable () -> EndpointBook
  /// By the servers' names, with the limits that they keep: settings may change meanwhile.
  private var gates: [String: (limits: Endpoint.Limits, gate: RequestGate)] = [:]
  /// What may be spent in a session, where somebody said so.
  var budget: SessionBudget
  /// What was spent at each server, by its name.
  private var spent: [String: Double] = [:]
  /// Where prompts may go; nil for all, where nobody can be asked.
  private var consented: Set<String>?

  /// - Parameter asks: whether a person is asked before a prompt leaves this machine.
  init(
    budget: SessionBudget, asks: Bool,
    book: @escaping @Sendable () -> EndpointBook = { .ofUser },
    transport: @escaping @Sendable () throws(Failure) -> any Transport,
    report: @escaping @Sendable (WorkerMessage) -> Void
  ) {
    self.budget = budget
    consented = asks ? [] : nil
    self.book = book
    self.transport = transport
    self.report = report
  }

  /// Finds a server's model and gets its key, in the background: a program may have to be asked.
  func reach(_ endpoint: String) {
    let book = book
    let transport = transport
    let report = report
    DispatchQueue.global(qos: .userInitiated).async {
      do throws(Failure) {
        guard let (known, model) = book().split(endpoint) else {
          throw Failure(
            "\(endpoint) is no server's model that is known here; lineup endpoints lists the servers"
          )
        }
        // Where nothing may leave this machine, no program is asked for a key either.
        let transport = try transport()
        let access = EndpointAccess(
          known: known, model: model, key: try known.key(), transport: transport)
        report(.reached(endpoint: endpoint, .success(access)))
      } catch {
        report(.reached(endpoint: endpoint, .failure(error)))
      }
    }
  }

  func generator(_ access: EndpointAccess) -> EndpointGenerator {
    let endpoint = access.known.endpoint
    let known = gates[endpoint.name].flatMap { $0.limits == endpoint.limits ? $0.gate : nil }
    let gate = known ?? RequestGate(endpoint.limits)
    gates[endpoint.name] = (endpoint.limits, gate)
    return EndpointGenerator(
      endpoint: endpoint, model: access.model, key: access.key,
      prices: access.known.prices(of: access.model), gate: gate, transport: access.transport,
      world: ClientSurroundings(clock: Machine.clock))
  }

  /// The same for another session, which consents and spends by itself.
  func anew() -> EndpointLibrary {
    let other = EndpointLibrary(
      budget: budget, asks: consented != nil, book: book, transport: transport, report: report)
    other.gates = gates
    return other
  }

  // MARK: Consent

  /// Whether prompts may leave this machine for a server.
  func mayAsk(_ known: KnownEndpoint) -> Bool {
    guard let destination = known.destination, let consented else { return true }
    return consented.contains(destination)
  }

  func consent(to destinations: [String]) { consented?.formUnion(destinations) }

  // MARK: Money

  func note(_ cost: Cost, of argument: ModelArgument) {
    guard let name = argument.endpoint?.split(separator: "/").first else { return }
    add(cost, to: name)
  }

  /// What a session's file says may be anything, but no money is given back.
  private func add(_ cost: Cost, to name: Substring) {
    guard cost.amount.isFinite, cost.amount >= 0 else { return }
    spent[String(name), default: 0] += cost.amount
  }

  /// Counts what a session that is gone on with has spent.
  func count(_ session: SessionState) {
    spent = [:]
    func count(_ turns: [Turn]) {
      for variant in turns.flatMap(\.variants) {
        if let cost = variant.result?.metrics.cost,
          let name = variant.author?.model?.split(separator: "/").first
        {
          add(cost, to: name)
        }
        count(variant.followers)
      }
    }
    for pane in session.panes + session.closedPanes { count(pane.turns) }
  }

  func spent(at endpoint: KnownEndpoint) -> Double { spent[endpoint.endpoint.name] ?? 0 }
}
