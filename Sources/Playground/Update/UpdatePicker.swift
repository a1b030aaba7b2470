import Cells

/// Picking from a list.
extension Updater {
  mutating func openPicker(_ purpose: Picker.Purpose) {
    view.picker = Picker(purpose)
    effects.append(.findModels)
  }

  mutating func handleInPicker(_ key: Key, _ old: Picker) {
    if key == Key(.enter) { return pick(old) }
    if key == Key(.tab) { return chooseClosest(old) }
    var picker = old
    guard picker.press(key, page: max(1, view.size.rows - 8)) else {
      return toast("\(key.name) does nothing here; Esc cancels")
    }
    view.picker = picker
  }

  private mutating func chooseClosest(_ picker: Picker) {
    guard let choice = picker.picked else { return }
    guard let closest = picker.closest.first else {
      return toast("nothing is known to be close to \(choice.name)")
    }
    view.picker?.select(named: closest.name)
    toast("\(closest.name) comes closest to \(choice.name)")
  }

  private mutating func pick(_ picker: Picker) {
    guard let choice = picker.picked else {
      return toast(picker.choices == nil ? "still looking for models" : "no model is called that")
    }
    if let obstacle = choice.obstacle {
      guard let closest = picker.closest.first else {
        return toast(choice.group == .here ? obstacle : "\(choice.name): \(obstacle)")
      }
      return toast("\(choice.name): \(obstacle); Tab goes to \(closest.name), the closest there is")
    }
    if let server = choice.server {
      if view.picker?.ask(server) == true { effects.append(.listModels(server: server)) }
      return
    }
    view.picker = nil
    if choice.isFetched { effects.append(.fetch(name: choice.name)) }
    switch picker.purpose {
    case .add:
      effects.append(
        choice.endpoint.map { .openEndpoint($0) }
          ?? .open(name: choice.name, path: choice.path, contextSize: choice.contextSize))
    case .change(let panes):
      let before = session.panes.compactMap { pane -> Undoable.PaneModel? in
        guard panes.contains(pane.number) else { return nil }
        return .init(
          pane: pane.number, name: pane.name, path: pane.model.path, endpoint: pane.model.endpoint)
      }
      keepForUndo(.models(before))
      follow(panes)
      effects.append(
        choice.endpoint.map { .changeEndpoint(panes: panes, $0) }
          ?? .change(
            panes: panes, name: choice.name, path: choice.path, contextSize: choice.contextSize))
    }
  }
}
