import Cells

/// A list that gets shorter as one types, with one line selected.
protocol FilteredList {
  associatedtype Choice
  /// All there are; nil while they are being looked for.
  var choices: [Choice]? { get }
  /// What was typed.
  var filter: String { get set }
  /// Index among `matches`.
  var selected: Int { get set }
  /// What words are looked for in.
  static func text(of choice: Choice) -> String
  /// Takes another filter and selects a line of what is left.
  mutating func setFilter(_ text: String)
  /// Adds what is not listed, but can be had as it was typed.
  func completed(_ matches: [Choice]) -> [Choice]
}

extension FilteredList {
  /// Code points that a filter has at most; characters have no end of them.
  static var filterLimit: Int { 100 }

  func completed(_ matches: [Choice]) -> [Choice] { matches }

  /// Choices that have all words of the filter.
  var matches: [Choice] {
    let words = WordFilter(filter)
    if words.isEmpty { return choices ?? [] }
    return completed((choices ?? []).filter { words.fits(FilterText(Self.text(of: $0))) })
  }

  var picked: Choice? {
    let matches = matches
    return matches.indices.contains(selected) ? matches[selected] : nil
  }

  /// Selects another one, as far as there are any.
  mutating func select(_ index: Int) { selected = max(0, min(index, matches.count - 1)) }

  mutating func narrow(to text: String) {
    filter = String(text.unicodeScalars.prefix(Self.filterLimit))
    selected = 0
  }

  /// Selects or types; false where the key does neither.
  mutating func press(_ key: Key, page: Int) -> Bool {
    if let index = key.selected(after: selected, page: page) {
      select(index)
    } else if let text = key.typed(into: filter) {
      setFilter(text)
    } else {
      return false
    }
    return true
  }
}
