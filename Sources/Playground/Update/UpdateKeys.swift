import Cells
import SessionLog

/// What keys do.
extension Updater {
  mutating func handle(_ key: Key, cache: inout LayoutCache) {
    if view.quitQuestion == .running, answersQuitQuestion(key.onLatinKeyboard) { return }
    if answersConsent(key) { return }
    let wasAsked = view.quitQuestion
    view.quitQuestion = nil
    view.toast = nil
    if key != Key(.enter) { view.holdEnd = nil }
    if typesAgain(key) { return }
    if let overlay = view.overlay { return pressed(key, over: overlay, cache: &cache) }
    if view.typedSearch != nil { return typedInSearch(key, cache: &cache) }
    if let pending = view.pendingPrefix {
      return handle(key, after: pending.prefix, cache: &cache)
    }
    let isEmpty = view.draft.isUntouched
    if let action = view.keys.action(
      for: key, mode: view.mode, draftIsEmpty: isEmpty, isReplay: view.replay != nil)
    {
      perform(action, wasAsked: wasAsked, cache: &cache)
      if view.mode == .type, isEmpty, view.overlay != nil { view.openingKey = key }
    } else {
      switch view.mode {
      case .type: typed(key, cache: &cache)
      case .panes: pressedInPanes(key, cache: &cache)
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
    let found = view.keys.action(
      for: meant, mode: .panes, draftIsEmpty: true, isReplay: view.replay != nil)
    if meant != key, let action = found {
      perform(action, wasAsked: nil, cache: &cache)
    } else {
      toast(
        view.replay == nil
          ? "\(name) does nothing here; \(view.keys.key(for: .type)) types"
          : "\(name) does nothing in a replay")
    }
  }

  // MARK: Actions

  mutating func perform(
    _ action: Action, wasAsked: QuitQuestion?, cache: inout LayoutCache
  ) {
    if let reason = Availability.reason(against: action, session, view) { return toast(reason) }
    switch action {
    case .interrupt: interrupt(wasAsked: wasAsked)
    case .replay(let command): perform(command)
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
      follow(panes)
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
    case .prompt: openPrompts()
    case .shots(let step): changeShots(by: step)
    case .ladder: climb()
    case .saveExample: saveExample()
    case .xray: openXRay()
    case .sessions: openSessions()
    case .newSession: effects.append(.newSession(isPrivate: false))
    case .replaySession: effects.append(.replay(path: nil))
    case .star: describe(SessionText.star(!(session.meta.star ?? false)))
    case .session(let action): perform(action)
    case .sessionActions: openSessionActions()
    case .undo: undo()
    case .message(let step): pickPrompt(by: step, cache: &cache)
    case .link: toggleLink(cache: &cache)
    case .search: openSearch()
    case .nextMatch: goToMatch(by: 1, cache: &cache)
    case .previousMatch: goToMatch(by: -1, cache: &cache)
    case .raw: toggleRaw()
    case .foldThoughts: toggleThoughts()
    case .stepOut:
      if view.search != nil {
        view.search = nil
      } else if !view.picked.isEmpty {
        view.picked = [:]
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

  mutating func undo() {
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
        if let endpoint = old.endpoint {
          effects.append(.changeEndpoint(panes: [old.pane], endpoint))
        } else if let path = old.path {
          effects.append(.change(panes: [old.pane], name: old.name, path: path))
        }
      }
      let numbers = before.map(\.pane)
      toast("\(paneNumbers(numbers)) \(numbers.count == 1 ? "has its" : "have their") model again")
    case .theme(let theme): bringBack(theme)
    case .settings(let before): restore(before)
    case .example(let example): effects.append(.takeBack(example))
    case .ladder(let opened, let before): undoLadder(opened, before)
    case .session(let deleted, let name):
      effects.append(.restoreSession(deleted, name: name))
    case .description(let path, let before):
      effects.append(.describe(path: path, before))
      let isOne = before.title != nil || before.star != nil
      toast(
        "\(SessionText.name(of: before)) \(isOne ? "is what it was" : "are what they were")")
    case .layout(let opened, let closed, let arrangement, let runMode):
      effects.append(.reopen(panes: closed, replacing: opened))
      if runMode != session.runMode { effects.append(.setMode(runMode)) }
      view.arrangement = arrangement
      view.chosen = closed.first ?? view.chosen
      toast("the panes from before are back")
    case nil: break
    }
  }
}
