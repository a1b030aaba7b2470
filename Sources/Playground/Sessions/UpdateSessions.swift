import Cells
import SessionLog

/// The list of sessions: opened, filtered, looked through.
extension Updater {
  mutating func openSessions() {
    view.overlay = .sessions(SessionList())
    effects.append(.findSessions)
  }

  mutating func handleInSessions(_ key: Key, _ old: SessionList, cache: inout LayoutCache) {
    if let panel = old.panel { return handle(key, in: panel, of: old, cache: &cache) }
    var list = old
    list.offersUndo = false
    view.overlay = .sessions(list)
    if old.offersUndo, key.onLatinKeyboard == .plain("u") { return undoInSessions() }
    if let action = view.keys.sessionAction(for: key) {
      return perform(action, wasAsked: nil, cache: &cache)
    }
    if let index = key.selected(after: list.selected, page: max(1, view.size.rows - 8)) {
      list.select(index)
    } else if let text = key.typed(into: list.filter) {
      list.setFilter(text, at: view.now)
    } else {
      let menu = view.keys.bindings.first { $0.action == .sessionActions }?.label ?? "Tab"
      return toast("\(key.name) does nothing here; \(menu) shows what can be done")
    }
    view.overlay = .sessions(list)
  }

  mutating func moveSessions(_ old: SessionList, by lines: Int) {
    var list = old
    switch list.panel {
    case .actions(let index):
      list.panel = .actions(moved(index, by: lines, of: view.keys.sessionMenu.count))
    case .formats(let index):
      list.panel = .formats(moved(index, by: lines, of: SessionFormat.all.count))
    case .text: break
    case nil: list.select(list.selected + lines)
    }
    view.overlay = .sessions(list)
  }

  mutating func paste(_ text: String, into old: SessionList) {
    var list = old
    list.offersUndo = false
    switch list.panel {
    case .text(let kind, let typed):
      list.panel = .text(kind, kind.shortened(typed + kind.line(text)))
    case .actions, .formats: break
    case nil: list.setFilter(list.filter + text.firstLine, at: view.now)
    }
    view.overlay = .sessions(list)
  }

  /// Undoes what was done to sessions alone: what else there is cannot be seen here.
  mutating func undoInSessions() {
    switch view.undoable.last {
    case .session, .description: undo()
    default: toast("no session to bring back")
    }
  }

  // MARK: What comes

  mutating func take(_ choices: [SessionChoice], today: CalendarTime) {
    guard var list = view.sessions else { return }
    list.take(choices, today: today, session: view.replay == nil ? session : nil)
    view.overlay = .sessions(list)
  }

  mutating func take(_ found: [SessionFinding], query: Int) {
    guard var list = view.sessions else { return }
    list.take(found, query: query)
    view.overlay = .sessions(list)
  }

  mutating func take(_ preview: SessionPreview) {
    guard var list = view.sessions else { return }
    list.previews.take(preview)
    view.overlay = .sessions(list)
  }

  mutating func sessionDeleted(_ deleted: DeletedSession, _ name: String) {
    keepForUndo(.session(deleted, name: name))
    guard var list = view.sessions else { return toast("deleted; \(undoKey) brings it back") }
    list.offersUndo = list.panel == nil
    view.overlay = .sessions(list)
    toast("\(name) is deleted; u brings it back")
  }

  mutating func sessionIsThere(_ path: String, _ sentence: String) {
    toast(sentence)
    guard var list = view.sessions else { return }
    list.want(path)
    view.overlay = .sessions(list)
  }

  mutating func refreshSessions() {
    // What plays is another one.
    guard view.replay == nil, var list = view.sessions else { return }
    list.update(session)
    view.overlay = .sessions(list)
  }

  /// Asks for what has become due: the text of all sessions, or what the selected one says.
  mutating func lookThroughSessions() {
    guard var list = view.sessions else { return }
    let wide = SessionsLayout.hasPreview(view.size)
    list.previews.want(wide ? list.picked : nil, at: view.now)
    if let wanted = list.previews.takeDue(at: view.now) {
      effects.append(.previewSession(path: wanted.path, modified: wanted.modified))
    }
    if let text = list.takeDue(at: view.now) {
      effects.append(.searchSessions(text, query: list.query))
    }
    view.overlay = .sessions(list)
  }
}

extension Updater {
  func moved(_ index: Int, by lines: Int, of count: Int) -> Int {
    max(0, min(index + lines, count - 1))
  }
}
