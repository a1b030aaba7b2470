extension Cost {
  /// "$0.0132", "0.0132 EUR", "~$0.00012" where it is estimated. What isn't 0 is never written so.
  public var text: String { (isEstimated ? "~" : "") + exactText }

  /// The same without "~".
  public var exactText: String {
    guard amount.isFinite, amount >= 0 else { return inCurrency("?") }
    if amount > 0, amount < Self.least { return "<" + inCurrency(Self.decimal(Self.least, 6)) }
    return inCurrency(Self.decimal(amount, places))
  }

  /// As a person would write it: "$0.50", not "$0.5000".
  public var roundText: String {
    guard amount.isFinite, amount >= 0.01 else { return exactText }
    var digits = Self.decimal(amount, places)
    while digits.hasSuffix("0"), digits.dropLast(3).contains(".") { digits.removeLast() }
    return inCurrency(digits)
  }

  /// What is less is only said to be so.
  private static let least = 1e-6

  /// Cents once they matter, else two digits that aren't 0.
  private var places: Int {
    if amount == 0 { return 0 }
    if amount >= 1 { return 2 }
    if amount >= 0.001 { return 4 }
    return amount >= 0.0001 ? 5 : 6
  }

  private func inCurrency(_ digits: String) -> String {
    currency == "USD" ? "$" + digits : currency.isEmpty ? digits : "\(digits) \(currency.prefix(8))"
  }

  /// For values from 0 on; 10^12 and more are written as that.
  private static func decimal(_ value: Double, _ places: Int) -> String {
    let unit = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000][min(places, 6)]
    let whole = Int((min(value, 1e12) * Double(unit)).rounded())
    if places == 0 { return String(whole) }
    let rest = String(whole % unit)
    return "\(whole / unit)." + String(repeating: "0", count: places - rest.utf8.count) + rest
  }
}
