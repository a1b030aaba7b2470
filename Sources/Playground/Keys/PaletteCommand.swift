import SessionLog

/// A command of the palette that takes an argument: `:title The sea`.
///
/// Those that take none are the actions of the key table; nothing has to be done for them.
struct PaletteCommand: Sendable {
  enum Outcome {
    case action(Action)
    case effects([Effect])
    /// Something that only changes the view.
    case change(@Sendable (inout Updater) -> Void)
    /// Why not; a sentence.
    case refusal(String)
  }

  let name: String
  let help: String
  /// What stands for the argument: "TEXT", "NAME".
  let argument: String
  /// Without one it does something too, at once.
  var mayBeAlone = false
  /// Arguments to choose from.
  var completions: @Sendable (SessionState, ViewState) -> [String] = { _, _ in [] }
  /// Why it does nothing now; nil where it works.
  var obstacle: @Sendable (SessionState, ViewState) -> String? = { _, _ in nil }
  /// It changes nothing in the session, and so works in a replay too.
  var onlyLooks = false
  /// What it does with an argument, which may be empty and has no blanks around it.
  let parse: @Sendable (String, SessionState, ViewState) -> Outcome

  /// Why it does nothing now; nil where it works.
  func reason(_ session: SessionState, _ view: ViewState) -> String? {
    view.replay != nil && !onlyLooks
      ? "this is a replay: nothing is changed here" : obstacle(session, view)
  }

  /// All there are, by name.
  static let all: [PaletteCommand] =
    [
      pane, copyBlock, title, tags, notes, export, new, run, layout, saveLayout, savePrompt, budget,
    ] + settings

  static let pane = PaletteCommand(
    name: "pane", help: "choose a pane by its number", argument: "NUMBER",
    completions: { session, _ in session.panes.map { String($0.number) } }, onlyLooks: true,
    parse: { text, session, _ in
      guard let number = Int(text), session.pane(number) != nil else {
        return .refusal(text.isEmpty ? "which pane?" : "there is no pane \(text)")
      }
      return .action(.choose(number))
    })

  static let copyBlock = PaletteCommand(
    name: "copy-block", help: "copy a block of code of the chosen pane's answer",
    argument: "NUMBER",
    obstacle: { session, view in CopiedTexts(session, view).obstacle(to: .copyAnswer) },
    onlyLooks: true,
    parse: { text, _, _ in
      guard let number = Int(text), number > 0 else {
        return .refusal("which block? 1 is the first")
      }
      return .action(.copyBlock(number))
    })

  static let title = PaletteCommand(
    name: "title", help: "what the session is called", argument: "TEXT",
    completions: { session, _ in session.meta.title.map { [$0.firstLine] } ?? [] },
    parse: { text, _, _ in
      if text.isEmpty { return .refusal("which title?") }
      return .change { $0.describe(SessionText.title.meta(text)) }
    })
}
