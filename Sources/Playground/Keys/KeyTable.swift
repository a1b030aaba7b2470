import Cells

extension Key {
  static func plain(_ character: Character) -> Key { Key(.character(character)) }
  static func control(_ character: Character) -> Key { Key(.character(character), .control) }
  static func alt(_ character: Character) -> Key { Key(.character(character), .alt) }
}

/// Which key does what.
public struct KeyTable: Sendable, Equatable {
  /// In the order of help and hints. The first that fits a key counts.
  var bindings: [KeyBinding]

  /// What holds where nobody said otherwise.
  public static let standard = KeyTable(
    bindings: composer + draftPrefix + emptyDraft + panes + copying + sessions + replay + jumps
      + everywhere)

  private static let composer: [KeyBinding] = [
    KeyBinding(
      .type, [Key(.enter)], "Enter", .send, "send the prompt", hint: .init(text: "send", rank: 0)),
    KeyBinding(
      .type, [.control("j"), Key(.enter, .alt), Key(.enter, .shift), Key(.enter, .control)],
      "^J", .newline, "new line; also Alt-Enter, or \\ and Enter",
      hint: .init(text: "newline", rank: 4)),
    KeyBinding(
      .type, [Key(.tab)], "Tab", .nextPane, "choose the next pane",
      hint: .init(text: "pane", rank: 1)),
    KeyBinding(
      .type, [Key(.backTab), Key(.tab, .shift)], "S-Tab", .previousPane,
      "choose the previous pane"),
    KeyBinding(.type, [.control("t")], "^T", .mark, "mark the chosen pane, or take the mark away"),
    KeyBinding(
      .type, [Key(.pageUp)], "PgUp", .scroll(.pages(-1)), "scroll the chosen pane up"),
    KeyBinding(
      .type, [Key(.pageDown)], "PgDn", .scroll(.pages(1)), "scroll the chosen pane down"),
    KeyBinding(
      .type, [Key(.up)], "↑", .caretUp, "a row up, then older prompts",
      hint: .init(text: "history", rank: 5)),
    KeyBinding(.type, [Key(.down)], "↓", .caretDown, "a row down, then newer prompts"),
    KeyBinding(.type, [Key(.left)], "←", .caretLeft, "a character back"),
    KeyBinding(.type, [Key(.right)], "→", .caretRight, "a character on"),
    KeyBinding(.type, [.control("a"), Key(.home)], "^A", .lineStart, "to the line's start"),
    KeyBinding(.type, [.control("e"), Key(.end)], "^E", .lineEnd, "to the line's end"),
    KeyBinding(
      .type, [.alt("b"), Key(.left, .alt), Key(.left, .control)], "Alt-b", .wordBack,
      "a word back"),
    KeyBinding(
      .type, [.alt("f"), Key(.right, .alt), Key(.right, .control)], "Alt-f", .wordForward,
      "a word on"),
    KeyBinding(
      .type, [Key(.backspace), .control("h")], "Backspace", .deleteBack,
      "delete the character before"),
    KeyBinding(
      .type, [Key(.delete), .control("d")], "Delete", .deleteForward,
      "delete the character after; also ^D"),
    KeyBinding(.type, [.control("k")], "^K", .killToLineEnd, "cut to the line's end"),
    KeyBinding(.type, [.control("u")], "^U", .killToLineStart, "cut to the line's start"),
    KeyBinding(
      .type, [.control("w"), Key(.backspace, .alt)], "^W", .killWordBack, "cut the word before"),
    KeyBinding(.type, [.alt("d")], "Alt-d", .killWordForward, "cut the word after"),
    KeyBinding(.type, [.control("y")], "^Y", .yank, "insert what was cut last"),
    KeyBinding(
      .type, [.control("r")], "^R", .searchHistory, "search the prompts that were sent"),
    KeyBinding(
      .type, [.control("o")], "^O", .prefix(.panes), "then a key: what it does in PANES; also Alt"),
    KeyBinding(
      .type, [Key(.escape)], "Esc", .openPanes, "to the panes",
      hint: .init(text: "commands", short: "cmds", rank: 2)),
  ]

