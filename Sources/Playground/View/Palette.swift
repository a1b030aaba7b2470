import SessionLog

/// Commands by name: what was typed, and which line is selected.
struct Palette: Sendable, Equatable {
  private(set) var filter = ""
  private(set) var selected = 0
  /// Somebody moved the selection: what is selected counts, not what was typed.
  private(set) var hasMoved = false

  /// Code points of what can be typed.
  static let filterLimit = 1000

  mutating func setFilter(_ text: String) {
    filter = String(text.unicodeScalars.prefix(Self.filterLimit))
    selected = 0
    hasMoved = false
  }

  mutating func select(_ index: Int, of count: Int) {
    selected = max(0, min(index, count - 1))
    hasMoved = true
  }
}

/// What the palette lists for what was typed.
struct PaletteList {
  enum Run {
    case action(Action)
    case command(PaletteCommand)
  }

  struct Entry {
    var name: String
    /// What stands for its argument; empty where it takes none.
    var argument = ""
    var key = ""
    var help: String
    /// Why it does nothing now.
    var obstacle: String?
    /// One of those that a hint tells of.
    var isProminent = false
    var run: Run
  }

  /// A command that stands in what was typed, with what follows it.
  struct Call {
    var command: PaletteCommand
    var argument: String
    var completions: [String]
  }

  /// Commands whose name or help fits; none once the argument is being typed.
  var entries: [Entry] = []
  var call: Call?
  /// Names that may have been meant, where none fits.
  var near: [String] = []

  var count: Int { call?.completions.count ?? entries.count }

  init(_ palette: Palette, _ session: SessionState, _ view: ViewState) {
    let filter = palette.filter.drop { $0 == " " }
    if let space = filter.firstIndex(of: " "),
      let command = PaletteCommand.all.first(where: { $0.name == filter[..<space] })
    {
      let argument = Self.trimmed(filter[space...])
      call = Call(
        command: command, argument: argument,
        completions: Self.fitting(argument, command.completions(session, view)))
      return
    }
    let all = Self.all(session, view)
    let words = filter.lowercased().split(separator: " ").map(String.init)
    if words.isEmpty {
      let recent = view.recentCommands.compactMap { name in all.first { $0.name == name } }
      entries = recent + all.filter { !view.recentCommands.contains($0.name) }
      return
    }
    let ranked = all.enumerated().compactMap { index, entry in
      Self.score(entry, words).map { (score: $0, index: index, entry: entry) }
    }
    entries = ranked.sorted { ($0.score, $0.index) < ($1.score, $1.index) }.map(\.entry)
    if entries.isEmpty {
      near = Nearness.nearest(to: words.joined(separator: "-"), among: all.map(\.name))
    }
  }

  /// Every action once, in the order of the table, and commands with arguments.
  private static func all(_ session: SessionState, _ view: ViewState) -> [Entry] {
    var entries: [Entry] = []
    var indices: [String: Int] = [:]
    for scope in order(view) {
      for binding in view.keys.bindings where scope(binding.scope) {
        switch binding.action {
        // Commands with an argument say the same; and this is the palette.
        case .choose, .copyBlock, .palette, .replay(.jump(.tenth)): continue
        case .replay, .prefix(.jump): if view.replay == nil { continue }
        default: break
        }
        let name = binding.action.name
        if let index = indices[name] {
          if entries[index].key.isEmpty { entries[index].key = view.keys.fullLabel(of: binding) }
          continue
        }
        indices[name] = entries.count
        entries.append(
          Entry(
            name: name,
            key: binding.keys.isEmpty ? "" : KeyHints.ascii(view.keys.fullLabel(of: binding), view),
            help: binding.help,
            obstacle: Availability.reason(against: binding.action, session, view),
            isProminent: binding.hint != nil && !binding.action.isMoving,
            run: .action(binding.action)))
      }
    }
    let commands = PaletteCommand.all.map {
      Entry(
        name: $0.name, argument: $0.argument, help: $0.help,
        obstacle: $0.reason(session, view),
        run: .command($0))
    }
    // A command stands in for an action of the same name.
    let names = Set(commands.map(\.name))
    let actions = entries.filter { !names.contains($0.name) }
    // What a person is likely to want stands before the ways to move about.
    return actions.filter(\.isProminent) + commands + actions.filter { !$0.isProminent }
  }

  private static func order(_ view: ViewState) -> [(KeyBinding.Scope) -> Bool] {
    func isReplay(_ scope: KeyBinding.Scope) -> Bool { scope == .replay || scope == .after(.jump) }
    func isType(_ scope: KeyBinding.Scope) -> Bool {
      scope == .type || scope == .emptyDraft || scope == .after(.draft)
    }
    func isPanes(_ scope: KeyBinding.Scope) -> Bool {
      scope != .everywhere && scope != .sessions && !isType(scope) && !isReplay(scope)
    }
    return [isReplay, isPanes, { $0 == .everywhere }, isType]
  }

  // MARK: Finding

  /// How well all words fit, 0 being best; nil where one does not.
  private static func score(_ entry: Entry, _ words: [String]) -> Int? {
    var sum = 0
    for word in words {
      guard let score = score(entry, word) else { return nil }
      sum += score
    }
    return sum
  }

  private static func score(_ entry: Entry, _ word: String) -> Int? {
    let name = entry.name
    if name == word { return 0 }
    if name.hasPrefix(word) { return 1 }
    if name.split(separator: "-").contains(where: { $0.hasPrefix(word) }) { return 2 }
    if name.contains(word) { return 3 }
    let help = entry.help.lowercased()
    if help.split(whereSeparator: { !$0.isLetter }).contains(where: { $0.hasPrefix(word) }) {
      return 4
    }
    return isSubsequence(word, of: name) ? 5 : nil
  }

  private static func isSubsequence(_ word: String, of name: String) -> Bool {
    var rest = name[...]
    for character in word {
      guard let index = rest.firstIndex(of: character) else { return false }
      rest = rest[rest.index(after: index)...]
    }
    return true
  }

  /// Those that begin with what was typed, then those that hold it.
  private static func fitting(_ argument: String, _ completions: [String]) -> [String] {
    let argument = argument.lowercased()
    if argument.isEmpty { return completions }
    let beginning = completions.filter { $0.lowercased().hasPrefix(argument) }
    let rest = completions.filter {
      let text = $0.lowercased()
      return !text.hasPrefix(argument) && text.contains(argument)
    }
    return beginning + rest
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Action {
  /// It only moves about, which nobody does by name.
  fileprivate var isMoving: Bool {
    switch self {
    case .type, .openPanes, .nextPane, .stepOut, .nextMatch, .send, .newline, .caretUp: true
    default: false
    }
  }
}
