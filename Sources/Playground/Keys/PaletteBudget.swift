import GenerationAPI
import SessionLog

/// The command for what may be spent.
extension PaletteCommand {
  /// `:budget 0.50`, `:budget 0.50 EUR`, `:budget none`.
  static let budget = PaletteCommand(
    name: "budget", help: "what servers may cost in this session; none for no limit",
    argument: "AMOUNT",
    completions: { _, view in view.budgets.map { BudgetText.argument($0) } + ["none"] },
    parse: { text, _, _ in
      switch BudgetText.parse(text) {
      case .success(let budget):
        return .effects([.setBudget(amount: budget.amount, currency: budget.currency)])
      case .failure(let error): return .refusal(error.sentence)
      }
    })
}

/// How an amount of money is typed.
enum BudgetText {
  struct Problem: Error, Equatable { var sentence: String }

  /// An amount that ends a session of any purse.
  private static let most = 1e9

  static func argument(_ cost: Cost) -> String {
    cost.currency == "USD" ? "\(cost.amount)" : "\(cost.amount) \(cost.currency)"
  }

  /// "0.50", "$0.50", "0.50 EUR", or "none".
  static func parse(
    _ text: String
  ) -> Result<(amount: Double?, currency: String?), Problem> {
    if text.isEmpty { return .failure(Problem(sentence: "how much? 0.50 or 0.50 EUR, or none")) }
    var words = text.split(separator: " ").map(String.init)
    var currency: String?
    if words.count > 1 { currency = words.removeLast() }
    if words == ["none"] { return .success((nil, currency)) }
    if words.first?.hasPrefix("$") == true {
      words[0].removeFirst()
      currency = currency ?? "USD"
    }
    guard words.count == 1, let amount = Double(words[0]), amount.isFinite,
      (0...most).contains(amount)
    else {
      return .failure(Problem(sentence: "\(text.firstLine) is no amount: 0.50, 0.50 EUR or none"))
    }
    return .success((amount, currency))
  }
}
