import Cells
import JSON
import SessionLog

/// Changing settings.
extension Updater {
  mutating func openSettings() {
    view.overlay = .settings(SettingsForm(ActionTargets(session, view).panes.map(\.number)))
  }

  mutating func handleInSettings(_ key: Key, _ old: SettingsForm) {
    var form = old
    form.panes.removeAll { session.pane($0) == nil }
    if form.panes.isEmpty {
      view.overlay = nil
      return
    }
    if let input = form.input {
      typeValue(key, input, &form)
    } else {
      chooseSetting(key.onLatinKeyboard, &form)
    }
    if case .settings = view.overlay { view.overlay = .settings(form) }
  }

  private mutating func chooseSetting(_ key: Key, _ form: inout SettingsForm) {
    switch key {
    case Key(.up), .plain("k"), .control("p"), Key(.backTab): form.select(form.selected - 1)
    case Key(.down), .plain("j"), .control("n"), Key(.tab): form.select(form.selected + 1)
    case Key(.home), .plain("g"): form.select(0)
    case Key(.end), .plain("G"): form.select(.max)
    case Key(.left), .plain("h"): step(by: -1, form)
    case Key(.right), .plain("l"), .plain(" "): step(by: 1, form)
    case Key(.enter), .plain("i"):
      let value = form.values(of: form.field, session).first?.value
      form.input = value == .null ? "" : form.field.text(value)
    case Key(.delete), Key(.backspace), .plain("d"): reset(form)
    case .plain("q"), .plain("p"): view.overlay = nil
    case .plain("u"): undoHere()
    default:
      // A number is the beginning of a value.
      guard case .character(let character) = key.code, key.modifiers.isEmpty,
        character.isNumber || character == "-" || character == ".", form.field.takesNumbers
      else { return toast("\(key.name) does nothing here; Esc closes") }
      form.input = String(character)
    }
  }

  private mutating func typeValue(_ key: Key, _ input: String, _ form: inout SettingsForm) {
    form.error = nil
    if key == Key(.enter) { return take(input, &form) }
    guard let text = key.typed(into: input) else {
      return toast("\(key.name) does nothing here; Enter sets, Esc cancels")
    }
    form.type(text)
  }

  private mutating func take(_ input: String, _ form: inout SettingsForm) {
    switch form.field.value(input) {
    case .success(let value):
      if let reason = form.obstacle(to: value, form.field, session) {
        form.error = reason
      } else {
        form.input = nil
        change(form.field, value, form.panes)
      }
    case .failure(let error): form.error = error.sentence
    }
  }

  private mutating func step(by step: Int, _ form: SettingsForm) {
    let field = form.field
    let value = form.values(of: field, session).first?.value
    guard let next = field.stepped(value, by: step) else {
      return toast("Enter types a value for \(field.title)")
    }
    if let reason = form.obstacle(to: next, field, session) { return toast(reason) }
    if next != value { change(field, next, form.panes) }
  }

  private mutating func reset(_ form: SettingsForm) { change(form.field, nil, form.panes) }

  /// Sets a value in panes, or takes it back to what the model has, so that it can be undone.
  mutating func change(_ field: SettingField, _ value: JSONValue?, _ panes: [Int]) {
    let before = panes.compactMap { number -> Undoable.PaneSetting? in
      guard let entry = session.pane(number)?.settings.first(where: { $0.name == field.name })
      else { return nil }
      return .init(pane: number, entry: entry)
    }
    keepForUndo(.settings(before))
    effects.append(.set(panes: panes, name: field.name, value: value, source: "user"))
  }

  /// Undoes settings alone: what else there is cannot be seen here.
  private mutating func undoHere() {
    guard case .settings(let before) = view.undoable.last else {
      return toast("no setting to bring back")
    }
    view.undoable.removeLast()
    restore(before)
  }

  mutating func restore(_ settings: [Undoable.PaneSetting]) {
    for setting in settings {
      let entry = setting.entry
      // What nobody had set is found again by itself.
      let isOwn = ["user", "flag", "prompt", "config"].contains(entry.source)
      effects.append(
        .set(
          panes: [setting.pane], name: entry.name, value: isOwn ? entry.value : nil,
          source: entry.source))
    }
    if let name = settings.first?.entry.title { toast("\(name) is what it was") }
  }
}

extension SettingField {
  fileprivate var takesNumbers: Bool {
    switch kind {
    case .number, .whole, .size, .seed: true
    case .flag, .text, .texts: false
    }
  }
}
