import JSON
import Prompts
import SessionLog

/// A prompt file that may be used.
public struct PromptChoice: Sendable, Equatable {
  /// What it is asked for by.
  public var name: String
  /// Nil where it can't be used.
  public var template: PromptTemplate?
  /// The user's own.
  public var isOwn: Bool
  /// What is wrong with it.
  public var problem: String?

  public init(
    _ name: String, _ template: PromptTemplate?, isOwn: Bool = false, problem: String? = nil
  ) {
    self.name = name
    self.template = template
    self.isOwn = isOwn
    self.problem = problem
  }
}

extension PaneState {
  /// The prompt file that what is typed is put into here.
  var promptName: String? {
    guard case .string(let name) = value(of: "prompt") else { return nil }
    return name
  }

  /// How many of its examples are given.
  var shots: Int? {
    guard case .integer(let shots) = value(of: "shots") else { return nil }
    return shots
  }

  func value(of setting: String) -> JSONValue? {
    settings.first { $0.name == setting }?.value
  }
}

extension ViewState {
  /// A prompt file by its name, as far as it is known and can be used.
  public func template(_ name: String?) -> PromptTemplate? {
    guard let name else { return nil }
    return prompts.first { $0.name == name }?.template
  }

  /// The prompt file that the example in the draft is meant for.
  var example: PromptTemplate? { draft.isExample ? template(Self.examplePrompt) : nil }

  /// What somebody sees first: small, and with one example a small model can do it.
  public static let examplePrompt = "json-person"
}

/// The prompt files that the draft goes into, of the panes it goes to.
struct DraftPrompts {
  /// Panes that have one, with it.
  let panes: [(pane: PaneState, template: PromptTemplate)]
  /// Panes that have one that is not known here.
  let unknown: [PaneState]
  private let count: Int
  /// The one that the example in the draft is meant for, where panes have none.
  let example: PromptTemplate?

  init(_ session: SessionState, _ view: ViewState) {
    let targets = SendTargets(session, view).panes
    count = targets.count
    panes = targets.compactMap { pane in view.template(pane.promptName).map { (pane, $0) } }
    unknown = targets.filter { $0.promptName != nil && view.template($0.promptName) == nil }
    example = targets.allSatisfy { $0.promptName == nil } ? view.example : nil
  }

  var isEmpty: Bool { panes.isEmpty && unknown.isEmpty && example == nil }

  /// What has to be given to fill all of them, each name once.
  var variables: [PromptVariable] {
    var variables: [PromptVariable] = []
    for template in panes.map(\.template) {
      for variable in template.variables
      where !variables.contains(where: { $0.name == variable.name }) {
        variables.append(variable)
      }
    }
    return variables
  }

  /// "{{input}} of json-person · 1-shot", "1 to 3-shot", "2 prompts".
  func label(_ glyphs: Glyphs) -> String? {
    if let example { return Self.label(example, shots: [Self.shots(of: example)], glyphs) }
    guard let first = panes.first else { return unknown.first?.promptName }
    let names = Set(panes.map(\.template.name)).union(unknown.compactMap(\.promptName))
    if names.count > 1 { return "\(names.count) prompts" }
    let shots = panes.map { $0.pane.shots ?? 0 }
    let label =
      Self.label(first.template, shots: shots, glyphs) + (cost.map { " (+\($0) tok)" } ?? "")
    return panes.count < count ? "\(label) in \(panes.count) of \(count)" : label
  }

  /// What the examples cost the first pane in tokens, as its last answer tells; nil
  /// where it had others, or panes have different numbers of them.
  private var cost: Int? {
    guard let first = panes.first, let shots = first.pane.shots, shots > 0,
      panes.allSatisfy({ $0.pane.shots == shots }),
      let variant = first.pane.turns.last(where: { $0.variant != nil })?.variant,
      let use = variant.question.use, use.shots == shots, use.name == first.template.name
    else { return nil }
    return variant.parts?.examples
  }

  /// "1-shot"; nil without a prompt file.
  var shortLabel: String? {
    let shots = panes.map { $0.pane.shots ?? 0 } + (example.map { [Self.shots(of: $0)] } ?? [])
    guard let least = shots.min(), let most = shots.max() else { return nil }
    return least == most ? "\(least)-shot" : "\(least)-\(most)-shot"
  }

  private static func shots(of template: PromptTemplate) -> Int {
    template.shots.count(of: template.examples.count)
  }

  private static func label(_ template: PromptTemplate, shots: [Int], _ glyphs: Glyphs) -> String {
    let names = template.variables.map { "{{\($0.name)}}" }
    let what = names.isEmpty ? template.name : names.joined(separator: " ") + " of " + template.name
    guard !template.examples.isEmpty, let least = shots.min(), let most = shots.max() else {
      return what
    }
    let number = least == most ? "\(least)" : "\(least) to \(most)"
    return "\(what) \(glyphs.isASCII ? "-" : "·") \(number)-shot"
  }
}
