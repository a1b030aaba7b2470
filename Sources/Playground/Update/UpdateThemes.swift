import Cells

/// Picking a theme: the whole screen shows the one that is selected.
extension Updater {
  mutating func openThemes() {
    view.overlay = .themes(ThemePicker(before: view.theme))
    effects.append(.findThemes)
  }

  /// Takes away what lies over the panes; a theme that was only looked at goes with it.
  mutating func leaveOverlay() {
    if case .themes(let picker) = view.overlay { view.theme = picker.before }
    if case .inputs = view.overlay { view.outgoing = nil }
    view.overlay = nil
  }

  mutating func showThemes(_ choices: [ThemeChoice]) {
    guard case .themes(var picker) = view.overlay else { return }
    picker.choices = choices
    let name = view.theme.name
    picker.select(picker.matches.firstIndex { $0.theme.name == name } ?? 0)
    view.overlay = .themes(picker)
  }

  mutating func handleInThemes(_ key: Key, _ old: ThemePicker) {
    if key == Key(.enter) { return take(old) }
    var picker = old
    guard picker.press(key, page: max(1, view.size.rows - 10)) else {
      return toast("\(key.name) does nothing here; Esc goes back to \(picker.before.name)")
    }
    look(at: picker)
  }

  /// Everything looks as the selected theme has it.
  mutating func look(at picker: ThemePicker) {
    view.overlay = .themes(picker)
    view.theme = picker.picked?.theme ?? picker.before
  }

  private mutating func take(_ picker: ThemePicker) {
    guard let choice = picker.picked else {
      return toast(picker.choices == nil ? "still looking for themes" : "no theme is called that")
    }
    view.overlay = nil
    view.theme = choice.theme
    guard choice.theme.name != picker.before.name else { return }
    keepForUndo(.theme(picker.before))
    toast(choice.problem ?? "\(choice.theme.name); \(undoKey) goes back to \(picker.before.name)")
    effects.append(.keepTheme(choice.theme.name))
  }

  mutating func bringBack(_ theme: Theme) {
    view.theme = theme
    toast("\(theme.name) again")
    effects.append(.keepTheme(theme.name))
  }
}
