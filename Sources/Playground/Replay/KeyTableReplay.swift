import Cells

/// The keys of a replay. The panes' own hold too, as far as they only look.
extension KeyTable {
  static let replay: [KeyBinding] = [
    KeyBinding(
      .replay, [.plain(" ")], "Space", .replay(.toggle), "play, or pause",
      hint: .init(text: "play", rank: 0)),
    KeyBinding(
      .replay, [.plain(".")], ".", .replay(.step(1)), "a token further",
      hint: .init(text: "token", label: ", .", rank: 2)),
    KeyBinding(.replay, [.plain(",")], ",", .replay(.step(-1)), "a token back"),
    KeyBinding(
      .replay, [Key(.right)], "→", .replay(.skip(5)), "five seconds further",
      hint: .init(text: "5 s", label: "← →", rank: 3)),
    KeyBinding(.replay, [Key(.left)], "←", .replay(.skip(-5)), "five seconds back"),
    KeyBinding(
      .replay, [.plain("]")], "]", .replay(.jump(.marker(1))),
      "to the next marker: a prompt, a first token, a difference, an end",
      hint: .init(text: "marker", label: "[ ]", rank: 4)),
    KeyBinding(.replay, [.plain("[")], "[", .replay(.jump(.marker(-1))), "to the marker before"),
    KeyBinding(
      .replay, [.plain("'")], "'", .prefix(.jump), "then a key: to a prompt, a difference, …",
      hint: .init(text: "go to", rank: 3)),
    KeyBinding(
      .replay, [.plain("+"), .plain("=")], "+", .replay(.speed(1)), "twice as fast; also =",
      hint: .init(text: "speed", label: "+ -", rank: 5)),
    KeyBinding(.replay, [.plain("-")], "-", .replay(.speed(-1)), "half as fast"),
    KeyBinding(
      .replay, [Key(.enter)], "Enter", .replay(.goLive),
      "go on from here, live, as a new session", hint: .init(text: "go on live", rank: 1)),
    KeyBinding(
      .replay, [Key(.escape)], "Esc", .replay(.leave), "out of the search; then leave the replay",
      hint: .init(text: "leave", rank: 2)),
  ]

  static let jumps: [KeyBinding] =
    [
      KeyBinding(
        .after(.jump), [.plain("p")], "p", .replay(.jump(.prompt)), "this turn's prompt"),
      KeyBinding(
        .after(.jump), [.plain("f")], "f", .replay(.jump(.firstToken)), "its first token"),
      KeyBinding(
        .after(.jump), [.plain("d")], "d", .replay(.jump(.difference)),
        "where the panes' answers differ first"),
      KeyBinding(.after(.jump), [.plain("e")], "e", .replay(.jump(.end)), "the end"),
    ]
    + (0...9).map { tenth in
      KeyBinding(
        .after(.jump), [.plain(Character(String(tenth)))], tenth == 0 ? "0-9" : "",
        .replay(.jump(.tenth(tenth))), "so many tenths of the session")
    }
}

extension ReplayCommand {
  /// What key files and the palette call it.
  var name: String {
    switch self {
    case .toggle: "play"
    case .step(let step): step < 0 ? "token-back" : "token-further"
    case .skip(let seconds): seconds < 0 ? "seconds-back" : "seconds-further"
    case .jump(.marker(let step)): step < 0 ? "previous-marker" : "next-marker"
    case .jump(.prompt): "to-prompt"
    case .jump(.firstToken): "to-first-token"
    case .jump(.difference): "to-difference"
    case .jump(.end): "to-end"
    case .jump(.tenth(let tenth)): "to-tenth-\(tenth)"
    case .seek: "seek"
    case .speed(let step): step < 0 ? "slower" : "faster"
    case .goLive: "go-live"
    case .leave: "leave-replay"
    }
  }
}
