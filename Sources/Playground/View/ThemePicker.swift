import Cells

/// A theme that may be picked.
public struct ThemeChoice: Sendable, Equatable {
  public var theme: Theme
  /// One line about it.
  public var about: String
  /// What of it could not be used.
  public var problem: String?

  public init(_ theme: Theme, about: String = "", problem: String? = nil) {
    self.theme = theme
    self.about = about
    self.problem = problem
  }
}

/// A list of themes, over a screen that shows the selected one.
struct ThemePicker: Sendable, Equatable {
  /// What there was before, and is again without a choice.
  let before: Theme
  /// All there are; nil while they are being looked for.
  var choices: [ThemeChoice]?
  /// What was typed.
  private(set) var filter = ""
  /// Index among `matches`.
  private(set) var selected = 0

  init(before: Theme) { self.before = before }

  /// Choices that have all words of the filter in their name or what is said about them.
  var matches: [ThemeChoice] {
    let words = filter.lowercased().split(separator: " ")
    return (choices ?? []).filter { choice in
      let text = "\(choice.theme.name) \(choice.about)".lowercased()
      return words.allSatisfy { text.contains($0) }
    }
  }

  var picked: ThemeChoice? {
    let matches = matches
    return matches.indices.contains(selected) ? matches[selected] : nil
  }

  mutating func select(_ index: Int) { selected = max(0, min(index, matches.count - 1)) }

  mutating func setFilter(_ text: String) {
    let name = picked?.theme.name
    filter = String(text.unicodeScalars.prefix(Picker.filterLimit))
    // What is still listed stays selected.
    select(matches.firstIndex { $0.theme.name == name } ?? 0)
  }
}
