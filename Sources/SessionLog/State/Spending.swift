import GenerationAPI

/// What was spent on servers, currency by currency.
public struct Spending: Sendable, Equatable {
  /// One of each currency, in the order in which they came.
  public internal(set) var costs: [Cost] = []

  /// More currencies than anybody pays in; further ones of a broken file are not added up.
  private static let limit = 16

  public init() {}

  public var isEmpty: Bool { costs.isEmpty }

  public mutating func add(_ cost: Cost) {
    guard cost.amount.isFinite, cost.amount >= 0 else { return }
    if let index = costs.firstIndex(where: { $0.currency == cost.currency }) {
      costs[index].amount += cost.amount
      costs[index].isEstimated = costs[index].isEstimated || cost.isEstimated
    } else if costs.count < Self.limit {
      costs.append(cost)
    }
  }

  public mutating func add(_ other: Spending) {
    for cost in other.costs { add(cost) }
  }

  /// Of one currency.
  public func amount(of currency: String) -> Double {
    costs.first { $0.currency == currency }?.amount ?? 0
  }
}

extension SessionState {
  /// What all panes cost so far, those that were closed and answers that are under way included.
  public var spent: Spending {
    var sum = Spending()
    for pane in panes + closedPanes { sum.add(pane.spentByNow) }
    return sum
  }
}

extension PaneState {
  /// What the answer under way costs so far, as far as it can be told; nil where none is, or where
  /// nothing is known of prices.
  public var runningCost: Cost? {
    guard running != nil, let prices = model.prices else { return nil }
    // What a server did not take up costs nothing.
    if case .waiting = activity { return nil }
    return Cost(
      amount: prices.amount(prompt: readout.promptTokens, generated: readout.tokens ?? 0),
      currency: prices.currency, isEstimated: true)
  }

  /// What the pane cost so far, the answer under way included.
  public var spentByNow: Spending {
    var sum = spent
    if let runningCost { sum.add(runningCost) }
    return sum
  }
}
