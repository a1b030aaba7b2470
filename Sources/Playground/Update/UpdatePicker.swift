import Cells

/// Picking from a list.
extension Updater {
  mutating func openPicker(_ purpose: Picker.Purpose) {
    view.picker = Picker(purpose)
    effects.append(.findModels)
  }

  mutating func handleInPicker(_ key: Key, _ old: Picker) {
    var picker = old
    let page = max(1, view.size.rows - 8)
    switch key {
    case Key(.enter): return pick(picker)
    case Key(.up), .control("p"): picker.select(picker.selected - 1)
    case Key(.down), .control("n"), Key(.tab): picker.select(picker.selected + 1)
    case Key(.pageUp): picker.select(picker.selected - page)
    case Key(.pageDown): picker.select(picker.selected + page)
    case Key(.home): picker.select(0)
    case Key(.end): picker.select(.max)
    case Key(.backspace), .control("h"): picker.setFilter(String(picker.filter.dropLast()))
    case .control("u"): picker.setFilter("")
    default:
      guard case .character(let character) = key.code, key.modifiers.subtracting(.shift).isEmpty
      else { return toast("\(key.name) does nothing here; Esc leaves") }
      picker.setFilter(picker.filter + String(character))
    }
    view.picker = picker
  }

  private mutating func pick(_ picker: Picker) {
    guard let choice = picker.picked else {
      return toast(picker.choices == nil ? "still looking for models" : "no model is called that")
    }
    if let obstacle = choice.obstacle { return toast(obstacle) }
    view.picker = nil
    if choice.isFetched { effects.append(.fetch(name: choice.name)) }
    switch picker.purpose {
    case .add:
      effects.append(
        .open(name: choice.name, path: choice.path, contextSize: choice.contextSize))
    case .change(let panes):
      let before = session.panes.compactMap { pane -> Undoable.PaneModel? in
        guard panes.contains(pane.number), let path = pane.model.path else { return nil }
        return .init(pane: pane.number, name: pane.name, path: path)
      }
      keepForUndo(.models(before))
      follow(panes)
      effects.append(
        .change(
          panes: panes, name: choice.name, path: choice.path, contextSize: choice.contextSize))
    }
  }
}
