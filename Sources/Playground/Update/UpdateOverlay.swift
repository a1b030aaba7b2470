import Cells

/// What lies over the panes gets keys, the mouse and what is pasted.
extension Updater {
  mutating func pressed(_ key: Key, over overlay: Overlay, cache: inout LayoutCache) {
    switch key {
    case .control("l"): effects.append(.redraw)
    case .control("z"): effects.append(.suspend)
    case Key(.escape), .control("c"):
      if case .settings(var form) = overlay, form.input != nil {
        form.select(form.selected)
        view.overlay = .settings(form)
      } else if case .sessions(var list) = overlay, list.panel != nil {
        list.panel = nil
        view.overlay = .sessions(list)
      } else {
        leaveOverlay()
      }
    case .control("q"):
      // A question can only be seen without anything over it.
      leaveOverlay()
      quit()
    default:
      if key.modifiers == .alt, !overlay.takesText {
        // An Esc that arrived together with the next key.
        leaveOverlay()
        return handle(key, cache: &cache)
      }
      switch overlay {
      case .help(let first): handleInHelp(key.onLatinKeyboard, first: first, cache: &cache)
      case .picker(let picker): handleInPicker(key, picker)
      case .details(let first): handleInDetails(key, first: first)
      case .table: handleInTable(key)
      case .themes(let picker): handleInThemes(key, picker)
      case .prompts(let picker): handleInPrompts(key, picker)
      case .sessions(let list): handleInSessions(key, list, cache: &cache)
      case .inputs(let form): handleInInputs(key, form)
      case .xray(let shown): handleInXRay(key, shown, cache: &cache)
      case .settings(let form): handleInSettings(key, form)
      case .palette(let palette): handleInPalette(key, palette, cache: &cache)
      case .messages(let first): handleInMessages(key.onLatinKeyboard, first: first)
      case .history(let search): handleInHistory(key, search)
      }
    }
  }

  /// The wheel moves what lies over the panes, as the arrow keys do; a click reaches
  /// commands and sessions alone.
  mutating func moused(_ mouse: Mouse, over overlay: Overlay, cache: inout LayoutCache) {
    let lines: Int
    switch mouse.action {
    case .wheelUp: lines = -Self.wheelLines
    case .wheelDown: lines = Self.wheelLines
    case .press:
      switch overlay {
      case .palette(let palette): clickPalette(palette, at: mouse.point, cache: &cache)
      case .sessions(let list): clickSessions(list, at: mouse.point, cache: &cache)
      default: break
      }
      return
    default: return
    }
    switch overlay {
    case .help(let first): showHelp(from: first + lines, cache: &cache)
    case .picker(let picker): view.picker?.select(picker.selected + lines)
    case .details(let first): scrollDetails(to: first + lines)
    case .table: chooseInTable(by: lines.signum())
    case .themes(var picker):
      picker.select(picker.selected + lines)
      look(at: picker)
    case .xray(let shown): scrollXRay(shown, to: shown.first + lines, cache: &cache)
    case .prompts(var picker):
      picker.select(picker.selected + lines)
      view.overlay = .prompts(picker)
    case .sessions(let list): moveSessions(list, by: lines)
    case .inputs(var form):
      form.select(form.selected + lines.signum())
      view.overlay = .inputs(form)
    case .settings(var form):
      form.select(form.selected + lines.signum())
      view.overlay = .settings(form)
    case .palette: movePalette(by: lines)
    case .messages(let first): showMessages(from: first + lines)
    case .history: break
    }
  }

  /// Types a pasted text where something is typed over the panes; false where nothing is.
  mutating func pasted(_ text: String, into overlay: Overlay) -> Bool {
    switch overlay {
    case .picker(let picker): view.picker?.setFilter(picker.filter + text.firstLine)
    case .themes(var picker):
      picker.setFilter(picker.filter + text.firstLine)
      look(at: picker)
    case .prompts(var picker):
      picker.setFilter(picker.filter + text.firstLine)
      view.overlay = .prompts(picker)
    case .sessions(let list): paste(text, into: list)
    case .inputs(let form):
      var draft = form.field.draft
      if !draft.insert(text) { toast("no value is longer than 1 MiB: the rest is left out") }
      type(draft, in: form)
    case .settings(var form):
      guard let input = form.input else { return false }
      form.type(input + text)
      view.overlay = .settings(form)
    case .palette(var palette):
      palette.setFilter(palette.filter + text.firstLine)
      view.overlay = .palette(palette)
    case .history(var search):
      search.setQuery(search.query + text.firstLine, in: view.history.entries)
      view.overlay = .history(search)
    case .help, .details, .table, .messages, .xray: return false
    }
    return true
  }
}
