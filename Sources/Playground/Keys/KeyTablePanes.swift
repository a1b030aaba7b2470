import Cells

/// The keys of the panes, in groups as the help shows them.
extension KeyTable {
  static let panes: [KeyBinding] =
    moving + answers + managing + reading + taking + looking + session

  private static let moving: [KeyBinding] =
    [
      KeyBinding(
        .panes, [Key(.enter), .plain("i")], "Enter", .type, "type; also i",
        hint: .init(text: "type", rank: 0)),
      KeyBinding(
        .panes, [Key(.escape)], "Esc", .stepOut,
        "out of the search, of the zoom; then drop the marks", hint: .init(text: "back", rank: 1)),
    ]
    + (1...8).map { number in
      KeyBinding(
        .panes, [.plain(Character(String(number)))], number == 1 ? "1-8" : "", .choose(number),
        "choose a pane by its number")
    } + [
      KeyBinding(
        .panes, [.plain("l"), Key(.right), Key(.tab)], "l → Tab", .nextPane,
        "choose the next pane", hint: .init(text: "pane", label: "1-8", rank: 2)),
      KeyBinding(
        .panes, [.plain("h"), Key(.left), Key(.backTab), Key(.tab, .shift)], "h ← S-Tab",
        .previousPane, "choose the previous pane"),
      KeyBinding(.panes, [.plain("k"), Key(.up)], "k ↑", .scroll(.lines(-1)), "scroll up a line"),
      KeyBinding(
        .panes, [.plain("j"), Key(.down)], "j ↓", .scroll(.lines(1)), "scroll down a line"),
      KeyBinding(.panes, [.control("u")], "^U", .scroll(.halves(-1)), "up half a pane"),
      KeyBinding(.panes, [.control("d")], "^D", .scroll(.halves(1)), "down half a pane"),
      KeyBinding(
        .panes, [.plain("b"), Key(.pageUp)], "b PgUp", .scroll(.pages(-1)), "up a whole pane"),
      KeyBinding(
        .panes, [.plain("f"), Key(.pageDown)], "f PgDn", .scroll(.pages(1)), "down a whole pane"),
      KeyBinding(.panes, [.plain("g"), Key(.home)], "g", .scroll(.top), "to the beginning"),
      KeyBinding(
        .panes, [.plain("G"), Key(.end)], "G", .scroll(.bottom),
        "to the end, and follow it again"),
      KeyBinding(.panes, [.plain("{")], "{", .message(-1), "to the previous prompt"),
      KeyBinding(.panes, [.plain("}")], "}", .message(1), "to the next prompt"),
    ]

  private static let answers: [KeyBinding] = [
    KeyBinding(
      .panes, [.plain("r")], "r", .retry, "answer the last prompt again, with the same seed",
      hint: .init(text: "retry", rank: 3)),
    KeyBinding(.panes, [.plain("R")], "R", .newSeed, "answer it again with another seed"),
    KeyBinding(
      .panes, [.plain("C")], "C", .goOn,
      "continue an answer that was stopped or came to its limit",
      hint: .init(text: "continue", rank: 3)),
    KeyBinding(
      .panes, [.plain("s")], "s", .stop, "stop the marked panes, or the chosen one",
      hint: .init(text: "stop", rank: 3)),
    KeyBinding(
      .panes, [.plain("e")], "e", .edit,
      "edit the last prompt, or the one scrolled to, and answer that instead",
      hint: .init(text: "edit", rank: 8)),
    KeyBinding(
      .panes, [.plain("(")], "(", .variant(-1), "the previous answer, of several to one prompt"),
    KeyBinding(.panes, [.plain(")")], ")", .variant(1), "the next answer"),
  ]

  private static let managing: [KeyBinding] = [
    KeyBinding(
      .panes, [.plain("a")], "a", .add, "add a pane: choose a model for it",
      hint: .init(text: "add", rank: 4)),
    KeyBinding(
      .panes, [.plain("c")], "c", .clone,
      "clone the chosen pane: model, settings, conversation",
      hint: .init(text: "clone", rank: 9)),
    KeyBinding(
      .panes, [.plain("w")], "w", .close, "close the marked panes, or the chosen one",
      hint: .init(text: "close", rank: 9)),
    KeyBinding(
      .panes, [.plain("m")], "m", .changeModel,
      "another model for the marked panes, or the chosen one",
      hint: .init(text: "model", rank: 6)),
    KeyBinding(
      .panes, [.plain("p")], "p", .settings,
      "settings of the marked panes, or the chosen one: sampling, context, system message",
      hint: .init(text: "settings", rank: 4)),
    KeyBinding(
      .panes, [.plain("t")], "t", .prompt,
      "a prompt file that what you type goes into, for the marked panes, or all",
      hint: .init(text: "prompt", rank: 5)),
    KeyBinding(
      .panes, [.plain("+"), .plain("=")], "+", .shots(1),
      "one more of its examples, and ask again; also =",
      hint: .init(text: "shots", label: "+ -", rank: 3)),
    KeyBinding(.panes, [.plain("-")], "-", .shots(-1), "one example fewer"),
    KeyBinding(
      .panes, [.plain("A")], "A", .saveExample,
      "add the chosen pane's answer to its prompt file, as an example"),
    KeyBinding(
      .panes, [.plain("L")], "L", .ladder,
      "shot ladder: the same model and question with 0, 1, 3 and all examples, side by side",
      hint: .init(text: "ladder", rank: 6)),
    KeyBinding(
      .panes, [.plain(" ")], "Space", .mark, "mark the chosen pane",
      hint: .init(text: "mark", rank: 5)),
    KeyBinding(.panes, [.plain("*")], "*", .markAll, "mark all panes, or none"),
    KeyBinding(.panes, [.plain("<")], "<", .move(-1), "move the chosen pane towards the first"),
    KeyBinding(.panes, [.plain(">")], ">", .move(1), "move the chosen pane towards the last"),
  ]

