import SessionLog

/// Why an action does nothing now.
enum Availability {
  /// A sentence for the user; nil where the action works.
  static func reason(
    against action: Action, _ session: SessionState, _ view: ViewState
  ) -> String? {
    if let reason = ReplayAvailability.reason(against: action, view) { return reason }
    switch action {
    case .nextPane, .previousPane:
      return session.panes.count > 1 ? nil : "there is only one pane"
    case .mark, .markAll:
      return session.panes.count > 1 ? nil : "there is only one pane; it gets every prompt"
    case .zoom:
      return session.panes.count > 1 ? nil : "there is only one pane"
    case .choose(let number):
      return session.pane(number) != nil ? nil : "there is no pane \(number)"
    case .stop:
      let targets = ActionTargets(session, view)
      return targets.running.isEmpty ? "\(targets.name) \(targets.has) nothing to stop" : nil
    case .goOn:
      let targets = ActionTargets(session, view)
      if !targets.running.isEmpty { return "\(targets.name) \(targets.isStill) at work" }
      if !targets.continuable.isEmpty { return nil }
      if targets.panes.contains(where: \.isServer), targets.panes.allSatisfy(\.isOfServerOrWhole) {
        return "a server's answer can't go on; \(view.keys.key(for: .retry)) answers again"
      }
      return targets.panes.contains(where: \.contextIsFull)
        ? "the context is full: p makes it larger"
        : "\(targets.name) \(targets.has) no answer that was stopped or came to its limit"
    case .edit:
      let targets = ActionTargets(session, view)
      if !targets.running.isEmpty { return "\(targets.name) \(targets.isStill) at work; s stops" }
      return targets.panes.allSatisfy(\.turns.isEmpty)
        ? "\(targets.name) \(targets.has) no prompt yet" : nil
    case .variant(let step):
      let targets = ActionTargets(session, view)
      if !targets.running.isEmpty { return "\(targets.name) \(targets.isStill) at work; s stops" }
      let turns = targets.panes.compactMap { view.flippableTurn(of: $0) }
      if turns.isEmpty {
        let name = view.picked.isEmpty ? "there is" : "this prompt has"
        return "\(name) only one answer; r and e make another"
      }
      return turns.contains { $0.variants.indices.contains($0.shown + step) }
        ? nil : "that is the \(step < 0 ? "first" : "last") answer"
    case .arrange, .strips:
      return session.panes.count > 1 ? nil : "there is only one pane"
    case .newSeed, .retry:
      let targets = ActionTargets(session, view)
      if !targets.running.isEmpty {
        return "\(targets.name) \(targets.isStill) at work; \(view.keys.key(for: .stop)) stops"
      }
      return targets.repeatable.isEmpty ? "\(targets.name) \(targets.has) no prompt yet" : nil
    case .copyAnswer:
      let targets = ActionTargets(session, view)
      return targets.answers.isEmpty ? "\(targets.name) \(targets.has) no answer yet" : nil
    case .copyBlock, .copyConversation, .copyNumbers, .copyRunLine:
      return CopiedTexts(session, view).obstacle(to: action)
    case .prefix(.copy):
      let targets = ActionTargets(session, view)
      return session.panes.allSatisfy(\.turns.isEmpty)
        ? "\(targets.name) \(targets.has) no answer yet" : nil
    case .changeModel, .settings, .details, .table, .prompt, .xray:
      return session.panes.isEmpty ? "no pane is open" : nil
    case .add, .clone:
      return session.panes.count < ViewState.paneLimit
        ? nil : "\(ViewState.paneLimit) panes are open; \(view.keys.key(for: .close)) closes one"
    case .close:
      let count = ActionTargets(session, view).panes.count
      if count < session.panes.count { return nil }
      return count == 1
        ? "it is the only pane; \(view.keys.key(for: .quit)) quits"
        : "that would be all panes; \(view.keys.key(for: .quit)) quits"
    case .move(let step):
      let ends = [session.panes.first?.number, session.panes.last?.number]
      guard session.panes.count > 1 else { return "there is only one pane" }
      let chosen = session.pane(view.chosen)?.number ?? session.panes.first?.number
      return ends[step < 0 ? 0 : 1] == chosen
        ? "it is the \(step < 0 ? "first" : "last") pane" : nil
    case .saveExample: return AnswerExample.obstacle(session, view)
    case .session(let action):
      return action.obstacle(to: view.sessions?.picked, inReplay: view.replay != nil)
    case .sessionActions: return view.sessions?.picked == nil ? "no session is selected" : nil
    case .replaySession:
      return view.recording == .off
        ? "this session is not saved"
        : session.turn == 0 ? "nothing was asked yet" : nil
    case .ladder: return ShotLadder.obstacle(session, view)
    case .shots(let step):
      let prompts = DraftPrompts(session, view)
      if prompts.panes.isEmpty {
        return "no prompt file here; \(view.keys.key(for: .prompt)) chooses one"
      }
      if prompts.panes.allSatisfy(\.template.examples.isEmpty) {
        return "\(prompts.panes[0].template.name) has no examples"
      }
      let canChange = prompts.panes.contains { pane, template in
        let next = (pane.shots ?? 0) + step
        return next >= 0 && next <= template.examples.count
      }
      return canChange ? nil : step < 0 ? "that is no example at all" : "these are all its examples"
    case .undo:
      if case .panes(let numbers) = view.undoable.last,
        session.panes.count + numbers.count > ViewState.paneLimit
      {
        return
          "\(ViewState.paneLimit) panes are open at most; \(view.keys.key(for: .close)) closes one"
      }
      return view.undoable.isEmpty ? "nothing to undo" : nil
    case .message:
      return chosen(session, view)?.turns.isEmpty ?? true ? "no prompt was sent yet" : nil
    case .link:
      return session.panes.count > 1 ? nil : "there is only one pane"
    case .search:
      return session.panes.allSatisfy(\.turns.isEmpty) ? "there is nothing to search yet" : nil
    case .nextMatch, .previousMatch:
      return view.search?.pattern == nil ? "nothing is looked for: / searches" : nil
    case .stepOut:
      return view.search != nil || !view.picked.isEmpty || view.isZoomed || !view.marked.isEmpty
        ? nil : "these are the panes; Enter types"
    case .openPager:
      guard let pane = session.pane(view.chosen) ?? session.panes.first else {
        return "no pane is open"
      }
      return pane.turns.isEmpty ? "pane \(pane.number) has no prompt yet" : nil
    case .searchHistory:
      return view.history.entries.isEmpty ? "no prompt was sent yet" : nil
    case .caretUp, .caretDown:
      return view.editing == nil && view.history.entries.isEmpty && view.draft.lines.count == 1
        ? "no prompt was sent yet" : nil
    case .send:
      // A backslash before Enter makes a new line, whatever else.
      if view.draft.characterBeforeCaret == "\\" { return nil }
      return view.draft.isBlank && !DraftPrompts(session, view).wantsForm
        ? "the draft is empty" : SendTargets(session, view).obstacle
    default:
      return nil
    }
  }
}

