import Cells
import FoundationEssentials
import SessionLog
import Testing

@testable import Playground

/// Frames as text files that a reader checks by eye. `LINEUP_RECORD=1` writes them anew, and then
/// fails the run.
struct GoldenTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")
  static let isRecording = ProcessInfo.processInfo.environment["LINEUP_RECORD"] == "1"

  func check(
    _ name: String, _ script: Script, columns: Int, rows: Int,
    draft: Draft = Draft("Minsu (41) moved to Jeju"), _ change: (inout ViewState) -> Void = { _ in }
  ) throws {
    let size = Size(columns: columns, rows: rows)
    var view = ViewState(size: size, draft: draft)
    change(&view)
    var cache = LayoutCache()
    let frame = render(script.session, view, size: size, theme: .lineupDark, cache: &cache)
    #expect(frame.rowWidths.allSatisfy { $0 == columns }, "\(name): \(frame.rowWidths)")
    try compare(frame.dump, "\(name)-\(columns)x\(rows).txt")
    let isOverlay = Self.plainOverlays.contains(name) && columns == 80
    if isOverlay || (Self.plainLayouts.contains(name) && (columns == 80 || columns == 120)) {
      try compare(frame.monochromeDump, "\(name)-\(columns)x\(rows).mono.txt")
    }
  }

  private func compare(_ dump: String, _ name: String) throws {
    let file = Self.folder.appendingPathComponent(name)
    if Self.isRecording {
      try dump.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name)")
    } else if try String(contentsOf: file, encoding: .utf8) != dump {
      Issue.record("\(name) differs; now it is\n\(dump)")
    }
  }

  /// Also kept as a terminal without colours shows them; the theme `mono` looks the same there.
  private static let plainLayouts: Set = [
    "fresh", "loading", "streaming", "endings", "eight", "marked", "markdown", "searched",
    "servers",
    "consent",
  ]
  private static let plainOverlays: Set = [
    "help", "palette", "argument", "models", "systems", "details", "table", "themes", "settings",
    "messages",
    "history", "searching", "after-copy", "prompts", "xray", "inputs", "sessions",
    "sessions-found", "sessions-menu",
  ]

  static let sizes = [(40, 10), (80, 24), (120, 36), (200, 60)]

  @Test(arguments: sizes)
  func aReplayShowsWhereItIs(columns: Int, rows: Int) throws {
    try check("replay", Scenes.streaming(), columns: columns, rows: rows, draft: Draft()) {
      $0.mode = .panes
      var replay = ReplayView(title: "The sea, 바다")
      replay.t = 12.34
      replay.length = 62.5
      replay.event = 512
      replay.count = 2048
      replay.isPlaying = true
      replay.speed = 2
      replay.idleLimit = 1.5
      replay.markers = [
        ReplayMarker(kind: .prompt, event: 5, t: 1, turn: 1),
        ReplayMarker(kind: .firstToken, event: 9, t: 1.2, pane: 1, turn: 1),
        ReplayMarker(kind: .difference, event: 100, t: 5, pane: 2, turn: 1),
        ReplayMarker(kind: .prompt, event: 700, t: 30, turn: 2),
        ReplayMarker(kind: .resumed, event: 900, t: 45, turn: 2),
      ]
      $0.replay = replay
    }
  }

  @Test(arguments: sizes)
  func aFreshStartShowsTheExample(columns: Int, rows: Int) throws {
    try check(
      "fresh", Scenes.bothReady(), columns: columns, rows: rows,
      draft: Draft(ViewState.plainExample, isExample: true))
  }

  @Test(arguments: sizes)
  func modelsLoadWhileOthersAreReady(columns: Int, rows: Int) throws {
    try check("loading", Scenes.loading(), columns: columns, rows: rows)
  }

  @Test(arguments: sizes)
  func twoPanesStream(columns: Int, rows: Int) throws {
    try check("streaming", Scenes.streaming(), columns: columns, rows: rows) { $0.chosen = 2 }
  }

  @Test(arguments: sizes)
  func everyEndingSaysWhyAndWhatNext(columns: Int, rows: Int) throws {
    try check("endings", Scenes.endings(), columns: columns, rows: rows) { $0.mode = .panes }
  }

  @Test(arguments: sizes)
  func eightPanesFit(columns: Int, rows: Int) throws {
    try check("eight", Scenes.eight(), columns: columns, rows: rows, draft: Draft()) {
      $0.mode = .panes
      $0.chosen = 3
    }
  }

  @Test func aScrolledPaneSaysThatThereIsMore() throws {
    let script = Scenes.streaming()
    for (columns, rows) in [(80, 24), (40, 10)] {
      try check("scrolled", script, columns: columns, rows: rows) {
        var cache = LayoutCache()
        $0.mode = .panes
        for event in [AppEvent.input(.key(.plain("g")), at: 0), .input(.key(.plain("j")), at: 0)] {
          _ = update(&$0, event, script.session, cache: &cache)
        }
      }
    }
  }

  @Test func threePanesInRows() throws {
    var script = Scenes.streaming()
    script.open(3, "SmolLM2-135M-Instruct#2")
    try check("three", script, columns: 80, rows: 24)
    try check("three", script, columns: 40, rows: 10)
  }

  @Test func withoutUnicode() throws {
    try check("ascii", Scenes.streaming(), columns: 120, rows: 36) {
      $0.isASCII = true
      $0.chosen = 2
    }
  }

  @Test func whereAmbiguousCharactersAreWide() throws {
    try check("ambiguous", Scenes.streaming(), columns: 100, rows: 24) { $0.ambiguousIsWide = true }
  }

  @Test func aLongDraftGrowsToAThird() throws {
    let text = "바다는 잔잔하고 하늘은 맑다.\n" + String(repeating: "one two three four five ", count: 20)
    try check("draft", Scenes.bothReady(), columns: 80, rows: 24, draft: Draft(text))
  }

  @Test func aZoomedPaneOnANarrowScreenKeepsItsTitle() throws {
    var script = Scenes.streaming()
    script.apply(.meta(SessionMeta(title: "Translate into Korean: The sea is calm today.")))
    for (columns, rows) in [(40, 10), (80, 24)] {
      try check("zoomed", script, columns: columns, rows: rows) {
        $0.mode = .panes
        $0.isZoomed = true
      }
    }
  }

  @Test(arguments: [(80, 24), (120, 36)])
  func aPauseInMidAnswerIsNamedBesideItsFigures(columns: Int, rows: Int) throws {
    var script = Scenes.streaming()
    script.apply(.paused(seconds: 3.2))
    try check("paused", script, columns: columns, rows: rows)
  }

  @Test func markedPanesAndAToast() throws {
    try check("marked", Scenes.endings(), columns: 120, rows: 36) {
      $0.mode = .panes
      $0.marked = [2, 4]
      $0.toast = Toast(text: "d does nothing here; Enter types", end: 3)
    }
  }

  @Test func commandsAreListed() throws {
    for (columns, rows) in [(40, 10), (80, 24)] {
      try check("palette", Scenes.streaming(), columns: columns, rows: rows) {
        $0.mode = .panes
        var palette = Palette()
        palette.setFilter("re")
        $0.overlay = .palette(palette)
      }
      try check("argument", Scenes.streaming(), columns: columns, rows: rows) {
        $0.mode = .panes
        var palette = Palette()
        palette.setFilter("pane ")
        $0.overlay = .palette(palette)
      }
    }
  }

  @Test func whatFollowsAPrefixIsShown() throws {
    for (columns, rows) in [(40, 10), (80, 24)] {
      for prefix in [KeyPrefix.copy, .panes] {
        try check("after-\(prefix.rawValue)", Scenes.streaming(), columns: columns, rows: rows) {
          $0.mode = .panes
          $0.pendingPrefix = PendingPrefix(prefix: prefix, showTime: 0)
        }
      }
    }
  }

  @Test func anEarlierPromptIsSearched() throws {
    for (columns, rows) in [(40, 10), (80, 24)] {
      try check("history", Scenes.streaming(), columns: columns, rows: rows) {
        let prompts = ["Name a fruit.", "Name three colours of the sea\nand of the sky.", "Count."]
        $0.history.begin(with: prompts)
        var search = HistorySearch()
        search.setQuery("name", in: prompts)
        $0.overlay = .history(search)
      }
    }
  }

  @Test func messagesAreListed() throws {
    for (columns, rows) in [(40, 10), (80, 24)] {
      try check("messages", Scenes.streaming(), columns: columns, rows: rows) {
        $0.now = 100
        $0.messages.add("d does nothing here; Enter types", at: 12)
        $0.messages.add("copied 2 answers, 1,204 characters, by way of tmux", at: 97)
        $0.messages.add("pane 2 closed; u brings it back", at: 100)
        $0.overlay = .messages(first: 0)
      }
    }
  }

  @Test func modelsArePickedFromAList() throws {
    for (columns, rows) in [(40, 10), (80, 24), (120, 36)] {
      try check("models", Scenes.bothReady(), columns: columns, rows: rows) {
        $0.mode = .panes
        $0.picker = Picker(.change([1]))
        $0.picker?.choices = PickerTests.choices
        $0.picker?.setFilter("l")
        $0.picker?.select(1)
      }
    }
  }

  @Test(arguments: [(40, 10), (80, 24), (120, 36)])
  func systemsStandBelowTheModelsThatAreHere(columns: Int, rows: Int) throws {
    try check("systems", Scenes.bothReady(), columns: columns, rows: rows) {
      $0.mode = .panes
      $0.picker = Picker(.add)
      $0.picker?.choices = PickerTests.all
      $0.picker?.select(columns == 120 ? 7 : 5)
    }
  }

  @Test(arguments: [(40, 10), (80, 24), (120, 36)])
  func detailsOfAPane(columns: Int, rows: Int) throws {
    try check("details", Scenes.compared(), columns: columns, rows: rows) {
      $0.mode = .panes
      $0.cards = [Scenes.card]
      $0.overlay = .details(first: columns == 120 ? 22 : 0)
    }
  }

  @Test(arguments: sizes)
  func aTableAcrossPanes(columns: Int, rows: Int) throws {
    try check("table", Scenes.compared(), columns: columns, rows: rows) {
      $0.mode = .panes
      $0.table.sort = .init(column: .rate)
      $0.table.cursor = .ttft
      $0.table.isDocked = rows >= TableView.dockRows
      $0.overlay = .table
    }
  }

  @Test func aTableOfTheSessionWithoutUnicode() throws {
    try check("table-session", Scenes.compared(), columns: 80, rows: 24) {
      $0.mode = .panes
      $0.isASCII = true
      $0.table.scope = .session
      $0.overlay = .table
    }
  }

  @Test func aContextThatIsFullSaysSo() throws {
    var script = Scenes.bothReady()
    script.ready(1, .smol, context: 100)
    script.ready(2, .gemma, context: 120)
    script.turn(1, [2: .of(rate: 51.3, ttft: 88, prompt: 60)])
    script.turn(
      2,
      [
        1: .of(rate: 212, ttft: 31, tokens: 21, prompt: 80),
        2: .of(rate: 51.3, ttft: 88, prompt: 60),
      ], reason: .length)
    try check("context", script, columns: 80, rows: 24) { $0.mode = .panes }
  }

  @Test func variablesAreAskedFor() throws {
    for (columns, rows) in [(40, 10), (80, 24)] {
      try check("inputs", InputScenes.chosen(), columns: columns, rows: rows) {
        $0.prompts = InputScenes.shelf
        var form = InputForm(
          InputScenes.template(default: "Is it calm?").variables, Draft("@sea.txt"), [:])
        form?.note(InputFileSize(path: "sea.txt", bytes: 3277, tokens: 812))
        $0.overlay = form.map(Overlay.inputs)
      }
    }
  }

  @Test func promptFilesAreChosenBesideWhatTheySay() throws {
    for (columns, rows) in [(40, 10), (80, 24), (120, 36)] {
      try check("prompts", PromptScenes.chosen(), columns: columns, rows: rows) {
        $0.mode = .panes
        $0.prompts = PromptScenes.shelf
        var picker = PromptPicker(panes: [1, 2])
        picker.choices = [PromptPicker.none] + PromptScenes.shelf
        picker.select(1)
        $0.overlay = .prompts(picker)
      }
    }
  }

  @Test func savedSessionsAreListed() throws {
    let script = Scenes.bothReady()
    for (columns, rows) in Self.sizes {
      try check("sessions", script, columns: columns, rows: rows) {
        $0.mode = .panes
        $0.overlay = .sessions(SessionScenes.list(select: 2, session: script.session))
      }
      try check("sessions-found", script, columns: columns, rows: rows) {
        $0.mode = .panes
        $0.isASCII = columns == 200
        $0.overlay = .sessions(
          SessionScenes.list(filter: "person", select: 1, session: script.session))
      }
    }
    try check("sessions-menu", script, columns: 80, rows: 24) {
      $0.mode = .panes
      var list = SessionScenes.list(select: 1, session: script.session)
      list.panel = .actions(1)
      $0.overlay = .sessions(list)
    }
    try check("sessions-title", script, columns: 80, rows: 24) {
      $0.mode = .panes
      var list = SessionScenes.list(select: 2, session: script.session)
      list.panel = .text(.title, "바다와 하늘")
      $0.overlay = .sessions(list)
    }
    try check("sessions-none", script, columns: 80, rows: 24) {
      $0.mode = .panes
      var list = SessionList()
      list.take([], today: SessionScenes.today, session: script.session)
      $0.overlay = .sessions(list)
    }
  }

  @Test(arguments: sizes)
  func answersSayWhetherTheyAreWhatWasExpected(columns: Int, rows: Int) throws {
    try check("expected", PromptScenes.answered(), columns: columns, rows: rows) {
      $0.prompts = PromptScenes.shelf
      $0.chosen = 2
    }
  }

  @Test func whatAModelIsGivenIsLookedThrough() throws {
    for (columns, rows) in [(40, 10), (80, 24), (120, 36)] {
      try check("xray", PromptScenes.answered(), columns: columns, rows: rows) {
        $0.mode = .panes
        $0.prompts = PromptScenes.shelf
        $0.chosen = 2
        $0.isASCII = columns == 120
        $0.overlay = .xray(XRayView(shown: PromptScenes.xray))
      }
    }
  }

  @Test func themesArePickedBesideWhatTheyChange() throws {
    for (columns, rows) in [(40, 10), (80, 24), (120, 36)] {
      try check("themes", Scenes.streaming(), columns: columns, rows: rows) {
        $0.mode = .panes
        var picker = ThemePicker(before: .lineupDark)
        picker.choices = ThemePickerTests.choices
        picker.select(2)
        $0.overlay = .themes(picker)
      }
    }
  }

  @Test func settingsSayWhatTheyDo() throws {
    for (columns, rows) in [(40, 10), (80, 24), (120, 36)] {
      try check("settings", SettingsTests.scene(), columns: columns, rows: rows) {
        $0.mode = .panes
        var form = SettingsForm([1, 2])
        form.select(8)
        $0.overlay = .settings(form)
      }
    }
  }

  @Test func helpListsEveryKey() throws {
    try check("help", Scenes.bothReady(), columns: 80, rows: 24) { $0.help = 0 }
    try check("help", Scenes.bothReady(), columns: 120, rows: 80) { $0.help = 0 }
  }

  @Test func tooSmallAScreenSaysSo() throws {
    try check("small", Scenes.bothReady(), columns: 30, rows: 6)
  }
}
