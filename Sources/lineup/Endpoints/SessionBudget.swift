import Configuration
import SessionLog

/// What may be spent in a session.
struct SessionBudget: Sendable, Equatable {
  /// Of each currency; one without a name holds for every one.
  var amounts: [String: Double] = [:]

  init() {}

  /// - Parameters:
  ///   - flag: in whatever currency.
  init(flag: Double?, _ configured: Budget?) {
    if let flag {
      amounts = ["": flag]
    } else if let configured {
      amounts = [configured.currency ?? "": configured.amount]
    }
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
