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
struct ThemePicker: FilteredList, Sendable, Equatable {
  /// What there was before, and is again without a choice.
  let before: Theme
  var choices: [ThemeChoice]?
  var filter = ""
  var selected = 0

  init(before: Theme) { self.before = before }

  static func text(of choice: ThemeChoice) -> String { "\(choice.theme.name) \(choice.about)" }

  /// What is still listed stays selected.
  mutating func setFilter(_ text: String) {
    let name = picked?.theme.name
    narrow(to: text)
    select(matches.firstIndex { $0.theme.name == name } ?? 0)
  }
}
