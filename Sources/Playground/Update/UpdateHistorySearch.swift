import Cells

/// Searching the prompts that were sent.
extension Updater {
  mutating func openHistorySearch() {
    view.mode = .type
    view.overlay = .history(HistorySearch())
  }

  mutating func handleInHistory(_ key: Key, _ old: HistorySearch) {
    var search = old
    let entries = view.history.entries
    switch key {
    case .control("r"), Key(.up), .control("p"): search.step(by: -1, in: entries)
    case .control("s"), Key(.down), .control("n"): search.step(by: 1, in: entries)
    case Key(.backspace), .control("h"):
      if search.query.isEmpty {
        view.overlay = nil
        return
      }
      search.setQuery(String(search.query.dropLast()), in: entries)
    case .control("u"): search.setQuery("", in: entries)
    case .control("g"):
      view.overlay = nil
      return
    case Key(.enter), Key(.tab), Key(.right), Key(.end), .control("e"), .control("j"):
      return take(search)
    default:
      guard case .character(let character) = key.code, key.modifiers.subtracting(.shift).isEmpty
      else { return toast("\(key.name) does nothing here; Enter takes, Esc leaves") }
      search.setQuery(search.query + String(character), in: entries)
    }
    view.overlay = .history(search)
  }

  /// What was found is the draft now; it is not sent yet.
  private mutating func take(_ search: HistorySearch) {
    view.overlay = nil
    guard let found = search.found else { return }
    if !view.draft.isBlank, !view.draft.isExample { keepForUndo(.draft(view.draft)) }
    view.draft = found
  }
}
