import Cells
import SessionLog

/// What keys do.
extension Updater {
  mutating func handle(_ key: Key, cache: inout LayoutCache) {
    if view.quitQuestion == .running, answersQuitQuestion(key) { return }
    let wasAsked = view.quitQuestion
    view.quitQuestion = nil
    view.toast = nil
    if typesAgain(key) { return }
    if let overlay = view.overlay { return handle(key, over: overlay, cache: &cache) }
    if view.typedSearch != nil { return typedInSearch(key, cache: &cache) }
    if let pending = view.pendingPrefix {
      return handle(key, after: pending.prefix, cache: &cache)
    }
    let isEmpty = view.draft.isUntouched
    if let action = view.keys.action(for: key, mode: view.mode, draftIsEmpty: isEmpty) {
      perform(action, wasAsked: wasAsked, cache: &cache)
      if view.mode == .type, isEmpty, view.overlay != nil { view.openingKey = key }
    } else {
      switch view.mode {
      case .type: typed(key, cache: &cache)
      case .panes: pressedInPanes(key, cache: &cache)
      }
    }
  }

  private mutating func handle(_ key: Key, over overlay: Overlay, cache: inout LayoutCache) {
    switch key {
    case .control("l"): effects.append(.redraw)
    case .control("z"): effects.append(.suspend)
    case Key(.escape), .control("c"):
      if case .settings(var form) = overlay, form.input != nil {
        form.select(form.selected)
        view.overlay = .settings(form)
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
      case .settings(let form): handleInSettings(key, form)
      case .palette(let palette): handleInPalette(key, palette, cache: &cache)
      case .messages(let first): handleInMessages(key.onLatinKeyboard, first: first)
      case .history(let search): handleInHistory(key, search)
      }
    }
  }

  /// A letter, or Alt and a key that PANES knows.
  private mutating func typed(_ key: Key, cache: inout LayoutCache) {
    guard case .character(let character) = key.code else {
      return toast("\(key.name) does nothing here")
    }
    if key.modifiers.subtracting(.shift).isEmpty {
      if !view.draft.insert(String(character)) { toast("the draft is full") }
    } else if key.modifiers == .alt,
      let action = view.keys.action(
        for: .plain(character), mode: .panes, draftIsEmpty: view.draft.isUntouched)
    {
      perform(action, wasAsked: nil, cache: &cache)
    } else {
      toast("\(key.name) does nothing here")
    }
  }

  /// A key that the table does not have: perhaps under a Korean letter, or merged with an Esc that
  /// arrived together with it.
  private mutating func pressedInPanes(_ key: Key, cache: inout LayoutCache) {
    var meant = key
    if case .character(let character) = key.code {
      if KoreanKeys.isSyllable(character) {
        return toast("\(character) is a whole syllable: switch 한/영 to use the keys")
      }
      if let latin = KoreanKeys.key(under: character) { meant.code = .character(latin) }
    }
    let name = meant.name
    if meant.modifiers == .alt { meant.modifiers = [] }
    if meant != key, let action = view.keys.action(for: meant, mode: .panes, draftIsEmpty: true) {
      perform(action, wasAsked: nil, cache: &cache)
    } else {
      toast("\(name) does nothing here; \(view.keys.key(for: .type)) types")
    }
  }

  /// Opens the help where it tells of the keys that hold now.
  private mutating func openHelp(cache: inout LayoutCache) {
    let start = helpLines(&cache).firstIndex(of: .heading(HelpText.panesTitle))
    view.help = view.mode == .panes ? min(start ?? 0, lastHelpLine(&cache)) : 0
  }

  private func helpLines(_ cache: inout LayoutCache) -> [HelpText.Line] {
    cache.helpLines(view, width: min(view.size.columns, HelpText.columns) - 4)
  }

  /// The first line of the last page.
  func lastHelpLine(_ cache: inout LayoutCache) -> Int {
    HelpText.first(.max, lines: helpLines(&cache).count, rows: max(0, view.size.rows - 4))
  }

