import Cells

/// What a key file wants: a command gets these keys in a scope, instead of those it has there.
public struct KeyChange: Sendable, Equatable {
  public var scope: String
  public var command: String
  /// By name; none take the command its keys.
  public var keys: [String]
  /// Where it is written.
  public var line: Int

  public init(scope: String, command: String, keys: [String], line: Int) {
    self.scope = scope
    self.command = command
    self.keys = keys
    self.line = line
  }
}

/// A change that was not made, and why.
public struct KeyRefusal: Sendable, Equatable {
  public var change: KeyChange
  public var reason: String
}

extension KeyBinding.Scope {
  /// What key files call them.
  static let named: [(name: String, scope: KeyBinding.Scope)] = [
    ("everywhere", .everywhere), ("type", .type), ("empty", .emptyDraft), ("panes", .panes),
    ("replay", .replay), ("jump", .after(.jump)),
    ("copy", .after(.copy)), ("draft", .after(.draft)),
    ("sessions", .sessions),
  ]

  var name: String { Self.named.first { $0.scope == self }?.name ?? "" }
}

extension KeyTable {
  public static let scopeNames = KeyBinding.Scope.named.map(\.name)

  /// The table with those of the changes that can be made together. A change that is refused leaves
  /// its command the keys it had.
  public func applying(_ changes: [KeyChange]) -> (table: KeyTable, refusals: [KeyRefusal]) {
    var refusals: [KeyRefusal] = []
    var wanted: [Rebinding] = []
    for change in changes {
      do throws(Key.NameError) {
        let rebinding = try Rebinding(change, in: self)
        wanted.removeAll { $0.scope == rebinding.scope && $0.action == rebinding.action }
        wanted.append(rebinding)
      } catch {
        refusals.append(KeyRefusal(change: change, reason: error.reason))
      }
    }
    // What is refused gets its old keys back, which may stand in another's way.
    while let (index, reason) = firstConflict(wanted) {
      refusals.append(KeyRefusal(change: wanted[index].change, reason: reason))
      wanted.remove(at: index)
    }
    var table = self
    for rebinding in wanted { table.rebind(rebinding) }
    if !wanted.isEmpty { table.forgetJointLabels(wanted) }
    return (table, refusals)
  }

  /// The last change of those that want a key which another command has.
  private func firstConflict(_ wanted: [Rebinding]) -> (Int, String)? {
    for (index, rebinding) in wanted.enumerated().reversed() {
      let others = wanted[..<index]
      for key in rebinding.keys {
        if let other = others.first(where: {
          $0.scope == rebinding.scope && $0.keys.contains(key)
        }) {
          return (
            index,
            "\(key.label) is already \(other.action.name), in line \(other.change.line); \(rebinding.action.name) keeps its own keys"
          )
        }
        let standing = bindings.first { binding in
          binding.scope == rebinding.scope && binding.keys.contains(key)
            && binding.action != rebinding.action
            && !wanted.contains { $0.scope == binding.scope && $0.action == binding.action }
        }
        if let standing {
          return (
            index,
            "\(key.label) is \(standing.action.name) in \(rebinding.scope.name); give that another key too"
          )
        }
      }
    }
    return nil
  }

  private mutating func rebind(_ rebinding: Rebinding) {
    let places = bindings.indices.filter {
      bindings[$0].scope == rebinding.scope && bindings[$0].action == rebinding.action
    }
    guard let old = places.first.map({ bindings[$0] }) ?? rebinding.pattern else { return }
    // One without keys stays, so that the command can still be called by name.
    let new = old.with(rebinding.keys, in: rebinding.scope)
    if let first = places.first {
      for place in places.dropFirst().reversed() { bindings.remove(at: place) }
      bindings.remove(at: first)
      bindings.insert(new, at: first)
    } else if !rebinding.keys.isEmpty {
      let last = bindings.lastIndex { $0.scope == rebinding.scope }
      bindings.insert(new, at: last.map { $0 + 1 } ?? bindings.endIndex)
    }
  }

  /// Labels that stand for several commands at once do no longer, where one of them has other keys.
  private mutating func forgetJointLabels(_ made: [Rebinding]) {
    for scope in [KeyBinding.Scope.panes, .after(.copy)] {
      guard made.contains(where: { $0.scope == scope && $0.action.sharesLabel }) else { continue }
      for index in bindings.indices
      where bindings[index].scope == scope && bindings[index].action.sharesLabel {
        bindings[index] = bindings[index].with(bindings[index].keys, in: scope)
      }
    }
  }
}

extension Action {
  /// The first of its kind is shown with the keys of all.
  fileprivate var sharesLabel: Bool {
    switch self {
    case .choose, .nextPane, .previousPane, .copyBlock: true
    default: false
    }
  }
}

