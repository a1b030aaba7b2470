import Cells
import SessionLog
import Testing

@testable import Playground

struct SessionListTests: SessionListSuite {
  // MARK: Opening and finding

  @Test func oReadsWhichSessionsThereAreAndSaysSo() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("o"))
    #expect(person.effects == [.findSessions])
    #expect(screen(&person).contains("reading the sessions"))
  }

  private func row(of text: String, _ person: inout Person) throws -> Int {
    try #require(
      screen(&person).split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
        $0.contains(text)
      })
  }

  private func click(_ person: inout Person, _ row: Int, column: Int = 30) {
    person.act(.mouse(Mouse(.press, Point(column: column, row: row))))
  }

  @Test(arguments: [80, 130]) func aClickSelectsASessionAndASecondOneShowsItsMenu(
    columns: Int
  ) throws {
    var person = person(columns: columns)
    let sea = try row(of: "Three facts", &person)
    click(&person, sea)
    #expect(person.view.sessions?.picked?.id == "d00d")
    click(&person, sea)
    #expect(person.view.sessions?.panel == .actions(0))
    let star = try row(of: "s  star ", &person)
    click(&person, star, column: 40)
    guard case .describe("/s/d00d.jsonl", let meta)? = person.effects.first else {
      Issue.record("\(person.effects)")
      return
    }
    #expect(meta.star == true)
    // Beside a menu, it is closed.
    click(&person, sea)
    click(&person, 0, column: 0)
    #expect(person.view.sessions?.panel == nil && person.view.sessions?.picked?.id == "d00d")
  }

  @Test func aClickOnWhatWasFoundSelectsItsSession() throws {
    var person = person()
    person.type("person")
    person.wait(1)
    let query = try #require(person.view.sessions?.query)
    person.send(.found([SessionScenes.finding], query: query, at: 9))
    let row = try row(of: "3 hits", &person)
    click(&person, row)
    #expect(person.view.sessions?.picked?.id == "d00d")
    click(&person, row + 4)
    #expect(person.view.sessions?.picked?.id == "d00d" && person.view.sessions?.panel == nil)
  }

  @Test func whatWasTypedIsSeenInTitles() throws {
    var person = person()
    func matched(_ person: inout Person) -> String {
      let frame = person.frame()
      return (2..<frame.size.rows).flatMap { row in
        (0..<frame.size.columns).compactMap { column in
          frame[column, row].role == .match ? frame[column, row].text : nil
        }
      }.joined()
    }
    person.type("바다")
    #expect(matched(&person) == "바다")
    person.press(.control("u"))
    person.type("ㅂㄷ")
    #expect(matched(&person) == "바다")
    person.press(.control("u"))
    person.type("THREE")
    #expect(matched(&person) == "Three")
  }

  @Test func aCopyIsToldFromItsOriginalWhereTitlesAreLong() {
    var copy = SessionScenes.all[2]
    copy.title = (copy.title ?? "") + " (copy)"
    copy.prepare()
    var person = person([SessionScenes.all[2], copy])
    #expect(screen(&person).contains("(copy)"))
  }

  @Test func anEnterTooManyDoesNotSendTheDraftToTheSessionThatWasOpened() {
    var person = Person(Scenes.bothReady(), draft: Draft("not sent"))
    person.view.holdSending()
    person.press(Key(.enter))
    #expect(person.effects.isEmpty && person.view.draft.text == "not sent")
    person.press(Key(.enter), after: 0.5)
    #expect(person.effects == [.send(text: "not sent", inputs: [:], panes: [1, 2])])
    // Who types has seen it.
    person = Person(Scenes.bothReady(), draft: Draft("not sent"))
    person.view.holdSending()
    person.press(.plain("!"), Key(.enter))
    #expect(person.effects == [.send(text: "not sent!", inputs: [:], panes: [1, 2])])
  }

  @Test func withoutAnySessionItSaysWhereTheyComeFrom() {
    var person = person([])
    #expect(screen(&person).contains("No session is saved yet. This one is"))
    person.press(Key(.enter))
    #expect(person.view.toast?.text == "no session is selected")
    person.view.recording = .off
    #expect(screen(&person).contains("this one is not saved"))
  }

  @Test(arguments: [
    ("PERSON three", ["a1b2"]), ("qwen", ["a1b2"]), ("#json", ["a1b2"]), ("blank line", ["a1b2"]),
    ("91c0", ["91c0"]), ("ㅂㄷ", ["91c0"]), ("ㄱㅈ", ["a1b2"]), ("바다", ["91c0"]),
    ("바다와", ["91c0"]), ("zz", []), ("gemma", ["7f3a", "a1b2", "d00d"]),
  ])
  func lettersFilterByAllThatIsKnown(filter: String, expected: [String]) {
    var person = person()
    person.type(filter)
    #expect(ids(person) == expected)
  }

  @Test func lettersThatArriveDecomposedFindTheSame() {
    var person = person()
    person.act(.paste("\u{1107}\u{1161}\u{1103}\u{1161}\nx"))
    #expect(ids(person) == ["91c0"])
  }

  @Test func theTextIsLookedThroughOnceNothingWasTypedForAWhile() throws {
    var person = person()
    person.type("pe")
    let due = try #require(person.view.wakeTime)
    person.type("r")
    #expect(try #require(person.view.wakeTime) > due)
    person.wait(0.1)
    #expect(person.effects.isEmpty)
    person.wait(0.06)
    let query = try #require(person.view.sessions?.query)
    #expect(person.effects == [.searchSessions("per", query: query)])
    #expect(screen(&person).contains("in the text: looking"))
    person.wait(1)
    #expect(person.effects.isEmpty)
  }

  @Test func oneLetterOfTheAlphabetIsNotLookedFor() {
    var person = person()
    person.type("p")
    person.wait(1)
    #expect(person.effects.isEmpty)
    person.press(.control("u"))
    person.type("술")
    person.wait(1)
    #expect(person.effects.count == 1)
  }

  @Test func whatWasFoundStandsBelowEachSessionOnce() throws {
    var person = person()
    person.type("person")
    person.wait(1)
    let query = try #require(person.view.sessions?.query)
    let title = SessionFinding(path: "/s/a1b2.jsonl", count: 9, snippet: "person", ranges: [0..<6])
    let gone = SessionFinding(path: "/s/gone.jsonl", count: 9, snippet: "person", ranges: [0..<6])
    person.send(.found([title, gone, SessionScenes.finding], query: query, at: 2))
    #expect(ids(person) == ["a1b2", "d00d"])
    let screen = screen(&person)
    #expect(screen.contains("in the text"))
    #expect(screen.contains("3 hits"))
    person.press(Key(.down), Key(.enter))
    #expect(person.effects == [.openSession(path: "/s/d00d.jsonl")])
  }

  @Test func whatAnOlderQueryFoundIsDropped() throws {
    var person = person()
    person.type("person")
    person.wait(1)
    let old = try #require(person.view.sessions?.query)
    person.type("s")
    person.send(.found([SessionScenes.finding], query: old, at: 2))
    #expect(ids(person) == [])
    person.wait(1)
    person.send(.found([SessionScenes.finding], query: old, at: 4))
    #expect(ids(person) == [])
    person.send(.found([], query: old + 1, at: 4))
    #expect(screen(&person).contains("no session is called that, and in none was it said"))
  }

  @Test func theFirstHitOfALongSnippetIsSeen() throws {
    let long = String(repeating: "나", count: 200) + "sea" + String(repeating: "b", count: 200)
    let finding = SessionFinding(
      path: "/s/d00d.jsonl", count: 1, snippet: long, ranges: [200..<203])
    var person = person()
    person.type("sea sea")
    person.press(.control("u"))
    person.type("zsea")
    person.wait(1)
    person.send(.found([finding], query: try #require(person.view.sessions?.query), at: 3))
    #expect(screen(&person).contains("sea"))
    let wrong = SessionFinding(
      path: "/s/d00d.jsonl", count: 1, snippet: "x", ranges: [5..<9, -3..<1, 0..<1, 0..<1])
    person.press(.control("u"))
    person.type("wrong")
    person.wait(1)
    person.send(.found([wrong], query: try #require(person.view.sessions?.query), at: 5))
    #expect(screen(&person).contains("1 hit "))
  }

  // MARK: The preview

  @Test func aWideScreenReadsWhatTheSelectedSessionSaysOnceItIsRestedOn() {
    var person = person(columns: 120)
    #expect(person.effects == [.previewSession(path: "/s/7f3a.jsonl", modified: 0)])
    person.press(Key(.down), Key(.down), after: 0.01)
    #expect(person.effects.isEmpty)
    person.wait(0.5)
    #expect(person.effects == [.previewSession(path: "/s/a1b2.jsonl", modified: 0)])
    person.send(.preview(SessionScenes.preview, at: 1))
    #expect(screen(&person).contains("미나는 서른한 살이고"))
    person.press(Key(.up), Key(.down))
    person.wait(1)
    #expect(person.effects.isEmpty)
  }

  @Test func anotherVersionOfTheFileIsReadAnew() {
    var person = person(columns: 120)
    person.press(Key(.down), Key(.down))
    person.send(.preview(SessionScenes.preview, at: 1))
    var choices = SessionScenes.all
    choices[2].modified = 7
    person.send(.sessions(choices, today: SessionScenes.today, at: 1))
    person.wait(1)
    #expect(person.effects == [.previewSession(path: "/s/a1b2.jsonl", modified: 7)])
  }

  @Test func aNarrowScreenReadsNone() {
    var person = person()
    person.press(Key(.down))
    person.wait(1)
    #expect(person.effects.isEmpty)
  }

  @Test func aPreviewHasTheLastTurnAlsoWhereItsMiddleWasNotRead() {
    var preview = SessionPreview(path: "/s/x.jsonl", modified: 0)
    func add(_ body: SessionEvent.Body) { preview.add(SessionEvent(t: 0, body)) }
    add(.prompt(PromptEvent(turn: 1, panes: [1], text: "first")))
    add(
      .done(
        DoneEvent(pane: 1, turn: 1, result: .init(reason: .stop, text: "one", metrics: .init()))))
    add(
      .done(
        DoneEvent(pane: 1, turn: 8, result: .init(reason: .stop, text: "eight", metrics: .init()))))
    add(
      .done(
        DoneEvent(pane: 2, turn: 7, result: .init(reason: .stop, text: "seven", metrics: .init()))))
    #expect(preview.firstPrompt == "first")
    #expect(preview.lastPrompt == nil)
    #expect(preview.turn == 8)
    #expect(preview.answers == [1: "eight"])
  }

  // MARK: Many

  @Test func ofManySessionsOnlyThoseThatAreShownAreLaidOut() {
    let many = (0..<5000).map { number in
      SessionScenes.choice(
        "\(number)", "바다 \(number) " + String(repeating: "하늘", count: 20), SessionScenes.today)
    }
    var person = person(many)
    person.press(Key(.end))
    let text = screen(&person)
    #expect(text.contains("4999"))
    #expect(!text.contains("4900"))
    person.type("4321")
    #expect(ids(person) == ["4321"])
  }
}
