import GenerationAPI

/// What may be spent in a session.
struct SessionBudget: Sendable, Equatable {
  /// Of each currency; one without a name holds for every one.
  var amounts: [String: Double] = [:]

  init(_ budget: Budget? = nil) {
    if let budget { amounts = [budget.currency ?? "": budget.amount] }
  }

  /// - Parameters:
  ///   - amount: nil for no limit.
  ///   - currency: nil for whichever.
  mutating func set(_ amount: Double?, currency: String?) {
    // What was said last holds, also where no currency was named before.
    if amount == nil, currency == nil { amounts = [:] }
    amounts[""] = nil
    amounts[currency ?? ""] = amount
  }

  func limit(of currency: String) -> Double? { amounts[currency] ?? amounts[""] }
}
