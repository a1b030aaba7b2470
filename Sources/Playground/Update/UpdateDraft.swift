import Cells
import JSON
import SessionLog

/// Writing and sending the prompt.
extension Updater {
  /// How long an Enter waits for a syllable that an input method commits late, in seconds.
  static let lateSyllable = 0.03

  mutating func edit(_ action: Action) {
    if view.draft.isExample, action == .caretUp || action == .caretDown {
      // An example is not one's own: history begins from an empty draft.
      if action == .caretUp, let older = view.history.older(than: Draft()) { view.draft = older }
      return
    }
    view.draft.adopt()
    switch action {
    case .caretUp: move(down: false)
    case .caretDown: move(down: true)
    default:
      if let cut = view.draft.edit(action, killed: view.killed), !cut.isEmpty { view.killed = cut }
    }
  }

  private mutating func move(down: Bool) {
    let place = DraftPlace(session, view, size: view.size)
    if let moved = place.layout.moved(view.draft, down: down) {
      view.draft = moved
    } else if view.editing != nil {
      editNeighbour(down: down)
    } else if let other = down ? view.history.newer() : view.history.older(than: view.draft) {
      view.draft = other
    }
  }

  // MARK: Sending

  /// A character right after an Enter that waits for one.
  func isLateSyllable(_ key: Key) -> Bool {
    guard let time = view.sendTime, view.now < time, key.modifiers.isEmpty,
      case .character(let character) = key.code
    else { return false }
    return character.unicodeScalars.allSatisfy(\.isHangul)
  }

  mutating func send() {
    if let end = view.holdEnd, view.now < end, !view.draft.isEmpty {
      return toast("another session: Enter sends the draft to it")
    }
    if view.draft.characterBeforeCaret == "\\" {
      view.draft.deleteBack()
      view.draft.insert("\n")
    } else if view.draft.line.contains(where: { $0.unicodeScalars.contains(where: \.isHangul) }) {
      view.sendTime = view.now + Self.lateSyllable
    } else {
      sendNow()
    }
  }

  mutating func sendNow() {
    view.sendTime = nil
    if case .inputs(let form) = view.overlay { goOn(form) } else { sendOrAsk() }
  }

  /// Sends a text, and what variables stand for, to panes.
  mutating func sendDraft(_ text: String, _ inputs: [String: String], typed: String) {
    let targets = SendTargets(session, view)
    let ready = targets.ready.map(\.number)
    let left = targets.panes.map(\.number).filter { !ready.contains($0) }
    if !left.isEmpty {
      toast("not sent to \(paneNumbers(left)): no model there")
    }
    if let example = DraftPrompts(session, view).example {
      effects.append(
        .set(panes: ready, name: "prompt", value: .string(example.name), source: "user"))
    }
    effects.append(.send(text: text, inputs: inputs, panes: ready))
    let busy = targets.ready.filter(\.isRunning).map(\.number)
    if !busy.isEmpty, session.runMode == .parallel {
      toast("\(paneNumbers(busy)) \(busy.count == 1 ? "takes" : "take") it up when done")
    }
    follow(ready)
    if !typed.isEmpty { view.history.add(typed) }
    // The next may be begun already while a file was read.
    if inputs.isEmpty || view.draft.text.hasBytes(of: typed) { view.draft = Draft() }
  }

  // MARK: Stopping

  /// Stops all that runs, else clears the draft, else quits on the second press.
  mutating func interrupt(wasAsked: QuitQuestion?) {
    if let replay = view.replay { return interruptReplay(replay, wasAsked: wasAsked) }
    let running = session.runningPanes.map(\.number)
    if !running.isEmpty {
      effects.append(.stop(panes: running))
    } else if view.editing != nil {
      endEditing()
      toast("the prompt stays as it was")
    } else if !view.draft.isUntouched {
      keepForUndo(.draft(view.draft))
      toast("draft cleared; \(undoKey) brings it back")
      view.draft = Draft()
    } else if wasAsked != nil {
      effects.append(.quit)
    } else {
      view.quitQuestion = .again(end: view.now + Toast.duration)
    }
  }

  mutating func quit() {
    if let replay = view.replay {
      effects.append(replay.isOverSession ? .control(.leave) : .quit)
    } else if session.runningPanes.isEmpty {
      effects.append(.quit)
    } else {
      view.quitQuestion = .running
    }
  }

  /// Whether a key was the answer to "quit although something runs?".
  mutating func answersQuitQuestion(_ key: Key) -> Bool {
    switch key {
    case .plain("q"), .control("q"), .plain("y"), Key(.enter):
      effects.append(.quit)
      return true
    case Key(.escape), .plain("n"):
      view.quitQuestion = nil
      return true
    case _ where view.keys.action(for: key, mode: view.mode, draftIsEmpty: false) == .quit:
      effects.append(.quit)
      return true
    default:
      return false
    }
  }
}
