import GenerationAPI
import SessionLog

/// The command for what may be spent.
extension PaletteCommand {
  /// `:budget 0.50`, `:budget 0.50 EUR`, `:budget none`.
  static let budget = PaletteCommand(
    name: "budget", help: "what servers may cost in this session; none for no limit",
    argument: "AMOUNT",
    completions: { _, view in view.budgets.map(argument) + ["none"] },
    parse: { text, _, _ in
      if text.isEmpty { return .refusal("how much? 0.50 or 0.50 EUR, or none") }
      let words = text.split(separator: " ").map(String.init)
      if words.first == "none", words.count <= 2 {
        return .effects([.setBudget(amount: nil, currency: words.dropFirst().first)])
      }
      guard let budget = Budget(text) else {
        return .refusal("\(text.firstLine) is no amount: 0.50, 0.50 EUR or none")
      }
      return .effects([.setBudget(amount: budget.amount, currency: budget.currency)])
    })

  private static func argument(_ cost: Cost) -> String {
    cost.currency == "USD" ? "\(cost.amount)" : "\(cost.amount) \(cost.currency)"
  }
}
