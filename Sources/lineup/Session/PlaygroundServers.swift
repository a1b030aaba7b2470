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
  ///   - currency: nil for each.
  func setBudget(_ amount: Double?, _ currency: String?) {
    conductor.endpoints.budget.set(amount, currency: currency)
    tellBudget()
  }

  /// Tells the viewer what may be spent, which depends on what panes' servers are paid in.
  func tellBudget() {
    let amounts = conductor.endpoints.budget.amounts.flatMap { currency, amount in
      (currency.isEmpty ? conductor.currencies : [currency]).map {
        Cost(amount: amount, currency: $0)
      }
    }
    let sorted = amounts.sorted { $0.currency < $1.currency }
    guard sorted != view.budgets else { return }
    handle(.budget(sorted, at: Machine.clock()))
  }
}
