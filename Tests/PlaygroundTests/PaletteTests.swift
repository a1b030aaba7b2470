import Cells
import SessionLog
import Testing

@testable import Playground

struct PaletteTests {
  static func inPanes(_ script: Script = Scenes.bothReady()) -> Person {
    var person = Person(script, draft: Draft("text"))
    person.press(Key(.escape))
    return person
  }

  private func list(_ person: Person) -> PaletteList? {
    guard case .palette(let palette) = person.view.overlay else { return nil }
    return PaletteList(palette, person.script.session, person.view)
  }

  private func names(_ person: Person) -> [String] { list(person)?.entries.map(\.name) ?? [] }

  @Test func everyActionOfTheTableIsListedUnlessACommandSaysTheSame() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    let listed = Set(names(person))
    // What works in the list of sessions or in a replay alone is listed there.
    let elsewhere: [KeyBinding.Scope] = [.sessions, .replay, .after(.jump)]
    for binding in KeyTable.standard.bindings where !elsewhere.contains(binding.scope) {
      switch binding.action {
      case .choose: #expect(listed.contains("pane"))
      case .copyBlock: #expect(listed.contains("copy-block"))
      case .palette: break
      default: #expect(listed.contains(binding.action.name), "\(binding.action.name)")
      }
    }
    #expect(names(person).count == listed.count)
  }

  @Test func whatMovesAReplayIsListedWhereThereIsOne() {
    var person = Self.inPanes()
    person.view.replay = ReplayView(title: "")
    person.press(.plain(":"))
    let listed = Set(names(person))
    for name in ["play", "token-back", "next-marker", "to-difference", "faster", "go-live"] {
      #expect(listed.contains(name), "\(name)")
    }
  }

  @Test func aFewLettersFindACommandAndEnterRunsIt() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.type("zo")
    #expect(names(person).first == "zoom")
    person.press(Key(.enter))
    #expect(person.view.isZoomed)
    #expect(person.view.overlay == nil)
  }

  @Test func wordsOfTheHelpFindACommandToo() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.type("again answer")
    #expect(names(person).contains("retry"))
  }

  @Test func whatHintsTellOfStandsBeforeTheWaysToMoveAbout() throws {
    var person = Self.inPanes()
    person.press(.plain(":"))
    let names = names(person)
    let scroll = try #require(names.firstIndex(of: "half-up"))
    for name in ["retry", "add", "copy", "title"] {
      #expect(try #require(names.firstIndex(of: name)) < scroll)
    }
  }

  @Test func whatWasRunLastStandsFirst() {
    var person = Self.inPanes()
    for name in ["zoom", "mark", "zoom", "mark-all"] {
      person.press(.plain(":"))
      person.type(name)
      person.press(Key(.enter))
    }
    person.press(.plain(":"))
    #expect(Array(names(person).prefix(3)) == ["mark-all", "zoom", "mark"])
  }

  @Test func aCommandThatDoesNothingNowSaysWhyAndStays() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.type("retry")
    #expect(list(person)?.entries.first?.obstacle == "pane 1 has no prompt yet")
    person.press(Key(.enter))
    #expect(person.view.toast?.text == "pane 1 has no prompt yet")
    #expect(list(person) != nil)
    #expect(person.effects.isEmpty)
    person.press(Key(.escape))
    #expect(person.view.overlay == nil)
  }

  @Test func anUnknownCommandNamesTheNearest() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.type("zomo")
    person.press(Key(.enter))
    #expect(person.view.toast?.text == "no command is called zomo; did you mean zoom?")
  }

  @Test func anArgumentIsTypedBehindTheName() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.type("title The sea at night")
    person.press(Key(.enter))
    #expect(person.effects == [.describe(path: nil, SessionMeta(title: "The sea at night"))])
    #expect(person.view.overlay == nil)
    person.press(.plain("u"))
    #expect(person.effects == [.describe(path: nil, SessionMeta(title: ""))])
  }

  @Test func enterOnACommandThatWantsAnArgumentAsksForIt() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.type("titl")
    person.press(Key(.enter))
    #expect(list(person)?.call?.command.name == "title")
    person.press(Key(.enter))
    #expect(person.view.toast?.text == "which title?")
    #expect(person.effects.isEmpty)
  }

  @Test func tabCompletesNamesAndArguments() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.type("pan")
    // The first of those that fit: a name that begins so.
    while list(person)?.entries.first?.name != "pane" { person.press(.plain("e")) }
    person.press(Key(.tab))
    #expect(list(person)?.call?.completions == ["1", "2"])
    person.press(Key(.down), Key(.tab))
    person.press(Key(.enter))
    #expect(person.view.chosen == 2)
  }

  @Test func anArgumentThatIsWrongIsNotRun() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.type("pane 9")
    person.press(Key(.enter))
    #expect(person.view.toast?.text == "there is no pane 9")
    #expect(list(person) != nil)
  }

  @Test func aSlashOnAnEmptyDraftOpensItAndTwoTypeASlash() {
    var person = Person(Scenes.bothReady(), draft: Draft(ViewState.plainExample, isExample: true))
    person.press(.plain("/"))
    #expect(list(person) != nil)
    #expect(person.view.draft.isExample)
    person.press(.plain("/"))
    #expect(person.view.overlay == nil)
    #expect(person.view.draft.text == "/")
    person.press(.plain("/"))
    #expect(person.view.draft.text == "//")
  }

  @Test func twoQuestionMarksTypeOne() {
    var person = Person(Scenes.bothReady())
    person.press(.plain("?"))
    #expect(person.view.help != nil)
    person.press(.plain("?"))
    #expect(person.view.help == nil)
    #expect(person.view.draft.text == "?")
  }

  @Test func aQuestionMarkLaterClosesTheHelpAndTypesNothing() {
    var person = Person(Scenes.bothReady())
    person.press(.plain("?"), Key(.down), .plain("?"))
    #expect(person.view.help == nil)
    #expect(person.view.draft.isEmpty)
  }

  @Test func aClickOnALineRunsIt() throws {
    for (columns, rows) in [(40, 10), (80, 24)] {
      var person = Person(Scenes.bothReady(), draft: Draft("text"), columns: columns, rows: rows)
      person.press(Key(.escape), .plain(":"))
      person.type("zoom")
      let frame = person.frame()
      let row = try #require(
        (0..<rows).first { row in
          (0..<columns).map { frame[$0, row].text }.joined().contains("› zoom")
        })
      person.act(.mouse(Mouse(.press, Point(column: 6, row: row))))
      #expect(person.view.isZoomed)
      #expect(person.view.overlay == nil)
    }
  }

  @Test func textThatIsPastedGoesIntoWhatWasTyped() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.act(.paste("title A\nB"))
    person.press(Key(.enter))
    #expect(person.effects == [.describe(path: nil, SessionMeta(title: "A"))])
  }

  @Test func anyTextCanBeTypedIntoIt() {
    var person = Self.inPanes()
    person.press(.plain(":"))
    person.act(.paste("e" + String(repeating: "\u{301}", count: 100_000)))
    _ = person.frame()
    person.press(Key(.enter), Key(.tab), Key(.down), Key(.backspace))
    person.act(.paste("title \u{202E}\u{1B}[2J"))
    _ = person.frame()
  }
}
