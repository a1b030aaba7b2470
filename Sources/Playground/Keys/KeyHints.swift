import Cells
import SessionLog

/// What the hint line offers: bindings of the key table that do something now.
enum KeyHints {
  struct Hint: Equatable {
    var key: SafeText
    var text: SafeText
    var rank: Int
    /// What a click on it presses.
    var press: Key?
  }

  /// Hints in the table's order; when space is short, the last of the highest rank goes first.
  static func hints(
    _ session: SessionState, _ view: ViewState, width: Int, gap: Int, widths: DisplayWidth
  ) -> [Hint] {
    var hints = all(session, view, isShort: gap == 1)
    func total() -> Int {
      hints.reduce(-gap) { $0 + widths.of($1.key) + 1 + widths.of($1.text) + gap }
    }
    while total() > width, let highest = hints.map(\.rank).max(),
      let last = hints.lastIndex(where: { $0.rank == highest })
    {
      hints.remove(at: last)
    }
    return hints
  }

  private static func all(_ session: SessionState, _ view: ViewState, isShort: Bool) -> [Hint] {
    func listed(_ hints: [(key: SafeText, text: SafeText, rank: Int)]) -> [Hint] {
      let keys: [SafeText: Key] = [
        "Enter": Key(.enter), "Esc": Key(.escape), "Tab": Key(.tab), "^R": .control("r"),
        "^E": .control("e"), "^S": .control("s"), "^D": .control("d"), "↑ ↓": Key(.down),
        "j k": .plain("j"), "f b": .plain("f"), "g G": .plain("G"),
      ]
      return hints.map {
        Hint(key: $0.key, text: $0.text, rank: $0.rank, press: keys[$0.key])
      }
    }
    if view.asksConsent { return listed(Updater.consentHints) }
    switch view.overlay {
    case .help, .messages:
      return listed([
        ("j k", "line", 3), ("f b", "page", 2), ("g G", "ends", 4), ("Esc", "close", 1),
      ])
    case .picker(let picker) where !picker.closest.isEmpty:
      return listed([
        ("Enter", "choose", 0), ("Esc", "cancel", 1), ("Tab", "closest", 2), ("a-z", "filter", 3),
      ])
    case .picker, .themes, .prompts:
      return listed([("Enter", "choose", 0), ("Esc", "cancel", 1), ("a-z", "filter", 2)])
    case .details:
      return listed([
        ("j k", "line", 3), ("[ ]", "section", 4), ("h l", "pane", 2), ("y", "copy", 3),
        ("Esc", "close", 1),
      ])
    case .sessions(let list): return listed(sessionHints(list, view))
    case .inputs(let form):
      return listed([
        ("Enter", form.isLast ? "send" : "next", 0), ("Tab", "move", 2), ("Esc", "leave", 1),
      ])
    case .xray(let shown):
      return listed([
        ("j k", "line", 3), ("h l", "pane", 2), ("d", shown.isOfDraft ? "sent" : "draft", 3),
        ("y", "copy", 4), ("Esc", "close", 1),
      ])
    case .table: return listed(tableHints(view))
    case .settings(let form):
      return form.input == nil
        ? listed([
          ("j k", "line", 3), ("h l", "less, more", 1), ("Enter", "type", 0),
          ("d", "default", 4), ("u", "undo", 5), ("Esc", "close", 2),
        ]) : listed([("Enter", "set", 0), ("Esc", "cancel", 1)])
    case .palette:
      return listed([("Enter", "run", 0), ("Tab", "complete", 2), ("Esc", "cancel", 1)])
    case .history:
      return listed([("Enter", "choose", 0), ("^R", "older", 2), ("Esc", "cancel", 1)])
    case nil: break
    }
    if view.pendingPrefix != nil { return listed([("Esc", "cancel", 0)]) }
    let scope: KeyBinding.Scope = view.mode == .type ? .type : .panes
    // Those of the panes only look then, and have their place in the help.
    let scopes: [KeyBinding.Scope] = view.replay == nil ? [scope] : [.replay]
    let onEmpty = view.mode == .type && view.draft.isUntouched
    let bound = view.keys.bindings.compactMap { binding -> Hint? in
      guard let hint = binding.hint,
        scopes.contains(binding.scope) || binding.scope == .everywhere
          || (onEmpty && binding.scope == .emptyDraft),
        works(binding.action, session, view)
      else { return nil }
      // There is no line yet to begin a new one after.
      if binding.action == .newline, view.draft.isBlank { return nil }
      var text = (isShort ? hint.short : nil) ?? hint.text
      if binding.action == .stepOut { text = out(of: view) }
      if binding.action == .replay(.toggle), view.replay?.isPlaying == true { text = "pause" }
      var label = hint.label ?? binding.label
      if binding.action == .interrupt {
        // PANES has its own `s` and `q`.
        if view.mode == .panes { return nil }
        if session.runningPanes.isEmpty {
          text = view.draft.isUntouched ? "quit" : "clear"
          // Once only asks.
          if view.draft.isUntouched { label += " " + label }
        }
      }
      return Hint(
        key: SafeText(ascii(label, view)), text: SafeText(text), rank: hint.rank,
        press: binding.keys.first)
    }
    return bound.first.map { [$0] + next(session, view) + bound.dropFirst() } ?? []
  }

  /// Whether a key does something now, or the other one that its hint names: at the end of a replay,
  /// back.
  private static func works(_ action: Action, _ session: SessionState, _ view: ViewState) -> Bool {
    let other: Action? =
      switch action {
      case .replay(.step(let step)): .replay(.step(-step))
      case .replay(.skip(let seconds)): .replay(.skip(-seconds))
      case .replay(.jump(.marker(let step))): .replay(.jump(.marker(-step)))
      default: nil
      }
    return [action, other].compactMap { $0 }.contains {
      Availability.reason(against: $0, session, view) == nil
    }
  }

  /// What comes after the example that is offered at the start.
  private static func next(_ session: SessionState, _ view: ViewState) -> [Hint] {
    guard view.mode == .type, DraftPrompts(session, view).example?.examples.isEmpty == false
    else { return [] }
    return [
      Hint(
        key: SafeText("then Esc \(view.keys.key(for: .shots(1)))"), text: "give one example",
        rank: 1)
    ]
  }

  /// What a step out of it would end.
  private static func out(of view: ViewState) -> String {
    view.search != nil ? "end search" : view.isZoomed ? "unzoom" : "unmark"
  }

  /// The key that opens the help now.
  static func helpKey(_ view: ViewState) -> SafeText {
    let scope: KeyBinding.Scope =
      view.mode == .panes ? .panes : view.draft.isUntouched ? .emptyDraft : .everywhere
    return SafeText(ascii(view.keys.key(for: .help, in: scope), view))
  }

  /// A label without arrows.
  static func ascii(_ label: String, _ view: ViewState) -> String {
    guard view.isASCII || view.ambiguousIsWide else { return label }
    let names: [Character: String] = ["↑": "Up", "↓": "Down", "←": "Left", "→": "Right"]
    return label.map { names[$0] ?? String($0) }.joined()
  }
}
