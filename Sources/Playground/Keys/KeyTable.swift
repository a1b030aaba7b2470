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
    bindings: composer + draftPrefix + emptyDraft + panes + copying + everywhere)

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
      .type, [Key(.pageUp)], "PgUp", .scroll(.pages(-1)), "scroll the chosen pane back"),
    KeyBinding(
      .type, [Key(.pageDown)], "PgDn", .scroll(.pages(1)), "scroll the chosen pane on"),
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
        "the answer; of all marked panes")
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
        "the command line behind the answer"),
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

  private static let panes: [KeyBinding] =
    (1...8).map { number in
      KeyBinding(
        .panes, [.plain(Character(String(number)))], number == 1 ? "1-8" : "", .choose(number),
        "choose a pane by its number")
    } + [
      KeyBinding(
        .panes, [.plain("l"), Key(.right), Key(.tab)], "l → Tab", .nextPane,
        "choose the next pane", hint: .init(text: "pane", label: "1-8 hl", rank: 1)),
      KeyBinding(
        .panes, [.plain("h"), Key(.left), Key(.backTab), Key(.tab, .shift)], "h ← S-Tab",
        .previousPane, "choose the previous pane"),
      KeyBinding(.panes, [.plain("k"), Key(.up)], "k ↑", .scroll(.lines(-1)), "a line back"),
      KeyBinding(.panes, [.plain("j"), Key(.down)], "j ↓", .scroll(.lines(1)), "a line on"),
      KeyBinding(.panes, [.control("u")], "^U", .scroll(.halves(-1)), "half a pane back"),
      KeyBinding(.panes, [.control("d")], "^D", .scroll(.halves(1)), "half a pane on"),
      KeyBinding(
        .panes, [.plain("b"), Key(.pageUp)], "b PgUp", .scroll(.pages(-1)), "a pane back"),
      KeyBinding(
        .panes, [.plain("f"), Key(.pageDown)], "f PgDn", .scroll(.pages(1)), "a pane on"),
      KeyBinding(.panes, [.plain("g"), Key(.home)], "g", .scroll(.top), "to the beginning"),
      KeyBinding(
        .panes, [.plain("G"), Key(.end)], "G", .scroll(.bottom),
        "to the end, and follow it again"),
    ] + reading + [
      KeyBinding(
        .panes, [.plain(" ")], "Space", .mark, "mark the chosen pane",
        hint: .init(text: "mark", rank: 3)),
      KeyBinding(.panes, [.plain("*")], "*", .markAll, "mark all panes, or none"),
      KeyBinding(
        .panes, [.plain("s")], "s", .stop, "stop the marked panes, or the chosen one",
        hint: .init(text: "stop", rank: 4)),
      KeyBinding(
        .panes, [.plain("r")], "r", .retry,
        "answer the last prompt again, with the same seed", hint: .init(text: "retry", rank: 5)),
      KeyBinding(.panes, [.plain("R")], "R", .newSeed, "answer it again with another seed"),
      KeyBinding(
        .panes, [.plain("C")], "C", .goOn,
        "continue an answer that was stopped or came to its limit",
        hint: .init(text: "continue", rank: 5)),
      KeyBinding(
        .panes, [.plain("e")], "e", .edit,
        "edit the last prompt, or the one scrolled to, and answer that instead",
        hint: .init(text: "edit", rank: 9)),
      KeyBinding(
        .panes, [.plain("(")], "(", .variant(-1), "the answer before, of several to one prompt"),
      KeyBinding(.panes, [.plain(")")], ")", .variant(1), "the answer after"),
      KeyBinding(
        .panes, [.plain("y")], "y", .prefix(.copy),
        "copy: the answer, its code, conversation, numbers, command line",
        hint: .init(text: "copy", rank: 6)),
      KeyBinding(
        .panes, [.plain("B")], "B", .openPager, "read the conversation in $PAGER"),
      KeyBinding(
        .panes, [.plain("E")], "E", .editDraft, "write the draft in $VISUAL or $EDITOR"),
      KeyBinding(
        .panes, [.plain("M")], "M", .toggleMouse,
        "leave the mouse to the terminal, to select text; or take it back"),
      KeyBinding(
        .panes, [.plain("z")], "z", .zoom, "the chosen pane alone, or all",
        hint: .init(text: "zoom", rank: 7)),
      KeyBinding(
        .panes, [.plain("Z")], "Z", .strips, "the chosen pane, and a line for each other"),
      KeyBinding(.panes, [.plain("|")], "|", .arrange, "columns, rows, or as there is room"),
      KeyBinding(
        .panes, [.plain("Q")], "Q", .runMode,
        "all panes at once; or one after the other, each alone; or so, each first in turn"),
      KeyBinding(
        .panes, [.plain("a")], "a", .add, "add a pane: pick a model for it",
        hint: .init(text: "add", rank: 4)),
      KeyBinding(
        .panes, [.plain("m")], "m", .changeModel,
        "another model for the marked panes, or the chosen one",
        hint: .init(text: "model", rank: 6)),
      KeyBinding(
        .panes, [.plain("p")], "p", .settings,
        "settings of the marked panes, or the chosen one: sampling, context, system message",
        hint: .init(text: "settings", rank: 5)),
      KeyBinding(
        .panes, [.plain("c")], "c", .clone,
        "open a pane like the chosen one: model, settings, conversation",
        hint: .init(text: "clone", rank: 8)),
      KeyBinding(
        .panes, [.plain("w")], "w", .close, "close the marked panes, or the chosen one",
        hint: .init(text: "close", rank: 9)),
      KeyBinding(.panes, [.plain("<")], "<", .move(-1), "move the chosen pane towards the first"),
      KeyBinding(.panes, [.plain(">")], ">", .move(1), "move the chosen pane towards the last"),
      KeyBinding(
        .panes, [.plain("I")], "I", .details,
        "all about the chosen pane: model, memory, settings, figures",
        hint: .init(text: "info", rank: 8)),
      KeyBinding(
        .panes, [.plain("T")], "T", .table,
        "table across panes; on high screens below them, until T again",
        hint: .init(text: "table", rank: 8)),
      KeyBinding(
        .panes, [.plain("K")], "K", .theme, "colours: pick a theme, seen as you go"),
      KeyBinding(
        .panes, [.plain("u")], "u", .undo,
        "undo: a closed pane, another model, theme or setting, a cleared draft",
        hint: .init(text: "undo", rank: 8)),
      KeyBinding(
        .panes, [Key(.enter), .plain("i")], "Enter", .type, "type; also i",
        hint: .init(text: "type", rank: 0)),
      KeyBinding(
        .panes, [Key(.escape)], "Esc", .stepOut,
        "out of the search, of the zoom; then drop the marks"),
      KeyBinding(
        .panes, [.plain(":")], ":", .palette, "all commands by name",
        hint: .init(text: "menu", rank: 7)),
      KeyBinding(.panes, [.plain("?")], "?", .help, "this help"),
      KeyBinding(.panes, [.plain("q")], "q", .quit, "quit", hint: .init(text: "quit", rank: 2)),
    ]

  private static let reading: [KeyBinding] = [
    KeyBinding(.panes, [.plain("{")], "{", .message(-1), "to the prompt before"),
    KeyBinding(.panes, [.plain("}")], "}", .message(1), "to the prompt after"),
    KeyBinding(
      .panes, [.plain("/")], "/", .search, "search all panes",
      hint: .init(text: "search", rank: 9)),
    KeyBinding(.panes, [.plain("n")], "n", .nextMatch, "to the next match, also in other panes"),
    KeyBinding(.panes, [.plain("N")], "N", .previousMatch, "to the match before"),
    KeyBinding(.panes, [.plain("&")], "&", .link, "scroll all panes together, by turns, or not"),
    KeyBinding(.panes, [.plain("v")], "v", .raw, "answers as they are written, or as Markdown"),
    KeyBinding(
      .panes, [.plain("F")], "F", .foldThoughts, "show what models think before they answer"),
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
  ]

  /// The first key of a command in a scope, as sentences name it; its name where it has none.
  func key(for action: Action, in scope: KeyBinding.Scope = .panes) -> String {
    let binding = bindings.first { $0.action == action && $0.scope == scope && !$0.keys.isEmpty }
    return binding?.keys.first?.label ?? ":" + action.name
  }

  /// What a key does, where it does something.
  func action(for key: Key, mode: Mode, draftIsEmpty: Bool) -> Action? {
    func find(_ scope: KeyBinding.Scope) -> Action? {
      bindings.first { $0.scope == scope && $0.keys.contains(key) }?.action
    }
    switch mode {
    case .type:
      return (draftIsEmpty ? find(.emptyDraft) : nil) ?? find(.type) ?? find(.everywhere)
    case .panes:
      return find(.panes) ?? find(.everywhere)
    }
  }
}
