/// What a session may spend at all endpoints together.
public struct Budget: Sendable, Equatable {
  public var amount: Double
  /// Nil for each currency on its own.
  public var currency: String?

  public init(amount: Double, currency: String?) {
    self.amount = amount
    self.currency = currency
  }

  /// Of "2.50", "$2.50" or "2.50 EUR"; nil for what is no such amount.
  public init?(_ text: String) {
    let isDollars = text.hasPrefix("$")
    let words = (isDollars ? text.dropFirst() : text[...]).split(separator: " ")
    guard let first = words.first, words.count <= (isDollars ? 1 : 2),
      let amount = Self.amount(String(first))
    else { return nil }
    self.amount = amount
    if isDollars { currency = "USD" }
    guard words.count == 2 else { return }
    guard Self.isCurrency(String(words[1])) else { return nil }
    currency = String(words[1])
  }

  /// What a text is that can be read.
  public static let wanted = "an amount such as 2.50 or 2.50 EUR"

  /// More is a slip of the hand.
  private static let limit = 1e9

  /// A price, or a sum: digits with a point, nothing else.
  public static func amount(_ text: String) -> Double? {
    guard text.utf8.count <= 32, text.utf8.contains(where: { 0x30...0x39 ~= $0 }),
      text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2E }), let value = Double(text),
      0...limit ~= value
    else { return nil }
    return value
  }

  /// "USD", "€", "credits".
  public static func isCurrency(_ text: String) -> Bool {
    1...12 ~= text.unicodeScalars.count
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.generalCategory == .currencySymbol
      }
  }
}
