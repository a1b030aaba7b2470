import JSON
import Prompts
import SessionLog

/// An example that was added to a prompt file.
public struct SavedExample: Sendable, Equatable {
  /// The prompt's name.
  public var prompt: String
  public var path: String
  /// What the file was before; nil where there was none.
  public var before: String?
  /// And since.
  public var after: String
  /// All else in it is as it was.
  public var keepsTheRest: Bool

  public init(
    prompt: String, path: String, before: String?, after: String, keepsTheRest: Bool
  ) {
    self.prompt = prompt
    self.path = path
    self.before = before
    self.after = after
    self.keepsTheRest = keepsTheRest
  }
}

/// An answer as an example of the prompt file that it answers.
struct AnswerExample {
  let template: PromptTemplate
  let example: PromptExample

  /// Nil where there is an obstacle.
  init?(_ session: SessionState, _ view: ViewState) {
    guard case .found(let found) = Self.find(session, view) else { return nil }
    self = found
  }

  private init(_ template: PromptTemplate, _ use: PromptUse, output: String) {
    self.template = template
    let names = Set(template.variables.map(\.name))
    example = PromptExample(use.inputs.filter { names.contains($0.key) }, output: output)
  }

  /// Why there is none to be had; nil where there is.
  static func obstacle(_ session: SessionState, _ view: ViewState) -> String? {
    if case .missing(let reason) = find(session, view) { reason } else { nil }
  }

  private enum Search {
    case found(AnswerExample)
    case missing(String)
  }

  private static func find(_ session: SessionState, _ view: ViewState) -> Search {
    guard let pane = session.pane(view.chosen) ?? session.panes.first else {
      return .missing("no pane is open")
    }
    let name = "pane \(pane.number)"
    guard let turn = pane.turn(of: view), let variant = turn.variant, let result = variant.result
    else {
      return .missing(
        pane.isRunning ? "\(name) is still at work" : "\(name) has no answer yet")
    }
    guard let use = variant.question.use, let called = use.name else {
      return .missing("\(name)'s answer is to no prompt file")
    }
    let output = result.text.trimmedOfBlanks
    if result.reason == .error || output.isEmpty {
      return .missing("\(name)'s answer is empty, or an error")
    }
    guard let template = view.template(called) else {
      return .missing("there is no prompt file \(called.singleLine) here any more")
    }
    let found = AnswerExample(template, use, output: output)
    let isThere = template.examples.contains {
      $0.values == found.example.values && $0.output.hasBytes(of: output)
    }
    return isThere ? .missing("\(called) has this example already") : .found(found)
  }
}

extension PaneState {
  /// The turn that was picked, else the last one.
  fileprivate func turn(of view: ViewState) -> Turn? {
    view.picked[number].map { turn($0) } ?? turns.last
  }
}

extension String {
  fileprivate var trimmedOfBlanks: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}

/// Prompts and examples are kept in files.
extension Updater {
  mutating func saved(_ name: String, _ path: String, _ choices: [PromptChoice]) {
    view.savedPrompts.insert(name)
    take(choices)
    toast(
      "saved: \(path); \(view.mode == .type ? "Esc " : "")\(view.keys.key(for: .prompt)) uses it")
  }

  mutating func saveExample() {
    guard let answer = AnswerExample(session, view) else { return }
    effects.append(.saveExample(answer.example, prompt: answer.template.name))
  }

  mutating func saved(_ example: SavedExample, _ choices: [PromptChoice]) {
    take(choices)
    refresh(example.prompt)
    keepForUndo(.example(example))
    let count = view.template(example.prompt)?.examples.count ?? 0
    toast(
      "example \(count) of \(example.prompt): \(example.path)"
        + (example.keepsTheRest ? "" : "; written anew, without its comments"))
  }

  mutating func takenBack(_ example: SavedExample, _ choices: [PromptChoice]) {
    take(choices)
    refresh(example.prompt)
    toast("the example is gone from \(example.prompt)")
  }

  /// Panes that use a prompt file get it as it is now, with as many examples as before.
  private mutating func refresh(_ name: String) {
    guard let template = view.template(name) else { return }
    for pane in session.panes where pane.promptName == name {
      let entries = settings(["prompt", "shots"], of: [pane.number]).map(\.entry)
      let source = entries.first { $0.name == "prompt" }?.source ?? "user"
      effects.append(
        .set(panes: [pane.number], name: "prompt", value: .string(name), source: source))
      guard let shots = entries.first(where: { $0.name == "shots" }),
        case .integer(let count) = shots.value
      else { continue }
      effects.append(
        .set(
          panes: [pane.number], name: "shots",
          value: .integer(min(count, template.examples.count)), source: shots.source))
    }
  }
}

extension PaletteCommand {
  static let savePrompt = PaletteCommand(
    name: "prompt-save", help: "keep the draft as a prompt file; {{name}} in it asks for a value",
    argument: "NAME", completions: { _, view in view.savedPrompts.sorted() },
    obstacle: { _, view in
      view.draft.isUntouched || view.draft.isBlank ? "the draft is empty" : nil
    },
    parse: { name, session, view in
      guard PromptTemplate.isName(name) else {
        return .refusal(
          name.isEmpty
            ? "under which name?" : "a prompt's name has letters, digits, - and _, at most 64")
      }
      let isOurs = view.savedPrompts.contains(name)
      if !isOurs, view.prompts.contains(where: { $0.name == name }) {
        return .refusal("there is a prompt \(name) already; take another name")
      }
      let pane = session.pane(view.chosen) ?? session.panes.first
      let template = PromptTemplate(
        name: name, user: view.draft.text, chosenIn: pane?.settings ?? [])
      return .effects([.savePrompt(template, replacing: isOurs)])
    })
}

extension PromptTemplate {
  /// A prompt with what somebody set in a pane: system message, sampling, stop texts.
  fileprivate init(name: String, user: String, chosenIn settings: [SettingEntry]) {
    var system: String?
    var sampling = PromptSampling()
    var stop: [String] = []
    for entry in settings where ["user", "flag", "config"].contains(entry.source) {
      switch (entry.name, entry.value) {
      // Nothing in it is a variable: it was sent as it is.
      case ("system", .string(let text)): system = text.isEmpty ? nil : PromptText.escaped(text)
      case ("stop", .array(let texts)):
        stop = texts.compactMap { if case .string(let text) = $0 { text } else { nil } }
      case (_, .null): break
      default:
        if PromptSampling.names.contains(entry.name) {
          _ = sampling.set(entry.name, to: entry.value.write())
        }
      }
    }
    self.init(name: name, system: system, user: user, sampling: sampling, stop: stop)
  }
}
