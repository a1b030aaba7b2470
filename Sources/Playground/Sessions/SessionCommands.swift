import SessionLog

/// Commands of the palette for the running session.
extension PaletteCommand {
  static let tags = PaletteCommand(
    name: "tags", help: "words to find the session by, in place of those it has; - takes them away",
    argument: "WORDS",
    completions: { session, _ in
      let tags = session.meta.tags ?? []
      return tags.isEmpty ? [] : [tags.joined(separator: " ").firstLine]
    },
    parse: { text, _, _ in
      if text.isEmpty { return .refusal("which tags? - takes away what there are") }
      return .change { $0.describe(SessionText.tags.meta(text == "-" ? "" : text)) }
    })

  static let notes = PaletteCommand(
    name: "notes", help: "what is to be remembered of the session; - takes it away",
    argument: "TEXT",
    completions: { session, _ in
      session.meta.notes.flatMap { $0.isEmpty ? nil : [$0.firstLine] } ?? []
    },
    parse: { text, _, _ in
      if text.isEmpty { return .refusal("which notes? - takes away what there are") }
      return .change { $0.describe(SessionText.notes.meta(text == "-" ? "" : text)) }
    })

  static let export = PaletteCommand(
    name: "export", help: "write the session for other programs", argument: "FORMAT",
    completions: { _, _ in SessionFormat.all.map(\.name) },
    obstacle: { session, view in
      session.turn == 0 && view.replay == nil ? "nothing was asked yet" : nil
    },
    onlyLooks: true,
    parse: { text, _, _ in
      let names = SessionFormat.all.map(\.name)
      if names.contains(text) { return .effects([.exportSession(path: nil, format: text)]) }
      let near = Nearness.nearest(to: text, among: names).first
      return .refusal(
        near.map { "there is no format \(text); did you mean \($0)?" }
          ?? "which format? \(names.joined(separator: ", "))")
    })

  static let new = PaletteCommand(
    name: "new", help: "a new session, with the same panes; a private one is not saved",
    argument: "[private]", mayBeAlone: true,
    completions: { _, _ in ["private"] },
    parse: { text, _, _ in
      switch text {
      case "": .action(.newSession)
      case "private": .effects([.newSession(isPrivate: true)])
      default: .refusal("new, or new private?")
      }
    })
}
