import Cells

/// The keys of the list of sessions. Letters filter there, so they have Ctrl; in the menu of what can
/// be done the letters alone will do.
extension KeyTable {
  static let sessions: [KeyBinding] = [
    KeyBinding(
      .sessions, [Key(.enter), .control("o")], "Enter", .session(.open),
      "open the session, to go on with it", hint: .init(text: "open", rank: 0)),
    KeyBinding(
      .sessions, [Key(.tab)], "Tab", .sessionActions, "what can be done with it",
      hint: .init(text: "actions", rank: 1)),
    KeyBinding(
      .sessions, [.control("r")], "^R", .session(.replay), "play it as it happened",
      hint: .init(text: "replay", rank: 3)),
    KeyBinding(
      .sessions, [.control("e")], "^E", .session(.export), "write it for other programs",
      hint: .init(text: "export", rank: 5)),
    KeyBinding(.sessions, [.control("y")], "^Y", .session(.duplicate), "make a copy of it"),
    KeyBinding(.sessions, [.control("t")], "^T", .session(.rename), "give it another title"),
    KeyBinding(.sessions, [.control("g")], "^G", .session(.tags), "words to find it by"),
    KeyBinding(.sessions, [.control("a")], "^A", .session(.notes), "notes on it"),
    KeyBinding(
      .sessions, [.control("s")], "^S", .session(.star), "a star for it, or none",
      hint: .init(text: "star", rank: 6)),
    KeyBinding(
      .sessions, [.control("d")], "^D", .session(.delete), "delete it; u brings it back",
      hint: .init(text: "delete", rank: 4)),
  ]

  /// What a key does in the list of sessions.
  func sessionAction(for key: Key) -> Action? {
    bindings.first { $0.scope == .sessions && $0.keys.contains(key) }?.action
  }

  /// The keys of a session's menu, in its order: each with what may be pressed there, too.
  var sessionMenu: [(action: SessionAction, key: Key?, help: String)] {
    bindings.compactMap { binding in
      guard binding.scope == .sessions, case .session(let action) = binding.action else {
        return nil
      }
      return (
        action, binding.keys.first { $0.modifiers == .control } ?? binding.keys.first, binding.help
      )
    }
  }
}
