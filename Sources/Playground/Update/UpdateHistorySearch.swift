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
    case Key(.backspace) where search.query.isEmpty, .control("h") where search.query.isEmpty,
      .control("g"):
      view.overlay = nil
      return
    case Key(.enter), Key(.tab), Key(.right), Key(.end), .control("e"), .control("j"):
      return take(search)
    default:
      guard let text = key.typed(into: search.query) else {
        return toast("\(key.name) does nothing here; Enter chooses, Esc cancels")
      }
      search.setQuery(text, in: entries)
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
