import Cells
import JSON
import Prompts
import SessionLog

/// Prompt files are chosen, and how many of their examples are given.
extension Updater {
  mutating func openPrompts() {
    let panes = SendTargets(session, view).panes
    var picker = PromptPicker(panes: panes.map(\.number))
    picker.choices = [PromptPicker.none] + view.prompts
    let name = panes.compactMap(\.promptName).first
    picker.select(picker.matches.firstIndex { $0.name == name } ?? 0)
    view.overlay = .prompts(picker)
    // They may have been written meanwhile.
    effects.append(.findPrompts)
  }

  mutating func take(_ choices: [PromptChoice]) {
    // One that was given by its path is in no folder that is looked through.
    let used = Set(session.panes.compactMap(\.promptName))
    view.prompts =
      choices
      + view.prompts.filter { known in
        used.contains(known.name) && !choices.contains { $0.name == known.name }
      }
    guard case .prompts(var picker) = view.overlay else { return }
    let name = picker.picked?.name
    picker.choices = [PromptPicker.none] + view.prompts
    picker.select(picker.matches.firstIndex { $0.name == name } ?? 0)
    view.overlay = .prompts(picker)
  }

  mutating func handleInPrompts(_ key: Key, _ old: PromptPicker) {
    if key == Key(.enter) { return take(old) }
    var picker = old
    guard picker.press(key, page: max(1, view.size.rows - 10)) else {
      return toast("\(key.name) does nothing here; Enter takes, Esc leaves")
    }
    view.overlay = .prompts(picker)
  }

  private mutating func take(_ picker: PromptPicker) {
    guard let choice = picker.picked else { return toast("no prompt is called that") }
    if let problem = choice.problem, choice.template == nil { return toast(problem) }
    view.overlay = nil
    let panes = picker.panes.filter { session.pane($0) != nil }
    use(choice.template, in: panes)
  }

  /// Puts what is typed into a prompt file from now on, or into none.
  mutating func use(_ template: PromptTemplate?, in panes: [Int]) {
    guard !panes.isEmpty else { return }
    keepForUndo(.settings(settings(["prompt", "shots"], of: panes)))
    effects.append(
      .set(
        panes: panes, name: "prompt", value: template.map { .string($0.name) } ?? .null,
        source: "user"))
    guard let template else { return toast("no prompt file: what you type is sent as it is") }
    view.mode = .type
    if view.draft.isUntouched {
      let standard = template.variables.first?.standard ?? ""
      view.draft = Draft(standard, isExample: !standard.isEmpty)
    }
    let count = template.examples.count
    toast(
      count == 0
        ? "what you type goes into \(template.name)"
        : "what you type goes into \(template.name); Esc + and - say how many of its \(count) examples"
    )
  }

  // MARK: Shots

  /// Gives panes more or fewer examples, and asks again where there is an answer already.
  mutating func changeShots(by step: Int) {
    let prompts = DraftPrompts(session, view)
    var changed: [Int] = []
    let before = settings(["shots"], of: prompts.panes.map(\.pane.number))
    for (pane, template) in prompts.panes {
      let shots = pane.shots ?? 0
      let next = max(0, min(shots + step, template.examples.count))
      guard next != shots else { continue }
      changed.append(pane.number)
      effects.append(
        .set(panes: [pane.number], name: "shots", value: .integer(next), source: "user"))
    }
    guard !changed.isEmpty else { return }
    keepForUndo(.settings(before.filter { changed.contains($0.pane) }))
    let repeatable = prompts.panes.map(\.pane).filter { pane in
      changed.contains(pane.number) && !pane.isRunning && pane.turns.last?.question.use != nil
    }.map(\.number)
    if !repeatable.isEmpty {
      follow(repeatable)
      if step > 0 { waitForAnswers(of: repeatable) }
      effects.append(.retry(panes: repeatable, drawsSeed: false))
    }
    if let first = prompts.panes.first(where: { changed.contains($0.pane.number) }) {
      let shots = max(0, min((first.pane.shots ?? 0) + step, first.template.examples.count))
      toast(
        "\(first.template.name) with \(shots) of its \(first.template.examples.count) examples"
          + (repeatable.isEmpty ? "" : ": asks again"))
    }
  }

  /// Settings of panes as they are, to be brought back.
  func settings(_ names: [String], of panes: [Int]) -> [Undoable.PaneSetting] {
    panes.flatMap { number in
      names.compactMap { name in
        session.pane(number)?.settings.first { $0.name == name }
          .map { Undoable.PaneSetting(pane: number, entry: $0) }
      }
    }
  }
}
