import Cells
import GenerationAPI
import SessionLog

/// Who has the keyboard.
public enum Mode: Sendable, Equatable {
  /// The composer: letters are text.
  case type
  /// The panes: letters act.
  case panes
}

/// Whether the session reaches its file.
public enum Recording: Sendable, Equatable {
  case on, off, readOnly, failing
}

/// Everything only the viewer cares about. Changes only in `update`, save for what the main loop
/// knows first: recording, run mode, the terminal's nature.
public struct ViewState: Sendable, Equatable {
  /// So many panes are open at most.
  public static let paneLimit = 8

  public var mode = Mode.type
  /// The screen's size, as the last resize said.
  public var size: Size
  /// The newest time seen, in seconds.
  public var now: Double = 0

  /// The chosen pane's number; the first pane where it is not open.
  public var chosen = 1
  /// The terminal has the user's attention, as far as it says.
  var isFocused = true
  /// Since when panes have been at work without a break.
  var busySince: Double?
  /// Numbers of the marked panes.
  public var marked: Set<Int> = []
  /// Only the chosen pane is shown.
  public var isZoomed = false
  /// Names of saved layouts.
  public var layouts: [String] = []
  /// The prompt files there are.
  public var prompts: [PromptChoice] = []
  /// How panes stand.
  public var arrangement = Arrangement.automatic
  /// Turns that were picked, by pane: what is edited, copied and flipped through is theirs.
  var picked: [Int: Int] = [:]
  /// What stands in the first line of panes that were scrolled; the others follow their end.
  var scrolled: [Int: ScrollAnchor] = [:]
  /// How far the text of panes had come when they were scrolled away from their end.
  var left: [Int: TextEnd] = [:]
  /// Panes scroll together.
  var isLinked = false
  /// Answers are shown as they are written, not as Markdown.
  var isRaw = false
  /// What models think before they answer is shown, not only that they do.
  var unfoldsThoughts = false
  /// What is looked for in the panes.
  var search: Search?

  /// A saved session is shown, as it was at some moment.
  public var replay: ReplayView?

  public var draft: Draft
  public var history = DraftHistory()
  /// What variables stood for when they were asked for last, as it was written.
  var values: [String: String] = [:]
  /// A question that waits for files that its values name.
  var outgoing: OutgoingQuestion?
  /// Prompt files that were saved from here.
  var savedPrompts: Set<String> = []
  /// What is still to be said of the ladder.
  var ladderHint = LadderHint.untold
  /// The draft takes the place of an earlier prompt.
  var editing: Editing?
  /// What can be undone, newest last.
  var undoable: [Undoable] = []
  /// What was cut last.
  var killed = ""

  /// A sentence on the hint line.
  var toast: Toast?
  var quitQuestion: QuitQuestion?
  /// Whether prompts may leave this machine, while that is asked.
  var consent: ConsentQuestion?
  /// What may be spent in this session, currency by currency.
  public var budgets: [Cost] = []
  /// What lies over the panes and has the keyboard.
  var overlay: Overlay?
  /// How the table across panes is looked at.
  var table = TableView()
  /// What the files of models say, as far as somebody asked; the newest last.
  var cards: [ModelCard] = []
  /// A key that waits for the next one.
  var pendingPrefix: PendingPrefix?
  /// The key that has just opened the overlay from an empty draft.
  var openingKey: Key?
  /// Commands that were run from the palette, the newest first.
  var recentCommands: [String] = []
  /// What was said on the hint line.
  var messages = Messages()
  /// What the text that is being copied is called.
  var copying: String?
  /// Until when Enter sends nothing: it was meant for what was there before.
  var holdEnd: Double?
  /// When a prompt goes out whose last syllable may still be on its way.
  var sendTime: Double?

  /// What everything looks like; while a theme is being picked, the one that is looked at.
  public var theme = Theme.lineupDark
  /// Which key does what.
  public var keys = KeyTable.standard
  public var recording = Recording.on
  /// Nothing leaves this machine.
  public var isLocalOnly = false
  /// Clicks and the wheel come here; else the terminal selects text with them.
  public var hasMouse = true
  /// Draw with ASCII only.
  public var isASCII = false
  /// The terminal draws characters of ambiguous width in two cells.
  public var ambiguousIsWide = false

