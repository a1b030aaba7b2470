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
struct Picker: FilteredList, Sendable, Equatable {
  enum Purpose: Sendable, Equatable {
    /// For a new pane.
    case add
    /// For these panes, in place of what they have.
    case change([Int])
  }

  let purpose: Purpose
  var choices: [ModelChoice]?
  var filter = ""
  var selected = 0

  init(_ purpose: Purpose) { self.purpose = purpose }

  static func text(of choice: ModelChoice) -> String {
    ([choice.name] + choice.facts).joined(separator: " ")
  }

  mutating func setFilter(_ text: String) { narrow(to: text) }
}
