import Configuration
import GenerationAPI

/// What may be spent in a session.
struct SessionBudget: Sendable, Equatable {
  /// Of each currency; one without a name holds for every one.
  var amounts: [String: Double] = [:]

  /// Why it can't be told, so that nothing is paid until it can.
  private(set) var doubt: String?

  init(_ budget: Budget? = nil) {
    if let budget { amounts = [budget.currency ?? "": budget.amount] }
  }

  /// - Parameter flag: what the command line says; nil for what the settings do.
  init(_ flag: Budget?, or settings: UserSettings) {
    self.init(flag ?? settings.budget)
    if flag == nil { doubt = settings.budgetDoubt.map { "\($0)" } }
  }

  /// - Parameters:
  ///   - amount: nil for no limit.
  ///   - currency: nil for whichever.
  mutating func set(_ amount: Double?, currency: String?) {
    doubt = nil
    // What was said last holds, also where no currency was named before.
    if amount == nil, currency == nil { amounts = [:] }
    amounts[""] = nil
    amounts[currency ?? ""] = amount
  }

  func limit(of currency: String) -> Double? { amounts[currency] ?? amounts[""] }
}
