import Cells
import GenerationAPI
import JSON
import Prompts
import SessionLog

/// Answers: again, on, otherwise.
extension Updater {
  mutating func performOnAnswers(_ action: Action) {
    let targets = ActionTargets(session, view)
    switch action {
    case .newSeed:
      let panes = targets.repeatable.map(\.number)
      follow(panes)
      effects.append(.retry(panes: panes, drawsSeed: true))
    case .goOn:
      let panes = targets.continuable.map(\.number)
      follow(panes)
      effects.append(.goOn(panes: panes))
    case .edit: edit()
    case .variant(let step): flip(by: step)
    case .runMode:
      let modes = RunMode.allCases
      let next = (modes.firstIndex(of: session.runMode) ?? 0) + 1
      let mode = modes[next % modes.count]
      effects.append(.setMode(mode))
      toast(mode.sentence)
    default: break
    }
  }

  /// Lets panes show their end again.
  mutating func follow(_ panes: [Int]) {
    for pane in panes {
      view.scrolled[pane] = nil
      view.picked[pane] = nil
    }
  }

  /// Puts an earlier prompt in the composer.
  private mutating func edit() {
    guard let turn = editableTurn else { return }
    let panes = ActionTargets(session, view).panes.filter { $0.index(ofTurn: turn.number) != nil }
    view.editing = Editing(
      turn: turn.number, panes: panes.map(\.number),
      before: view.editing?.before ?? view.draft)
    view.mode = .type
    takeBack(turn)
  }

  /// The variables of the prompt files that an edited prompt goes into, where it takes a form.
  private var editedVariables: [PromptVariable]? {
    let prompts = DraftPrompts(session, view)
    return prompts.wantsForm ? prompts.variables : nil
  }

  private mutating func takeBack(_ turn: Turn) {
    let (draft, values) = turn.rewritten(editedVariables)
    view.draft = Draft(draft)
    view.values.merge(values) { $1 }
  }

  /// Goes to the prompt before or after the one that is edited, unless that was changed.
  mutating func editNeighbour(down: Bool) {
    guard var editing = view.editing, let number = editing.panes.first,
      let pane = session.pane(number), let index = pane.index(ofTurn: editing.turn)
    else { return }
    let turns = pane.turns
    guard view.draft.text.hasBytes(of: turns[index].rewritten(editedVariables).draft) else {
      return toast("the prompt was changed: Enter sends it, ^C leaves it")
    }
    let next = index + (down ? 1 : -1)
    guard turns.indices.contains(next) else {
      return toast("that is the \(down ? "last" : "first") prompt")
    }
    editing.turn = turns[next].number
    view.editing = editing
    takeBack(turns[next])
  }

  /// The turn that was picked or scrolled to, else the last one.
  private var editableTurn: Turn? {
    session.pane(chosenNumber).flatMap { view.meantTurn(of: $0) }
  }

  /// Gives the composer back what it had before an earlier prompt was edited.
  mutating func endEditing() {
    guard let editing = view.editing else { return }
    view.editing = nil
    view.draft = editing.before
  }

  /// Sends what an earlier prompt became.
  mutating func sendEdit(
    _ editing: Editing, _ text: String, _ inputs: [String: String], typed: String
  ) {
    let panes = SendTargets(session, view).ready.map(\.number)
    effects.append(.edit(turn: editing.turn, text: text, inputs: inputs, panes: panes))
    follow(panes)
    if !typed.isEmpty { view.history.add(typed) }
    endEditing()
    toast("\(view.mode == .type ? "Esc (" : "(") shows what stood there before")
  }

  private mutating func flip(by step: Int) {
    for pane in ActionTargets(session, view).panes {
      guard let turn = view.flippableTurn(of: pane) else { continue }
      let next = turn.shown + step
      guard turn.variants.indices.contains(next) else { continue }
      effects.append(
        .show(pane: pane.number, turn: turn.number, variant: turn.variants[next].number))
    }
  }

  mutating func arrange() {
    let choices: [Arrangement] = [.automatic, .columns, .rows]
    let next = choices.firstIndex(of: view.arrangement).map { $0 + 1 } ?? 0
    view.arrangement = choices[next % choices.count]
    switch view.arrangement {
    case .columns: toast("columns, where they have room")
    case .rows: toast("rows, where they have room")
    default: toast("columns or rows, as there is room")
    }
  }
}

extension PaneState {
  /// Whether the last answer can go on: it was stopped or came to its limit, and was this model's.
  var canGoOn: Bool {
    guard !isRunning, let result = turns.last?.result,
      [.length, .cancelled, .cut].contains(result.reason), result.metrics.tokens > 0,
      !contextIsFull
    else { return false }
    return turns.last?.author?.model.map { $0.hasBytes(of: model.path ?? "") } ?? false
  }

  /// The last answer took the last place there was.
  var contextIsFull: Bool {
    guard case .ended = activity else { return false }
    return contextSize.map { readout.contextTokens >= $0 } ?? false
  }
}

extension RunMode {
  /// What it means.
  var sentence: String {
    switch self {
    case .parallel: "parallel: all panes answer at the same time"
    case .queue: "queue: one pane after the other, each with the machine to itself"
    case .rotating: "queue, rotating: as queue, and each prompt begins with the next pane"
    }
  }

  /// In the status line.
  var word: String {
    switch self {
    case .parallel: "parallel"
    case .queue: "queue"
    case .rotating: "queue rotating"
    }
  }
}

extension ViewState {
  /// The turn that was picked in a pane, or the first one from where it was scrolled to; else the last.
  func meantTurn(of pane: PaneState) -> Turn? {
    guard let start = picked[pane.number] ?? scrolled[pane.number]?.turn else {
      return pane.turns.last
    }
    return pane.turns[pane.firstIndex(ofTurnFrom: start)...].first ?? pane.turns.last
  }

  /// So many turns are looked through for one that has several answers.
  private static let reach = 256

  /// The turn whose answers `(` and `)` go through: the one that was picked, or the first one from
  /// where the pane was scrolled to that has several; else the last that has. One that is far away
  /// has to be scrolled to.
  func flippableTurn(of pane: PaneState) -> Turn? {
    if let number = picked[pane.number] {
      return pane.turn(number).flatMap { $0.variants.count > 1 ? $0 : nil }
    }
    if let start = scrolled[pane.number]?.turn {
      let following = pane.turns[pane.firstIndex(ofTurnFrom: start)...].prefix(Self.reach)
      if let turn = following.first(where: { $0.variants.count > 1 }) { return turn }
    }
    return pane.turns.suffix(Self.reach).last { $0.variants.count > 1 }
  }
}
