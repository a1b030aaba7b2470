import Cells

/// The help: every key of the table, and what the numbers mean.
extension Painter {
  mutating func paintHelp(from first: Int, cache: inout LayoutCache) {
    let columns = min(frame.size.columns, HelpText.columns)
    let content = cache.helpLines(view, width: columns - 4)
    let inner = paintBox(" keys ", columns: columns, content: content.count)
    let start = HelpText.first(first, lines: content.count, rows: inner.rows)
    for (index, line) in content.dropFirst(start).prefix(inner.rows).enumerated() {
      let row = inner.row + index
      switch line {
      case .heading(let text): draw(text, inner.column, row, .textStrong, clip: inner)
      case .group(let text):
        draw(text, inner.column + HelpText.keyWidth, row, .textStrong, clip: inner)
      case .entry(let key, let text):
        draw(key, inner.column + 1, row, .hintKey, clip: inner)
        draw(text, inner.column + HelpText.keyWidth, row, .text, clip: inner)
      case .blank: break
      }
    }
    if content.count - start > inner.rows { paintMore(below: inner) }
    frame.caret = Point(column: inner.endColumn + 1, row: inner.endRow)
  }
}

/// The help's text.
enum HelpText {
  enum Line: Equatable {
    case heading(SafeText)
    /// What the keys after it are for.
    case group(SafeText)
    case entry(key: SafeText, text: SafeText)
    case blank
  }

  static let keyWidth = 14
  /// The widest the help gets.
  static let columns = 78

  /// One definition each, the same as in the machine-readable forms.
  static let definitions: [(String, String)] = [
    ("t/s", "generated tokens after the first / time from first to last; live: the last second"),
    (
      "ttft",
      "from asking the model to its first token; reading the prompt included, loading, the answer "
        + "before and waiting for one's turn (Q) not"
    ),
    ("prefill", "prompt tokens read, without those from the cache / time it took to read them"),
    ("p50 p95 max", "waits from token to token: the middle one, the 95th of 100, the longest"),
    ("tok", "generated tokens of the last answer"),
    ("ctx", "tokens in the KV cache / the context's size"),
    (
      "cost",
      "what servers charge at the prices that are configured, in their currency: of an answer in "
        + "the table, of a pane so far beside its figures, of the session above; this machine's own "
        + "models cost 0"
    ),
    (
      "~",
      "counted in pieces of a stream or estimated: the server has not said it, or not yet; not "
        + "ranked in the table"
    ),
    (
      "server",
      "the condition of a server's answer: what else it did meanwhile is not known, and its figures "
        + "are never ranked with those of this machine"
    ),
    ("MiB", "weights + KV cache; weights that panes share are counted once"),
    (
      "shared",
      "how many answers were generated at the same time; solo: this one alone; paused: the program "
        + "stood still meanwhile, which is in the speed and the waits"
    ),
    (
      "best",
      "in the table only among answers under like conditions: as many answers, models and "
        + "threads at once, cold or warm, nothing paused"
    ),
    ("mem", "resident memory of this program / the machine's"),
  ]

  static let panesTitle: SafeText = "PANES: the panes have the keyboard"
  static let replayTitle: SafeText =
    "REPLAY: a saved session plays; keys that only look work as in PANES"

  static func lines(_ view: ViewState, width: Int) -> [Line] {
    var sections: [(SafeText, (KeyBinding.Scope) -> Bool)] = [
      ("TYPE: the composer has the keyboard", { $0 == .type || $0 == .emptyDraft }),
      (panesTitle, { $0 == .panes }),
      (replayTitle, { $0 == .replay }),
    ]
    for prefix in KeyPrefix.allCases where prefix != .panes {
      let label = KeyHints.ascii(view.keys.label(of: prefix), view)
      sections.append(("\(SafeText(label)): \(SafeText(prefix.title))", { $0 == .after(prefix) }))
    }
    let list = KeyHints.ascii(view.keys.key(for: .sessions), view)
    sections.append(
      ("\(SafeText(list)): the list of sessions, where letters filter", { $0 == .sessions }))
    sections.append(("everywhere", { $0 == .everywhere }))
    var lines: [Line] = []
    for (title, holds) in sections {
      lines.append(.heading(title))
      let bindings = view.keys.bindings.filter { holds($0.scope) && !$0.label.isEmpty }
      var group: String?
      for binding in bindings {
        let next = binding.scope == .panes ? KeyTable.group(of: binding.action) : nil
        if next != group, let next {
          if group != nil { lines.append(.blank) }
          lines.append(.group(SafeText(next)))
        }
        group = next
        let label = KeyHints.ascii(view.keys.fullLabel(of: binding), view)
        lines += entry(label, binding.help, width: width, view)
      }
      lines.append(.blank)
    }
    lines.append(.heading("what the numbers mean"))
    for (name, meaning) in definitions { lines += entry(name, meaning, width: width, view) }
    return lines
  }

  private static func entry(
    _ key: String, _ text: String, width: Int, _ view: ViewState
  ) -> [Line] {
    wrap(text, width: width - keyWidth, widths: view.widths).enumerated().map { index, line in
      .entry(key: index == 0 ? SafeText(key) : "", text: line.text)
    }
  }

  /// The first line to show, so that the last page stays full.
  static func first(_ wanted: Int, lines: Int, rows: Int) -> Int {
    max(0, min(wanted, lines - rows))
  }
}