  private static let draftPrefix: [KeyBinding] = [
    KeyBinding(
      .type, [.control("x")], "^X", .prefix(.draft), "then ^E: write the draft in your editor"),
    KeyBinding(
      .after(.draft), [.control("e"), .plain("e")], "^E", .editDraft,
      "write it in $VISUAL or $EDITOR"),
  ]

  private static let copying: [KeyBinding] =
    [
      KeyBinding(
        .after(.copy), [.plain("y")], "y", .copyAnswer,
        "the answer, or the marked panes'")
    ]
    + (1...9).map { number in
      KeyBinding(
        .after(.copy), [.plain(Character(String(number)))], number == 1 ? "1-9" : "",
        .copyBlock(number), "a block of code in the answer")
    } + [
      KeyBinding(
        .after(.copy), [.plain("c")], "c", .copyConversation, "the conversation, as Markdown"),
      KeyBinding(
        .after(.copy), [.plain("n")], "n", .copyNumbers, "the numbers, as a table"),
      KeyBinding(
        .after(.copy), [.plain("l")], "l", .copyRunLine,
        "the command line for it"),
    ]

  private static let emptyDraft: [KeyBinding] = [
    KeyBinding(
      .emptyDraft, [.plain("/")], "/", .palette,
      "all commands by name, on an empty draft; // types a slash",
      hint: .init(text: "menu", rank: 6)),
    KeyBinding(
      .emptyDraft, [.plain("?")], "?", .help,
      "this help, on an empty draft; ?? types a question mark"),
    KeyBinding(.emptyDraft, [.control("d")], "^D", .quit, "quit, on an empty draft"),
  ]

  private static let everywhere: [KeyBinding] = [
    KeyBinding(
      .everywhere, [.control("c")], "^C", .interrupt,
      "stop all that runs; else clear the draft; else, twice, quit",
      hint: .init(text: "stop", rank: 3)),
    KeyBinding(.everywhere, [.control("l")], "^L", .redraw, "draw the screen again"),
    KeyBinding(.everywhere, [.control("z")], "^Z", .suspend, "suspend; fg comes back"),
    KeyBinding(.everywhere, [.control("q")], "^Q", .quit, "quit"),
    KeyBinding(.everywhere, [.control("s")], "^S", .saved, "says that all is saved as it happens"),
    KeyBinding(.everywhere, [Key(.function(1))], "F1", .help, "this help"),
    KeyBinding(.everywhere, [], ":messages", .messages, "what was said on this line lately"),
    KeyBinding(.everywhere, [], ":replay", .replaySession, "play this session as it happened"),
    KeyBinding(.everywhere, [], ":star", .star, "a star for this session, or none"),
  ]

  /// The first key of a command in a scope, as sentences name it; its name where it has none.
  func key(for action: Action, in scope: KeyBinding.Scope = .panes) -> String {
    let binding = bindings.first { $0.action == action && $0.scope == scope && !$0.keys.isEmpty }
    return binding?.keys.first?.label ?? ":" + action.name
  }

  /// What a key does, where it does something.
  ///
  /// - Parameter isReplay: a saved session plays, in the panes' mode.
  func action(
    for key: Key, mode: Mode, draftIsEmpty: Bool, isReplay: Bool = false
  ) -> Action? {
    func find(_ scope: KeyBinding.Scope) -> Action? {
      bindings.first { $0.scope == scope && $0.keys.contains(key) }?.action
    }
    switch mode {
    case .type:
      return (draftIsEmpty ? find(.emptyDraft) : nil) ?? find(.type) ?? find(.everywhere)
    case .panes:
      return (isReplay ? find(.replay) : nil) ?? find(.panes) ?? find(.everywhere)
    }
  }
}