  private mutating func handleInHelp(_ key: Key, first: Int, cache: inout LayoutCache) {
    let page = max(1, view.size.rows - 5)
    let last = lastHelpLine(&cache)
    switch key {
    case Key(.up), .plain("k"): view.help = max(0, first - 1)
    case Key(.down), .plain("j"), Key(.enter): view.help = min(last, first + 1)
    case Key(.pageUp), .plain("b"): view.help = max(0, first - page)
    case Key(.pageDown), .plain("f"), .plain(" "): view.help = min(last, first + page)
    case Key(.home), .plain("g"): view.help = 0
    case Key(.end), .plain("G"): view.help = last
    case .plain("q"), .plain("?"), Key(.function(1)): view.help = nil
    default: break
    }
  }

  // MARK: Actions

  mutating func perform(
    _ action: Action, wasAsked: QuitQuestion?, cache: inout LayoutCache
  ) {
    if let reason = Availability.reason(against: action, session, view) { return toast(reason) }
    switch action {
    case .interrupt: interrupt(wasAsked: wasAsked)
    case .suspend: effects.append(.suspend)
    case .redraw: effects.append(.redraw)
    case .quit: quit()
    case .help: openHelp(cache: &cache)
    case .saved: toast(savedSentence)

    case .send: send()
    case .newline: view.draft.insert("\n")
    case .openPanes: view.mode = .panes
    case .type: view.mode = .type

    case .caretLeft, .caretRight, .caretUp, .caretDown, .lineStart, .lineEnd, .wordBack,
      .wordForward, .deleteBack, .deleteForward, .killToLineEnd, .killToLineStart, .killWordBack,
      .killWordForward, .yank:
      edit(action)

    case .nextPane: choose(by: 1)
    case .previousPane: choose(by: -1)
    case .choose(let number): view.chosen = number
    case .scroll(let amount): scroll(chosenNumber, amount, cache: &cache)
    case .mark:
      view.marked.formSymmetricDifference([chosenNumber])
    case .markAll:
      let all = Set(session.panes.map(\.number))
      view.marked = view.marked == all ? [] : all
    case .stop: effects.append(.stop(panes: ActionTargets(session, view).running.map(\.number)))
    case .retry:
      let panes = ActionTargets(session, view).repeatable.map(\.number)
      for pane in panes { view.scrolled[pane] = nil }
      effects.append(.retry(panes: panes, drawsSeed: false))
    case .palette: view.overlay = .palette(Palette())
    case .messages: openMessages()
    case .searchHistory: openHistorySearch()
    case .openPager: openPager()
    case .editDraft: effects.append(.editDraft(view.draft.isExample ? "" : view.draft.text))
    case .toggleMouse: toggleMouse()
    case .prefix(let prefix): begin(prefix)
    case .copyAnswer, .copyBlock, .copyConversation, .copyNumbers, .copyRunLine: copy(action)
    case .zoom: view.isZoomed.toggle()
    case .newSeed, .goOn, .edit, .variant, .runMode: performOnAnswers(action)
    case .settings: openSettings()
    case .arrange: arrange()
    case .strips:
      view.arrangement = view.arrangement == .strips ? .automatic : .strips
    case .add: openPicker(.add)
    case .changeModel:
      openPicker(.change(ActionTargets(session, view).panes.map(\.number)))
    case .clone: effects.append(.clone(pane: chosenNumber))
    case .close: close()
    case .details: openDetails()
    case .table: openTable()
    case .move(let step): effects.append(.move(pane: chosenNumber, by: step))
    case .theme: openThemes()
    case .undo: undo()
    case .message(let step): scrollToPrompt(by: step, cache: &cache)
    case .link: toggleLink(cache: &cache)
    case .search: openSearch()
    case .nextMatch: goToMatch(by: 1, cache: &cache)
    case .previousMatch: goToMatch(by: -1, cache: &cache)
    case .raw: toggleRaw()
    case .foldThoughts: toggleThoughts()
    case .stepOut:
      if view.search != nil {
        view.search = nil
      } else if view.isZoomed {
        view.isZoomed = false
      } else {
        view.marked = []
      }
    }
  }

