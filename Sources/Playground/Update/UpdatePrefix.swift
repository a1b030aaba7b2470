import Cells
import SessionLog

/// Keys that wait for another one.
extension Updater {
  mutating func begin(_ prefix: KeyPrefix) {
    view.pendingPrefix = PendingPrefix(
      prefix: prefix, showTime: view.now + PendingPrefix.patience)
  }

  mutating func handle(_ key: Key, after prefix: KeyPrefix, cache: inout LayoutCache) {
    switch key {
    case .control("l"):
      effects.append(.redraw)
      return
    case .control("z"):
      effects.append(.suspend)
      return
    default: break
    }
    view.pendingPrefix = nil
    if key == Key(.escape) || key == .control("c") || key == .control("g") { return }
    var meant = key
    if let action = view.keys.action(for: key, after: prefix) {
      return perform(action, wasAsked: nil, cache: &cache)
    }
    if case .character(let character) = key.code, let latin = KoreanKeys.key(under: character) {
      meant.code = .character(latin)
    }
    meant.modifiers.remove(.alt)
    if meant != key, let action = view.keys.action(for: meant, after: prefix) {
      return perform(action, wasAsked: nil, cache: &cache)
    }
    toast("\(view.keys.label(of: prefix)) \(meant.name) does nothing here")
  }

  /// The key that has just opened something on an empty draft types itself when it is pressed
  /// again: `//` is a slash.
  mutating func typesAgain(_ key: Key) -> Bool {
    guard let opener = view.openingKey else { return false }
    view.openingKey = nil
    guard key == opener, view.overlay != nil, case .character(let character) = key.code else {
      return false
    }
    view.overlay = nil
    view.draft.insert(String(character))
    return true
  }
}