  private static let reading: [KeyBinding] = [
    KeyBinding(
      .panes, [.plain("/")], "/", .search, "search all panes",
      hint: .init(text: "search", rank: 7)),
    KeyBinding(
      .panes, [.plain("n")], "n", .nextMatch, "to the next match, also in other panes",
      hint: .init(text: "match", label: "n N", rank: 1)),
    KeyBinding(.panes, [.plain("N")], "N", .previousMatch, "to the previous match"),
    KeyBinding(.panes, [.plain("&")], "&", .link, "scroll all panes together, by turns, or not"),
    KeyBinding(.panes, [.plain("v")], "v", .raw, "answers as they are written, or as Markdown"),
    KeyBinding(
      .panes, [.plain("F")], "F", .foldThoughts, "show what models think before they answer"),
    KeyBinding(
      .panes, [.plain("B")], "B", .openPager, "read the conversation in $PAGER"),
  ]

  private static let taking: [KeyBinding] = [
    KeyBinding(
      .panes, [.plain("y")], "y", .prefix(.copy),
      "copy: the answer, its code, conversation, numbers, command line",
      hint: .init(text: "copy", rank: 4)),
    KeyBinding(
      .panes, [.plain("M")], "M", .toggleMouse,
      "leave the mouse to the terminal, to select text; or take it back"),
  ]

  private static let looking: [KeyBinding] = [
    KeyBinding(
      .panes, [.plain("z")], "z", .zoom, "the chosen pane alone, or all",
      hint: .init(text: "zoom", rank: 6)),
    KeyBinding(
      .panes, [.plain("Z")], "Z", .strips, "the chosen pane, and a line for each other"),
    KeyBinding(.panes, [.plain("|")], "|", .arrange, "columns, rows, or as there is room"),
    KeyBinding(
      .panes, [.plain("I")], "I", .details,
      "all about the chosen pane: model, memory, settings, figures",
      hint: .init(text: "info", rank: 8)),
    KeyBinding(
      .panes, [.plain("x")], "x", .xray,
      "X-ray: what the chosen pane's model was given, token by token",
      hint: .init(text: "X-ray", rank: 8)),
    KeyBinding(
      .panes, [.plain("T")], "T", .table,
      "table across panes; on high screens below them, until T again",
      hint: .init(text: "table", rank: 7)),
    KeyBinding(
      .panes, [.plain("K")], "K", .theme, "colours: choose a theme, seen as you go"),
  ]

  private static let session: [KeyBinding] = [
    KeyBinding(
      .panes, [.plain("o")], "o", .sessions,
      "saved sessions: find one, open it, replay, export, delete it",
      hint: .init(text: "sessions", rank: 7)),
    KeyBinding(.panes, [.plain("W")], "W", .newSession, "a new session, with the same panes"),
    KeyBinding(
      .panes, [.plain("Q")], "Q", .runMode,
      "all panes at once; or one after the other, each alone; or so, each first in turn"),
    KeyBinding(
      .panes, [.plain("E")], "E", .editDraft, "write the draft in $VISUAL or $EDITOR"),
    KeyBinding(
      .panes, [.plain("u")], "u", .undo,
      "undo: a closed pane, another model, theme or setting, a cleared draft, a deleted session",
      hint: .init(text: "undo", rank: 8)),
    KeyBinding(
      .panes, [.plain(":")], ":", .palette, "all commands by name",
      hint: .init(text: "menu", rank: 5)),
    KeyBinding(.panes, [.plain("?")], "?", .help, "this help"),
    KeyBinding(.panes, [.plain("q")], "q", .quit, "quit", hint: .init(text: "quit", rank: 2)),
  ]

  /// The panes' keys under what they are for.
  static let groups: [(title: String, bindings: [KeyBinding])] = [
    ("moving", moving), ("answers", answers), ("panes", managing), ("reading", reading),
    ("copying", taking), ("looking", looking), ("the session", session),
  ]

  /// What an action of the panes is for.
  static func group(of action: Action) -> String? {
    groups.first { $0.bindings.contains { $0.action == action } }?.title
  }
}
