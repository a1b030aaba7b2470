import SessionLog

/// Commands of the palette for settings, run modes and layouts.
extension PaletteCommand {
  /// One for each setting, under the name that options have: `:temp 0.2`.
  static let settings: [PaletteCommand] = SettingField.all.map { field in
    PaletteCommand(
      name: field.title, help: field.help, argument: "VALUE",
      completions: { session, view in
        let panes = ActionTargets(session, view).panes.map(\.number)
        return SettingsForm(panes).values(of: field, session).map { field.text($0.value) }
          .filter { !$0.isEmpty }
      },
      obstacle: { session, _ in session.panes.isEmpty ? "no pane is open" : nil },
      parse: { text, session, view in
        let form = SettingsForm(ActionTargets(session, view).panes.map(\.number))
        if text.isEmpty, field.kind != .text {
          return .refusal("which value? \(field.help)")
        }
        switch field.value(text) {
        case .success(let value):
          if let reason = form.obstacle(to: value, field, session) { return .refusal(reason) }
          return .change { updater in
            updater.change(field, value, form.panes)
            let shown = field.text(value)
            updater.toast(
              "\(field.title) \(shown.isEmpty ? "none" : shown) from the next answer on")
          }
        case .failure(let error): return .refusal(error.sentence)
        }
      })
  }

  static let run = PaletteCommand(
    name: "run", help: "panes at once, one after the other, or so with the order rotating",
    argument: "MODE", completions: { _, _ in RunMode.allCases.map(\.rawValue) },
    parse: { text, _, _ in
      guard let mode = RunMode(rawValue: text) else {
        return .refusal("parallel, queue or rotating?")
      }
      return .change { updater in
        updater.effects.append(.setMode(mode))
        updater.toast(mode.sentence)
      }
    })

  static let layout = PaletteCommand(
    name: "layout", help: "open the panes of a saved layout", argument: "NAME",
    completions: { _, view in view.layouts },
    obstacle: { _, view in
      view.layouts.isEmpty ? "no layout is saved yet; layout-save saves one" : nil
    },
    parse: { text, _, view in
      if view.layouts.contains(text) { return .effects([.openLayout(text)]) }
      let near = Nearness.nearest(to: text, among: view.layouts)
      return .refusal(
        text.isEmpty
          ? "which layout?"
          : "there is no layout \"\(text)\""
            + (near.first.map { "; did you mean \($0)?" } ?? ""))
    })

  static let saveLayout = PaletteCommand(
    name: "layout-save", help: "keep the panes, their models and settings under a name",
    argument: "NAME", completions: { _, view in view.layouts },
    obstacle: { session, _ in session.panes.isEmpty ? "no pane is open" : nil },
    parse: { text, session, view in
      if let reason = SavedLayout.obstacle(toName: text) { return .refusal(reason) }
      return .effects([.saveLayout(SavedLayout(session, view.arrangement), name: text)])
    })
}
