/// A model that may be picked.
public struct ModelChoice: Sendable, Equatable {
  public var name: String
  public var path: String
  /// What it is, a word each: size, quantisation, parameters, architecture.
  public var facts: [String]
  /// It is not on this machine, but can be fetched.
  public var isFetched: Bool
  /// Tokens of context with which it fits, where the usual number does not.
  public var contextSize: Int?
  /// Why it can't be opened now, and what helps; nil where it can.
  public var obstacle: String?

  public init(
    name: String, path: String, facts: [String] = [], obstacle: String? = nil,
    isFetched: Bool = false, contextSize: Int? = nil
  ) {
    self.isFetched = isFetched
    self.contextSize = contextSize
    self.name = name
    self.path = path
    self.facts = facts
    self.obstacle = obstacle
  }
}

/// A list of models to pick from, over the screen.
struct Picker: Sendable, Equatable {
  enum Purpose: Sendable, Equatable {
    /// For a new pane.
    case add
    /// For these panes, in place of what they have.
    case change([Int])
  }

  let purpose: Purpose
  /// All there are; nil while they are being looked for.
  var choices: [ModelChoice]?
  /// What was typed.
  var filter = ""
  /// Index among `matches`.
  var selected = 0

  init(_ purpose: Purpose) { self.purpose = purpose }

  /// Choices that have all words of the filter in their name or facts.
  var matches: [ModelChoice] {
    let words = filter.lowercased().split(separator: " ")
    return (choices ?? []).filter { choice in
      let text = ([choice.name] + choice.facts).joined(separator: " ").lowercased()
      return words.allSatisfy { text.contains($0) }
    }
  }

  var picked: ModelChoice? {
    let matches = matches
    return matches.indices.contains(selected) ? matches[selected] : nil
  }

  /// Selects another one, as far as there are any.
  mutating func select(_ index: Int) { selected = max(0, min(index, matches.count - 1)) }

  /// Code points that a filter has at most; characters have no end of them.
  static let filterLimit = 100

  mutating func setFilter(_ text: String) {
    filter = String(text.unicodeScalars.prefix(Self.filterLimit))
    selected = 0
  }
}