  private var savedSentence: String {
    switch view.recording {
    case .on: "saved as it happens"
    case .off: "this session is not saved"
    case .readOnly: "this session is open elsewhere: nothing is saved here"
    case .failing: "the session can't be written: what is new is kept in memory"
    }
  }

  var chosenNumber: Int { (session.pane(view.chosen) ?? session.panes.first)?.number ?? 0 }

  private mutating func choose(by step: Int) {
    let numbers = session.panes.map(\.number)
    guard let index = numbers.firstIndex(of: chosenNumber) else { return }
    view.chosen = numbers[(index + step + numbers.count) % numbers.count]
  }

  /// Closes panes, and chooses the one that stands where they stood.
  private mutating func close() {
    let closing = ActionTargets(session, view).panes.map(\.number)
    let left = session.panes.map(\.number).filter { !closing.contains($0) }
    if closing.contains(chosenNumber) {
      let before = session.panes.prefix { $0.number != chosenNumber }.map(\.number)
      let place = before.count { left.contains($0) }
      view.chosen = left[min(place, left.count - 1)]
    }
    keepForUndo(.panes(closing))
    let them = closing.count == 1 ? "it" : "them"
    toast("\(paneNumbers(closing)) closed; \(undoKey) brings \(them) back")
    effects.append(.close(panes: closing))
  }

  /// How undoing is called here.
  var undoKey: String { (view.mode == .type ? "Esc " : "") + view.keys.key(for: .undo) }

  mutating func keepForUndo(_ undoable: Undoable) {
    view.undoable.append(undoable)
    if view.undoable.count > Undoable.limit { view.undoable.removeFirst() }
  }

  private mutating func undo() {
    switch view.undoable.popLast() {
    case .draft(let draft):
      if !view.draft.isBlank, !view.draft.isExample { keepForUndo(.draft(view.draft)) }
      view.draft = draft
      toast("the draft is back")
    case .panes(let numbers):
      effects.append(.reopen(panes: numbers))
      view.chosen = numbers.first ?? view.chosen
      toast("\(paneNumbers(numbers)) \(numbers.count == 1 ? "is" : "are") back")
    case .models(let before):
      for old in before {
        effects.append(.change(panes: [old.pane], name: old.name, path: old.path))
      }
      let numbers = before.map(\.pane)
      toast("\(paneNumbers(numbers)) \(numbers.count == 1 ? "has its" : "have their") model again")
    case .theme(let theme): bringBack(theme)
    case .settings(let before): restore(before)
    case .title(let before):
      effects.append(.setTitle(before))
      toast("the title is what it was")
    case .layout(let opened, let closed, let arrangement, let runMode):
      effects += [.reopen(panes: closed), .close(panes: opened)]
      if runMode != session.runMode { effects.append(.setMode(runMode)) }
      view.arrangement = arrangement
      view.chosen = closed.first ?? view.chosen
      toast("the panes from before are back")
    case nil: break
    }
  }
}

extension Key {
  /// The key's name, as it is shown.
  var name: String {
    var text = ""
    if modifiers.contains(.control) { text += "Ctrl-" }
    if modifiers.contains(.alt) { text += "Alt-" }
    switch code {
    case .character(" "): return text + "Space"
    case .character(let character): return text + SafeText(String(character)).string
    case .function(let number): return text + "F\(number)"
    case .enter: return text + "Enter"
    case .tab: return text + "Tab"
    case .backTab: return text + "S-Tab"
    case .backspace: return text + "Backspace"
    case .delete: return text + "Delete"
    case .insert: return text + "Insert"
    case .escape: return text + "Esc"
    case .up: return text + "Up"
    case .down: return text + "Down"
    case .left: return text + "Left"
    case .right: return text + "Right"
    case .home: return text + "Home"
    case .end: return text + "End"
    case .pageUp: return text + "PgUp"
    case .pageDown: return text + "PgDn"
    }
  }
}
