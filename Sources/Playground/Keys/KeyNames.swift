import Cells

/// Keys by the names people write.
extension Key {
  /// Why a name stands for no key that could be bound.
  struct NameError: Error, Equatable {
    var reason: String
  }

  /// "x", "C-x", "Ctrl-x", "^X", "A-x", "Alt-x", "M-x", "S-Tab", "F5", "PgUp", "Space", "Enter".
  init(named name: String) throws(NameError) {
    var rest = name[...]
    var modifiers: Modifiers = []
    if rest.count == 2, rest.first == "^" {
      modifiers.insert(.control)
      rest = rest.dropFirst()
    }
    let prefixes: [(String, Modifiers)] = [
      ("ctrl-", .control), ("c-", .control), ("alt-", .alt), ("a-", .alt), ("m-", .alt),
      ("shift-", .shift), ("s-", .shift),
    ]
    // A lone "-" after a prefix is the key itself.
    while let (prefix, modifier) = prefixes.first(where: {
      rest.count > $0.0.count && rest.prefix($0.0.count).lowercased() == $0.0
    }) {
      modifiers.insert(modifier)
      rest = rest.dropFirst(prefix.count)
    }
    guard let code = Self.code(named: rest) else {
      let near = Nearness.nearest(to: rest.lowercased(), among: Self.names.map { $0.0 })
      let hint = near.first.map { "; did you mean \($0)?" } ?? ", such as x, C-x, Alt-x, F5, PgUp"
      throw NameError(reason: "\"\(name.prefix(20))\" is no key\(hint)")
    }
    self.init(code, modifiers)
    try normalise(name)
  }

  private static let names: [(String, Code)] =
    [
      ("enter", .enter), ("return", .enter), ("tab", .tab), ("backtab", .backTab),
      ("backspace", .backspace), ("delete", .delete), ("del", .delete), ("insert", .insert),
      ("ins", .insert), ("esc", .escape), ("escape", .escape), ("up", .up), ("down", .down),
      ("left", .left), ("right", .right), ("home", .home), ("end", .end), ("pgup", .pageUp),
      ("pageup", .pageUp), ("pgdn", .pageDown), ("pagedown", .pageDown), ("space", .character(" ")),
      ("↑", .up), ("↓", .down), ("←", .left), ("→", .right),
    ] + (1...12).map { ("f\($0)", .function($0)) }

  private static func code(named name: Substring) -> Code? {
    if let found = names.first(where: { $0.0 == name.lowercased() }) { return found.1 }
    guard name.count == 1, let character = name.first, character.unicodeScalars.count == 1,
      let scalar = character.unicodeScalars.first
    else { return nil }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
      return nil
    default: return .character(character)
    }
  }

  /// Names the key as a terminal reports it, and refuses what none sends.
  private mutating func normalise(_ name: String) throws(NameError) {
    func refuse(_ reason: String) -> NameError { NameError(reason: "\(name): \(reason)") }
    switch code {
    case .tab where modifiers == .shift: self = Key(.backTab)
    case .character(let character):
      if modifiers.contains(.shift) {
        throw refuse("write the character that it types, as in X instead of S-x")
      }
      guard modifiers.contains(.control) else { return }
      guard let lower = character.lowercased().first, character.lowercased().count == 1 else {
        throw refuse("no terminal sends it")
      }
      code = .character(lower)
      switch lower {
      case "i": throw refuse("a terminal sends Tab for it; name Tab")
      case "m": throw refuse("a terminal sends Enter for it; name Enter")
      case "[": throw refuse("a terminal sends Esc for it")
      case "h": throw refuse("a terminal sends Backspace for it; name Backspace")
      case "a"..."z", " ", "\\", "]", "^", "_": break
      default: throw refuse("many terminals do not send it")
      }
    default: break
    }
  }

  /// The key as help and hints show it.
  var label: String {
    if modifiers == .control, case .character(let character) = code, character != " " {
      return "^" + character.uppercased()
    }
    var text = modifiers.contains(.shift) ? "S-" : ""
    switch code {
    case .up: text += "↑"
    case .down: text += "↓"
    case .left: text += "←"
    case .right: text += "→"
    default: return text + name
    }
    if modifiers.contains(.alt) { text = "Alt-" + text }
    if modifiers.contains(.control) { text = "Ctrl-" + text }
    return text
  }
}
