import Cells
import SessionLog

/// What is done with the selected session.
extension Updater {
  mutating func openSessionActions() { show(.actions(0)) }

  private mutating func show(_ panel: SessionPanel?) {
    guard var list = view.sessions else { return }
    list.panel = panel
    view.overlay = .sessions(list)
  }

  /// Works on the session that is selected in the list.
  mutating func perform(_ action: SessionAction) {
    guard let choice = view.sessions?.picked else { return }
    show(nil)
    switch action {
    case .open:
      view.overlay = nil
      effects.append(.openSession(path: choice.path))
    case .replay:
      view.overlay = nil
      effects.append(.replay(path: choice.path))
    case .export: show(.formats(0))
    case .duplicate:
      effects.append(
        .duplicateSession(path: choice.path, title: SessionTitle.copy(of: choice.name)))
    case .rename: show(.text(.title, choice.title ?? ""))
    case .tags: show(.text(.tags, SessionText.tags.text(of: choice)))
    case .notes: show(.text(.notes, choice.notes))
    case .star: describe(SessionText.star(!choice.star), choice)
    case .delete: effects.append(.deleteSession(path: choice.path, name: choice.name))
    }
  }

  /// Tells a session something, so that it can be undone; the running one where none is named.
  mutating func describe(_ meta: SessionMeta, _ choice: SessionChoice? = nil) {
    let isThis = choice?.isThis ?? true
    let before = meta.previous(choice?.meta ?? session.meta)
    guard before != meta else { return }
    let path = isThis ? nil : choice?.path
    keepForUndo(.description(path: path, before))
    effects.append(.describe(path: path, meta))
    if var list = view.sessions {
      list.offersUndo = true
      view.overlay = .sessions(list)
      toast("\(SessionText.name(of: meta)) changed; u brings back what was there")
    } else if let star = meta.star {
      toast(star ? "this session has a star" : "this session has no star")
    } else if meta.title == nil {
      toast("\(SessionText.name(of: meta)) kept; \(undoKey) brings back what was there")
    }
  }

  // MARK: Keys

  mutating func handle(
    _ key: Key, in panel: SessionPanel, of list: SessionList, cache: inout LayoutCache
  ) {
    switch panel {
    case .actions(let selected): handleInActions(key, selected, cache: &cache)
    case .formats(let selected): handleInFormats(key, selected)
    case .text(let kind, let text):
      if key == Key(.enter) {
        show(nil)
        if let choice = list.picked { describe(kind.meta(text), choice) }
      } else if let text = key.typed(into: text) {
        show(.text(kind, kind.shortened(text)))
      } else {
        toast("\(key.name) does nothing here; Enter keeps it, Esc cancels")
      }
    }
  }

  private mutating func handleInActions(
    _ key: Key, _ selected: Int, cache: inout LayoutCache
  ) {
    let menu = view.keys.sessionMenu
    let pressed = key.onLatinKeyboard
    if let index = key.selected(after: selected, page: menu.count) {
      show(.actions(moved(index, by: 0, of: menu.count)))
    } else if key == Key(.enter), menu.indices.contains(selected) {
      perform(.session(menu[selected].action), wasAsked: nil, cache: &cache)
    } else if let entry = menu.first(where: { $0.key == key || $0.key?.letter == pressed }) {
      perform(.session(entry.action), wasAsked: nil, cache: &cache)
    } else if pressed == .plain("u") {
      show(nil)
      undoInSessions()
    } else {
      toast("\(key.name) does nothing here; Esc goes back")
    }
  }

  mutating func export(_ list: SessionList, _ format: SessionFormat) {
    show(nil)
    guard let choice = list.picked else { return }
    effects.append(.exportSession(path: choice.path, format: format.name))
  }

  private mutating func handleInFormats(_ key: Key, _ selected: Int) {
    let formats = SessionFormat.all
    if let index = key.selected(after: selected, page: formats.count) {
      show(.formats(moved(index, by: 0, of: formats.count)))
    } else if key == Key(.enter), formats.indices.contains(selected), let list = view.sessions {
      export(list, formats[selected])
    } else if case .character(let letter) = key.onLatinKeyboard.code,
      let index = formats.firstIndex(where: { $0.name.first == letter })
    {
      show(.formats(index))
    } else {
      toast("\(key.name) does nothing here; Enter writes it, Esc cancels")
    }
  }
}

extension Key {
  /// The letter of a key that is pressed with Ctrl, by itself.
  var letter: Key? {
    guard case .character(let character) = code, modifiers == .control else { return nil }
    return .plain(character)
  }
}
