import Cells
import GenerationAPI
import SessionLog

/// What a session cost and may cost, for the status line: "$0.0132 of $0.50".
struct SpendingLabel {
  /// Nil where nothing costs anything and there is no budget.
  let text: String?
  let role: Role

  /// From this share of a budget on it stands out.
  private static let warning = 0.8
  /// Currencies that have room.
  private static let limit = 2

  init(_ session: SessionState, _ view: ViewState) {
    var costs = session.spent.costs
    // What may be spent is worth knowing before anything is.
    for budget in view.budgets where !costs.contains(where: { $0.currency == budget.currency }) {
      costs.append(Cost(amount: 0, currency: budget.currency))
    }
    for prices in session.panes.compactMap(\.model.prices)
    where !costs.contains(where: { $0.currency == prices.currency }) {
      costs.append(Cost(amount: 0, currency: prices.currency))
    }
    var isLow = false
    let parts = costs.prefix(Self.limit).map { cost in
      guard let budget = view.budgets.first(where: { $0.currency == cost.currency }) else {
        return cost.text
      }
      if cost.amount >= budget.amount * Self.warning { isLow = true }
      return "\(cost.text) of \(budget.roundText)"
    }
    let more = costs.count > Self.limit ? [view.glyphs.ellipsis.string] : []
    let sum = (parts + more).joined(separator: " + ")
    text = sum.isEmpty ? nil : (isLow ? "! " : "") + sum
    role = isLow ? .stateWarn : .status
  }
}