extension PaneState {
  /// Its last answer can't go on because a server has it, or because it has come to its end.
  fileprivate var isOfServerOrWhole: Bool {
    guard let reason = turns.last?.result?.reason else { return false }
    return isServer || reason == .stop
  }
}

extension Availability {
  fileprivate static func chosen(_ session: SessionState, _ view: ViewState) -> PaneState? {
    session.pane(view.chosen) ?? session.panes.first
  }
}

/// Which panes an action means: the marked ones, else the chosen one.
struct ActionTargets {
  let panes: [PaneState]
  private let picked: [Int: Int]

  init(_ session: SessionState, _ view: ViewState) {
    let marked = session.panes.filter { view.marked.contains($0.number) }
    picked = view.picked
    if marked.isEmpty {
      panes = (session.pane(view.chosen) ?? session.panes.first).map { [$0] } ?? []
    } else {
      panes = marked
    }
  }

  var running: [PaneState] { panes.filter(\.isRunning) }

  /// Panes that can answer their last prompt once more, or open their model once more.
  var repeatable: [PaneState] {
    panes.filter { pane in
      if case .failed = pane.activity { return true }
      return !pane.isRunning && !pane.turns.isEmpty
    }
  }

  /// Panes whose last answer can go on.
  var continuable: [PaneState] { panes.filter(\.canGoOn) }

  /// The answer of each that has one: of the turn that was picked, else the last.
  var answers: [String] { panes.compactMap { answeredTurn(of: $0)?.answer } }

  /// The turn that was picked in a pane, else the last that has an answer.
  func answeredTurn(of pane: PaneState) -> Turn? {
    if let number = picked[pane.number] {
      return pane.turn(number).flatMap { $0.answer.isEmpty ? nil : $0 }
    }
    return pane.turns.last { !$0.answer.isEmpty }
  }

  var name: String { paneNumbers(panes.map(\.number)) }

  /// "has" of one, "have" of several.
  var has: String { panes.count == 1 ? "has" : "have" }
  var isStill: String { panes.count == 1 ? "is still" : "are still" }
}