/// A change whose words are understood.
private struct Rebinding {
  let change: KeyChange
  let scope: KeyBinding.Scope
  let action: Action
  let keys: [Key]
  /// A binding of the command, for its help.
  let pattern: KeyBinding?

  init(_ change: KeyChange, in table: KeyTable) throws(Key.NameError) {
    self.change = change
    guard let scope = KeyBinding.Scope.named.first(where: { $0.name == change.scope })?.scope else {
      throw Key.NameError(reason: "there is no scope \"\(change.scope.prefix(20))\"")
    }
    guard let binding = table.pattern(for: change.command, in: scope) else {
      throw Key.NameError(reason: table.refusal(of: change.command, in: scope))
    }
    self.scope = scope
    action = binding.action
    pattern = binding
    var keys: [Key] = []
    for name in change.keys {
      let key = try Key(named: name)
      try Self.check(key, name, in: scope, for: binding, table)
      if !keys.contains(key) { keys.append(key) }
    }
    // Those that must stay do.
    for key in binding.scope == scope ? binding.keys : [] where key.isFixed && !keys.contains(key) {
      keys.append(key)
    }
    self.keys = keys
  }

  private static func check(
    _ key: Key, _ name: String, in scope: KeyBinding.Scope, for binding: KeyBinding,
    _ table: KeyTable
  ) throws(Key.NameError) {
    if key.isFixed, !(binding.scope == scope && binding.keys.contains(key)) {
      throw Key.NameError(
        reason:
          "\(key.label) always \(key == .control("c") ? "stops" : "steps out"); take another key")
    }
    if scope == .type || scope == .everywhere || scope == .sessions, case .character = key.code,
      key.modifiers.isEmpty
    {
      throw Key.NameError(
        reason: "\(name) could no longer be typed; take one with Ctrl or Alt, or a function key")
    }
    guard scope == .everywhere else { return }
    let hiding = [KeyBinding.Scope.type, .panes].map { inner in
      table.bindings.first {
        $0.scope == inner && $0.keys.contains(key) && $0.action != binding.action
      }
    }
    if let type = hiding[0], let panes = hiding[1] {
      throw Key.NameError(
        reason:
          "\(key.label) is \(type.action.name) in type and \(panes.action.name) in panes, which come first"
      )
    }
  }
}

extension Key {
  /// Keys that everybody must be able to rely on.
  fileprivate var isFixed: Bool { self == Key(.escape) || self == .control("c") }
}

extension KeyTable {
  /// A binding of a command, if it makes sense in a scope; one of that scope where there is one.
  fileprivate func pattern(for command: String, in scope: KeyBinding.Scope) -> KeyBinding? {
    let all = bindings.filter { $0.action.name == command && $0.canStand(in: scope) }
    return all.first { $0.scope == scope } ?? all.first
  }

  fileprivate func refusal(of command: String, in scope: KeyBinding.Scope) -> String {
    if bindings.contains(where: { $0.action.name == command }) {
      let place = bindings.first { $0.action.name == command }?.scope == .sessions
      return
        "\(command) is for \(place ? "the list of sessions" : "typing") alone; it has no place in \(scope.name)"
    }
    var names: [String] = []
    for binding in bindings where !names.contains(binding.action.name) {
      if binding.canStand(in: scope) { names.append(binding.action.name) }
    }
    let near = Nearness.nearest(to: command, among: names).first
    return "there is no command \"\(command.prefix(40))\""
      + (near.map { "; did you mean \($0)?" } ?? "; there are: \(names.joined(separator: ", "))")
  }
}

extension KeyBinding {
  /// What edits the draft does so only where the draft has the keyboard.
  fileprivate func canStand(in other: Scope) -> Bool {
    if scope == other { return true }
    if scope == .sessions || other == .sessions { return false }
    switch action {
    case .newline, .openPanes, .caretLeft, .caretRight, .caretUp, .caretDown, .lineStart, .lineEnd,
      .wordBack, .wordForward, .deleteBack, .deleteForward, .killToLineEnd, .killToLineStart,
      .killWordBack, .killWordForward, .yank:
      return scope == .type && other == .emptyDraft
    default: return true
    }
  }

  /// The same command with other keys. Its help says nothing of the old ones.
  fileprivate func with(_ keys: [Key], in scope: Scope) -> KeyBinding {
    var help = help
    for word in ["; also ", ", on an empty draft"] {
      if let range = help.firstRange(of: word) { help = String(help[..<range.lowerBound]) }
    }
    var hint = scope == self.scope ? hint : nil
    hint?.label = nil
    if keys.isEmpty { hint = nil }
    let label = keys.prefix(3).map(\.label).joined(separator: " ")
    return KeyBinding(scope, keys, label, action, help, hint: hint)
  }
}
