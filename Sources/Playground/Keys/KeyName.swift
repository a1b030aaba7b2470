import Cells

extension Key {
  /// The key's name, as it is shown.
  var name: String {
    var text = ""
    if modifiers.contains(.control) { text += "Ctrl-" }
    if modifiers.contains(.alt) { text += "Alt-" }
    switch code {
    case .character(" "): return text + "Space"
    case .character(let character): return text + SafeText(String(character)).string
    case .function(let number): return text + "F\(number)"
    case .enter: return text + "Enter"
    case .tab: return text + "Tab"
    case .backTab: return text + "S-Tab"
    case .backspace: return text + "Backspace"
    case .delete: return text + "Delete"
    case .insert: return text + "Insert"
    case .escape: return text + "Esc"
    case .up: return text + "Up"
    case .down: return text + "Down"
    case .left: return text + "Left"
    case .right: return text + "Right"
    case .home: return text + "Home"
    case .end: return text + "End"
    case .pageUp: return text + "PgUp"
    case .pageDown: return text + "PgDn"
    }
  }
}