  /// Something that both kinds of model can do, where the prompt for it is missing: an answer for one,
  /// a continuation for the other.
  public static let plainExample = "Three facts about the sea:"

  public init(size: Size = Size(columns: 80, rows: 24), draft: Draft = Draft()) {
    self.size = size
    self.draft = draft
  }

  /// The same viewer, who turns to another session: what is written, looks and habits stay.
  public var freshly: ViewState {
    var next = ViewState(size: size, draft: replay == nil ? draft : Draft())
    if next.draft.isExample { next.draft = Draft() }
    next.now = now
    next.isFocused = isFocused
    next.undoable = undoable.filter(\.isOfSavedSession)
    next.layouts = layouts
    next.prompts = prompts
    next.savedPrompts = savedPrompts
    next.history = history
    next.values = values
    next.killed = killed
    next.ladderHint = ladderHint
    next.cards = cards
    next.recentCommands = recentCommands
    next.messages = messages
    next.theme = theme
    next.keys = keys
    next.isLocalOnly = isLocalOnly
    next.hasMouse = hasMouse
    next.isASCII = isASCII
    next.ambiguousIsWide = ambiguousIsWide
    return next
  }

  /// What was looked at before something else was: what the viewer changed meanwhile stays so.
  public func after(_ other: ViewState) -> ViewState {
    var next = self
    next.size = other.size
    next.now = other.now
    next.isFocused = other.isFocused
    next.theme = other.theme
    next.hasMouse = other.hasMouse
    next.messages = other.messages
    next.recentCommands = other.recentCommands
    // Sessions that were deleted or described from there.
    next.undoable =
      undoable.filter { !$0.isOfSavedSession } + other.undoable.filter(\.isOfSavedSession)
    return next
  }

  /// Another session comes: an Enter that is pressed once too often does not send the draft to it.
  public mutating func holdSending() { holdEnd = now + Self.hold }

  /// Seconds in which nobody has seen yet that a session is another one.
  private static let hold = 0.5

  /// The help's first line, while it is open.
  var help: Int? {
    get { if case .help(let first) = overlay { first } else { nil } }
    set {
      // Nothing written back where there is none leaves what else may lie there.
      guard newValue != nil || help != nil else { return }
      overlay = newValue.map(Overlay.help)
    }
  }
  /// The list to pick a model from, while it is open.
  var picker: Picker? {
    get { if case .picker(let picker) = overlay { picker } else { nil } }
    set {
      // Nothing written back where there is none leaves what else may lie there.
      guard newValue != nil || picker != nil else { return }
      overlay = newValue.map(Overlay.picker)
    }
  }

  /// The list of sessions, while it is open.
  var sessions: SessionList? { if case .sessions(let list) = overlay { list } else { nil } }

  /// When `AppEvent.tick` is wanted next; nil where nothing waits for a time.
  public var wakeTime: Double? {
    let prefix = pendingPrefix.flatMap { $0.showTime > now ? $0.showTime : nil }
    let question = consent.flatMap { $0.takesAnswers(at: now) ? nil : $0.start }
    return [toast?.end, quitQuestion?.end, sendTime, prefix, sessions?.dueTime, question]
      .compactMap { $0 }.min()
  }

  /// The question about consent is on the screen and has the keyboard.
  var asksConsent: Bool { consent != nil && replay == nil && quitQuestion != .running }

  /// The search that has the keyboard.
  var typedSearch: Search? {
    guard mode == .panes, overlay == nil, let search, search.isTyping else { return nil }
    return search
  }

  var widths: DisplayWidth { DisplayWidth(ambiguousIsWide: ambiguousIsWide) }
  var glyphs: Glyphs { isASCII ? .ascii : ambiguousIsWide ? .wide : .narrow }
}

