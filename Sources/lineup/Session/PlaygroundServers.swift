import GenerationAPI
import Playground

/// Servers, as far as a person at the screen has a say in it.
extension PlaygroundSession {
  /// Asks whether prompts may leave this machine, where some wait for that.
  func askForConsent() {
    let wanted = conductor.consentWanted
    guard wanted != askedConsent else { return }
    askedConsent = wanted
    let priced = wanted.map { host in
      var host = host
      host.most = conductor.mostCost(ofPanes: host.panes)
      return host
    }
    handle(.consentNeeded(hosts: priced, at: Machine.clock()))
  }

  /// - Parameters:
  ///   - amount: nil for as much as one likes.
  ///   - currency: nil for the one that panes' servers are paid in.
  func setBudget(_ amount: Double?, _ currency: String?) {
    conductor.endpoints.budget.set(amount, currency: currency ?? conductor.currency)
    tellBudget()
  }

  /// Tells the viewer what may be spent.
  func tellBudget() {
    let amounts = conductor.endpoints.budget.amounts.map { currency, amount in
      Cost(amount: amount, currency: currency.isEmpty ? conductor.currency ?? "USD" : currency)
    }
    handle(.budget(amounts.sorted { $0.currency < $1.currency }, at: Machine.clock()))
  }
}
