import Cells

/// A key that waits for another one.
enum KeyPrefix: String, Sendable, Hashable, CaseIterable {
  /// The next key does in TYPE what it does in PANES.
  case panes
  /// What is copied.
  case copy
  /// What is done to the draft.
  case draft
  /// Where to in a replay.
  case jump

  /// What its continuations are about.
  var title: String {
    switch self {
    case .panes: "as in PANES"
    case .copy: "copy"
    case .draft: "the draft"
    case .jump: "go to"
    }
  }
}

/// A prefix that was pressed, until the next key.
struct PendingPrefix: Sendable, Equatable {
  /// Seconds after which its continuations are shown.
  static let patience = 0.4

  var prefix: KeyPrefix
  /// When its continuations are shown.
  var showTime: Double
}

extension KeyTable {
  /// Where a prefix's continuations stand.
  static func scope(after prefix: KeyPrefix) -> KeyBinding.Scope {
    prefix == .panes ? .panes : .after(prefix)
  }

  /// What a key does after a prefix.
  func action(for key: Key, after prefix: KeyPrefix) -> Action? {
    let scope = Self.scope(after: prefix)
    return bindings.first { $0.scope == scope && $0.keys.contains(key) }?.action
  }

  /// The keys that a prefix is begun with, as they are shown.
  func label(of prefix: KeyPrefix) -> String {
    bindings.first { $0.action == .prefix(prefix) }?.label ?? ""
  }

  /// A binding's keys as they are shown, with the prefix before them.
  func fullLabel(of binding: KeyBinding) -> String {
    guard case .after(let prefix) = binding.scope, !binding.label.isEmpty else {
      return binding.label
    }
    return label(of: prefix) + " " + binding.label
  }
}
