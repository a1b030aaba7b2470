import Cells
import Prompts
import SessionLog

extension DraftPrompts {
  /// Whether a draft is not enough: a prompt file asks for more than one value.
  var wantsForm: Bool { panes.contains { $0.template.variables.count > 1 } }

  /// The draft as the value of prompts' only variables, as it is written.
  func values(_ draft: String) -> [(name: String, written: String)] {
    variables.map { ($0.name, draft) }
  }
}

/// Variables are asked for, and files read that their values name.
extension Updater {
  /// Sends the draft, or asks for what else its prompt files want.
  mutating func sendOrAsk() {
    if let obstacle = SendTargets(session, view).obstacle { return toast(obstacle) }
    let prompts = DraftPrompts(session, view)
    if prompts.wantsForm, let form = InputForm(prompts.variables, view.draft, view.values) {
      view.overlay = .inputs(form)
      for path in form.paths { measure(path) }
      return
    }
    guard !view.draft.isBlank else { return }
    let text = view.draft.text
    let usesAt = text.utf8.first == UInt8(ascii: "@") && !prompts.panes.isEmpty
    read(OutgoingQuestion(typed: text, values: usesAt ? prompts.values(text) : []))
  }

  private mutating func measure(_ path: String) {
    effects.append(.measure(path: path, pane: chosenNumber))
  }

  mutating func note(_ size: InputFileSize) {
    guard case .inputs(var form) = view.overlay else { return }
    form.note(size)
    view.overlay = .inputs(form)
  }

  // MARK: The form

  mutating func handleInInputs(_ key: Key, _ old: InputForm) {
    var form = old
    switch key {
    case Key(.tab), Key(.down), .control("n"): form.select(form.selected + 1)
    case Key(.backTab), Key(.tab, .shift), Key(.up), .control("p"): form.select(form.selected - 1)
    case Key(.enter):
      if form.field.draft.characterBeforeCaret == "\\" {
        var draft = form.field.draft
        draft.deleteBack()
        draft.insert("\n")
        return type(draft, in: form)
      }
      if form.field.draft.line.contains(where: { $0.unicodeScalars.contains(where: \.isHangul) }) {
        // A syllable may still be on its way.
        view.sendTime = view.now + Self.lateSyllable
        return
      }
      return goOn(form)
    default:
      var draft = form.field.draft
      if let action = view.keys.action(for: key, mode: .type, draftIsEmpty: false) {
        guard change(&draft, action) else {
          return toast("\(key.name) does nothing here; Enter goes on, Esc leaves")
        }
      } else if case .character(let character) = key.code,
        key.modifiers.subtracting(.shift).isEmpty
      {
        if !draft.insert(String(character)) { toast("no value is longer than 1 MiB") }
      } else {
        return toast("\(key.name) does nothing here; Enter goes on, Esc leaves")
      }
      return type(draft, in: form)
    }
    view.overlay = .inputs(form)
  }

  /// What an editing key makes of a value; false where it is no such key.
  private mutating func change(_ draft: inout Draft, _ action: Action) -> Bool {
    if action == .newline {
      draft.insert("\n")
      return true
    }
    draft.adopt()
    guard let cut = draft.edit(action, killed: view.killed) else { return false }
    if !cut.isEmpty { view.killed = cut }
    return true
  }

  /// The selected value is another; all stays when the form is left.
  mutating func type(_ draft: Draft, in old: InputForm) {
    var form = old
    let before = form.field.path
    form.change(draft)
    view.overlay = .inputs(form)
    if form.selected == 0 {
      view.draft = draft
    } else {
      view.values[form.field.variable.name] = form.field.written
    }
    if let path = form.field.path, path != before { measure(path) }
  }

  /// To the next value; from the last on its way.
  mutating func goOn(_ old: InputForm) {
    var form = old
    form.fields[form.selected].draft.adopt()
    guard form.isLast else {
      form.select(form.selected + 1)
      view.overlay = .inputs(form)
      return
    }
    if form.selectMissing() {
      view.overlay = .inputs(form)
      return
    }
    view.overlay = .inputs(form)
    let written = form.written
    let values = form.fields.map { ($0.variable.name, written[$0.variable.name] ?? "") }
    for field in form.fields { view.values[field.variable.name] = field.written }
    read(OutgoingQuestion(typed: form.fields[0].written, values: values, isOfForm: true))
  }

  // MARK: On its way

  /// Has the files read that values name; then it goes out.
  private mutating func read(_ question: OutgoingQuestion) {
    let paths = question.paths
    var question = question
    question.turn = view.editing?.turn
    if paths.isEmpty { return send(question, []) }
    view.outgoing = question
    effects.append(.readFiles(paths))
  }

  /// What was waited for is there: all of it, or nothing goes out.
  mutating func take(_ files: [InputFileText]) {
    guard let question = view.outgoing else { return }
    view.outgoing = nil
    // What was to be edited may have been left meanwhile.
    guard question.turn == view.editing?.turn else { return }
    guard let missing = files.first(where: { $0.text == nil }) else {
      return send(question, files)
    }
    if case .inputs(var form) = view.overlay {
      form.select(form.fields.firstIndex { $0.path == missing.path } ?? form.selected)
      form.error = missing.obstacle
      view.overlay = .inputs(form)
    } else {
      toast(missing.obstacle)
    }
  }

  private mutating func send(_ question: OutgoingQuestion, _ files: [InputFileText]) {
    let targets = SendTargets(session, view)
    if let obstacle = targets.obstacle { return toast(obstacle) }
    let inputs = question.inputs(files)
    // A pane without a prompt file has nothing but the text.
    let isShort = targets.panes.allSatisfy { $0.promptName != nil }
    let text =
      question.isOfForm ? question.lines(inputs, isShort: isShort) : question.typed
    if question.isOfForm, case .inputs = view.overlay { view.overlay = nil }
    if let editing = view.editing {
      sendEdit(editing, text, inputs, typed: question.typed)
    } else {
      sendDraft(text, inputs, typed: question.typed)
    }
  }
}

extension Turn {
  /// What is to be written for this question to be asked again: a draft, and what other variables
  /// stand for.
  func rewritten(_ variables: [PromptVariable]?) -> (draft: String, values: [String: String]) {
    guard let use = question.use, let first = variables?.first,
      let value = use.inputs[first.name]
    else { return (prompt, [:]) }
    return (InputValue.written(value), use.inputs.mapValues(InputValue.written))
  }
}