/// How panes stand, where there is room for it.
public enum Arrangement: String, Sendable, CaseIterable {
  case automatic, columns, rows
  /// The chosen pane, and a line for each other.
  case strips
}

/// An earlier prompt that is being written anew.
struct Editing: Sendable, Equatable {
  var turn: Int
  var panes: [Int]
  /// What the draft was before.
  var before: Draft
}

/// What may lie over the panes, one at a time.
enum Overlay: Sendable, Equatable {
  case help(first: Int)
  case picker(Picker)
  /// All about the chosen pane, from a line on.
  case details(first: Int)
  case table
  case themes(ThemePicker)
  case prompts(PromptPicker)
  case sessions(SessionList)
  /// What variables of prompt files stand for.
  case inputs(InputForm)
  /// What the chosen pane's model is given.
  case xray(XRayView)
  case settings(SettingsForm)
  /// Commands by name.
  case palette(Palette)
  /// What was said, from a line on.
  case messages(first: Int)
  /// A prompt that was sent, by a part of it.
  case history(HistorySearch)

  /// Whether letters are text there.
  var takesText: Bool {
    switch self {
    case .help, .details, .table, .messages, .xray: false
    case .settings(let form): form.input != nil
    case .picker, .themes, .prompts, .sessions, .inputs, .palette, .history: true
    }
  }
}

/// Something the viewer did that can be undone.
enum Undoable: Sendable, Equatable {
  /// How many are kept.
  static let limit = 20

  /// A draft that was cleared.
  case draft(Draft)
  /// Panes that were closed.
  case panes([Int])
  /// What panes had before they got another model.
  case models([PaneModel])
  /// The theme before another was taken.
  case theme(Theme)
  /// Panes that were opened in the place of others, and how those stood and took turns.
  case layout(opened: [Int], closed: [Int], arrangement: Arrangement, runMode: RunMode)
  /// Panes that were opened for other numbers of examples, and how many those had that were there.
  case ladder(opened: [Int], [PaneSetting])
  /// An example that was added to a prompt file.
  case example(SavedExample)
  /// What settings panes had.
  case settings([PaneSetting])
  /// A session that was deleted, and what it is called.
  case session(DeletedSession, name: String)
  /// What a session was told before it was told something else; nil is the running one.
  case description(path: String?, SessionMeta)

  /// It is about a session other than the one that runs.
  var isOfSavedSession: Bool {
    switch self {
    case .session, .description(path: .some, _): true
    default: false
    }
  }

  struct PaneSetting: Sendable, Equatable {
    var pane: Int
    var entry: SettingEntry
  }

  struct PaneModel: Sendable, Equatable {
    var pane: Int
    var name: String
    var path: String?
    var endpoint: String?
  }
}

/// A sentence for the user that leaves by itself.
struct Toast: Sendable, Equatable {
  /// Seconds a toast stays.
  static let duration = 3.0
  /// Of one that tells of something nobody has just done.
  static let warningDuration = 10.0

  var text: String
  var end: Double
}

/// What stands between a key and the end of the program.
enum QuitQuestion: Sendable, Equatable {
  /// ^C was pressed with nothing left to stop or clear.
  case again(end: Double)
  /// Something still runs.
  case running

  var end: Double? {
    if case .again(let end) = self { end } else { nil }
  }
}

/// A place in a pane's conversation that does not depend on how it is wrapped.
struct ScrollAnchor: Sendable, Equatable {
  var turn: Int
  var part: BodyPart
  /// UTF-8 code units into that part's text.
  var offset: Int
}

/// How far a pane's text has come.
struct TextEnd: Sendable, Equatable {
  var turn: Int
  /// UTF-8 code units of the last answer.
  var count: Int
}

/// The parts of a turn, in the order they stand.
enum BodyPart: Int, Sendable, Equatable, Hashable, Comparable {
  case prompt
  /// What was thought before the answer, where it is not shown as a part of it.
  case thought
  case answer
  /// Who answered, where that is no longer the pane's model.
  case author
  case note

  static func < (a: BodyPart, b: BodyPart) -> Bool { a.rawValue < b.rawValue }
}
