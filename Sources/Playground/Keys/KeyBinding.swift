import Cells

/// One line of the key table: help, hints and behaviour come from the same.
struct KeyBinding: Sendable, Equatable {
  /// Where it holds.
  enum Scope: Sendable, Hashable {
    case everywhere, type, panes
    /// While a saved session plays, before those of the panes.
    case replay
    /// In the composer while the draft is empty.
    case emptyDraft
    /// For the one key after a prefix.
    case after(KeyPrefix)
    /// In the list of sessions, where letters filter.
    case sessions
  }

  let scope: Scope
  let keys: [Key]
  /// The keys as they are shown.
  let label: String
  let action: Action
  /// What it does, for the help.
  let help: String
  /// How the hint line tells of it, where it does.
  let hint: Hint?

  struct Hint: Sendable, Equatable {
    /// What it does, in a word.
    var text: String
    /// For narrow screens.
    var short: String?
    /// The keys, where they are not the binding's own.
    var label: String?
    /// What goes first when space is short: 0 stays longest.
    var rank: Int
  }

  init(
    _ scope: Scope, _ keys: [Key], _ label: String, _ action: Action, _ help: String,
    hint: Hint? = nil
  ) {
    self.scope = scope
    self.keys = keys
    self.label = label
    self.action = action
    self.help = help
    self.hint = hint
  }
}
