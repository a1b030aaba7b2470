import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

struct UpdateTests {
  // MARK: Sending

  @Test func enterSendsToAllAndEmptiesTheDraft() {
    var person = Person(Scenes.bothReady())
    person.type("hello")
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: "hello", panes: [1, 2])])
    #expect(person.view.draft.isEmpty)
    person.press(Key(.up))
    #expect(person.view.draft.text == "hello")
  }

  @Test func theExampleIsSentByEnterAndReplacedByTyping() {
    var person = Person(Scenes.bothReady(), draft: Draft(ViewState.plainExample, isExample: true))
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: ViewState.plainExample, panes: [1, 2])])
    person = Person(Scenes.bothReady(), draft: Draft(ViewState.plainExample, isExample: true))
    person.type("hi")
    #expect(person.view.draft.text == "hi")
  }

  @Test func markedPanesGetThePromptAlone() {
    var person = Person(Scenes.endings())
    person.press(Key(.escape), .plain("2"), .plain(" "), Key(.enter))
    #expect(person.view.mode == .type)
    person.type("x")
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: "x", panes: [2])])
  }

  @Test func aPaneWithoutAModelIsLeftOutAndNamed() {
    var person = Person(Scenes.endings())
    person.type("x")
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: "x", panes: [1, 2, 3, 4])])
    #expect(person.hintLine() == "not sent to pane 5: no model there")
  }

  @Test func aPaneAtWorkTakesThePromptUpWhenItIsDone() {
    var person = Person(Scenes.streaming())
    person.type("next")
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: "next", panes: [1, 2])])
    #expect(person.view.draft.isEmpty)
    #expect(person.hintLine() == "pane 2 takes it up when done")
    person.wait(3.1)
    #expect(person.hintLine().hasPrefix("Tab pane"))
  }

  @Test func aModelThatLoadsTakesPromptsTooAndAnswersThemOneByOne() {
    var person = Person(Scenes.loading())
    for text in ["x", "y"] {
      person.type(text)
      person.press(Key(.enter))
      #expect(person.effects == [.send(text: text, panes: [1, 2])])
      person.script.prompt(text, to: [1, 2])
    }
    #expect(person.frame().dump.contains("waits for the answer before"))
  }

  @Test func newLinesByControlJAltEnterAndBackslash() {
    var person = Person(Scenes.bothReady())
    person.type("a")
    person.press(.control("j"))
    person.type("b")
    person.press(Key(.enter, .alt))
    person.type("c\\")
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.view.draft.text == "a\nb\nc\n")
  }

  @Test func enterAfterHangulWaitsForTheLastSyllable() {
    var person = Person(Scenes.bothReady())
    person.type("바다")
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.view.wakeTime != nil)
    person.press(.plain("는"), after: 0.01)
    #expect(person.effects.isEmpty)
    person.wait(0.03)
    #expect(person.effects == [.send(text: "바다는", panes: [1, 2])])
    #expect(person.view.wakeTime == nil)
  }

  @Test func aSyllableThatComesTooLateIsTheNextPrompts() {
    var person = Person(Scenes.bothReady())
    person.type("바다")
    person.press(Key(.enter))
    person.press(.plain("는"), after: 0.04)
    #expect(person.effects == [.send(text: "바다", panes: [1, 2])])
    #expect(person.view.draft.text == "는")
  }

  @Test func aPasteRightAfterEnterIsTheNextPrompts() {
    var person = Person(Scenes.bothReady())
    person.type("바다")
    person.press(Key(.enter))
    person.act(.paste("next"))
    #expect(person.effects == [.send(text: "바다", panes: [1, 2])])
    #expect(person.view.draft.text == "next")
  }

  @Test func severalPanesWithoutAModelAreNamedTogether() {
    var script = Scenes.endings()
    script.open(6, "worse")
    script.apply(.pane(PaneEvent(pane: 6, action: .model, error: "no such file")))
    var person = Person(script)
    person.type("x")
    person.press(Key(.enter))
    #expect(person.hintLine() == "not sent to panes 5 and 6: no model there")
    #expect(paneNumbers([1, 2, 7]) == "panes 1, 2 and 7")
  }

  @Test func anyOtherKeySendsAtOnce() {
    var person = Person(Scenes.bothReady())
    person.type("바다")
    person.press(Key(.enter))
    person.press(Key(.escape), after: 0.001)
    #expect(person.effects == [.send(text: "바다", panes: [1, 2])])
    #expect(person.view.mode == .panes)
  }

  // MARK: Stopping and quitting

  @Test func interruptStopsThenClearsThenQuits() {
    var person = Person(Scenes.streaming())
    person.type("x")
    person.press(.control("c"))
    #expect(person.effects == [.stop(panes: [2])])
    person.script.end(2, .cancelled)
    person.script.play()
    person.press(.control("c"))
    #expect(person.effects.isEmpty)
    #expect(person.view.draft.isEmpty)
    #expect(person.hintLine() == "draft cleared; Esc u brings it back")
    person.press(.control("c"))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "^C again quits")
    person.press(.control("c"))
    #expect(person.effects == [.quit])
  }

  @Test func aClearedDraftComesBack() {
    var person = Person(Scenes.bothReady())
    person.type("precious")
    person.press(.control("c"), Key(.escape), .plain("u"))
    #expect(person.view.draft.text == "precious")
    person.press(.plain("u"))
    #expect(person.hintLine() == "nothing to undo")
  }

  @Test func theQuestionWhetherToQuitGoesAwayByItself() {
    var person = Person(Scenes.bothReady())
    person.press(.control("c"))
    person.wait(3.1)
    person.press(.control("c"))
    #expect(person.effects.isEmpty)
  }

  @Test func quittingAsksOnlyWhileSomethingRuns() {
    var person = Person(Scenes.bothReady())
    person.press(.control("q"))
    #expect(person.effects == [.quit])
    person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain("q"))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "1 pane is at work: q again quits, Esc stays")
    person.press(Key(.escape))
    #expect(person.view.quitQuestion == nil)
    #expect(person.view.mode == .panes)
    person.press(.plain("q"), .plain("q"))
    #expect(person.effects == [.quit])
    person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain("ㅂ"), .plain("ㅂ"))
    #expect(person.effects == [.quit])
  }

  @Test func theQuestionIsWithdrawnOnceNothingRuns() {
    var person = Person(Scenes.streaming())
    person.press(.control("q"))
    person.script.end(2)
    person.script.play()
    person.send(.sessionChanged(at: 9))
    #expect(person.view.quitQuestion == nil)
  }

  @Test func aLostTerminalEndsAtOnce() {
    var person = Person(Scenes.streaming())
    person.act(.lost)
    #expect(person.effects == [.quit])
  }

  // MARK: Scrolling

  @Test func scrollingHoldsTheTextAndTheEndFollowsAgain() {
    var person = Person(Scenes.streaming())
    person.press(Key(.tab), Key(.pageUp))
    let held = person.view.scrolled[2]
    #expect(held != nil)
    let before = body(&person)
    person.script.answer(2, " more and more", rate: 50)
    person.script.play()
    #expect(body(&person) == before)
    person.press(Key(.pageDown))
    #expect(person.view.scrolled[2] == nil)
  }

  @Test func aHeldPlaceSurvivesAResize() {
    var person = Person(Scenes.streaming())
    person.press(Key(.escape), .plain("g"), .plain("j"), .plain("j"), .plain("j"))
    let wide = body(&person)
    person.act(.resize(Size(columns: 120, rows: 24)))
    person.act(.resize(Size(columns: 80, rows: 24)))
    #expect(body(&person) == wide)
  }

  @Test func theWheelScrollsWhatIsBelowItAndAClickChooses() {
    var person = Person(Scenes.streaming())
    let point = Point(column: 60, row: 8)
    person.act(.mouse(Mouse(.wheelUp, point)))
    #expect(person.view.scrolled[2] != nil)
    #expect(person.view.chosen == 1)
    person.act(.mouse(Mouse(.press, point)))
    #expect(person.view.chosen == 2)
    person.act(.mouse(Mouse(.wheelDown, point)))
    #expect(person.view.scrolled[2] == nil)
  }

  private func body(_ person: inout Person) -> [String] {
    let frame = person.frame()
    return (4..<19).map { row in (42..<78).map { frame[$0, row].text }.joined() }
  }

  // MARK: The rest

  @Test func pastesGoToTheComposerFromEverywhere() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape))
    person.act(.paste("q\r\nr"))
    #expect(person.view.mode == .type)
    #expect(person.view.draft.text == "q\nr")
    #expect(person.effects.isEmpty)
    person.act(.paste(String(repeating: "x", count: 2 << 20)))
    #expect(person.hintLine() == "the draft holds 1 MiB: the end of the paste is left out")
  }

  @Test func helpOpensScrollsAndCloses() {
    var person = Person(Scenes.bothReady())
    person.type("?")
    #expect(person.view.help == 0)
    person.press(.plain("j"), .plain("G"))
    #expect(person.view.help ?? 0 > 5)
    person.press(Key(.escape))
    #expect(person.view.help == nil)
    #expect(person.view.mode == .type)
    person.type("what")
    person.type("?")
    #expect(person.view.draft.text == "what?")
    person.press(Key(.function(1)))
    #expect(person.view.help == 0)
  }

  @Test func helpGivesWayToTheQuestionWhetherToQuit() {
    var person = Person(Scenes.bothReady())
    person.type("?")
    person.press(.control("q"))
    #expect(person.effects == [.quit])
    var busy = Person(Scenes.streaming())
    busy.type("?")
    busy.press(.control("q"))
    #expect(busy.view.help == nil)
    #expect(busy.hintLine().contains("q again quits"))
  }

  @Test func helpOpensWhereTheKeysAreThatHoldNow() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.escape), .plain("?"))
    let frame = person.frame()
    let first = (0..<frame.size.columns).map { frame[$0, 2].text }.joined()
    #expect(first.contains("PANES: the panes have the keyboard"))
    person.press(.plain("k"), .plain("g"))
    #expect(person.view.help == 0)
  }

  @Test func theHintSaysHowOftenControlCQuits() {
    var person = Person(Scenes.bothReady())
    #expect(person.hintLine().contains("^C ^C quit"))
    person.type("x")
    #expect(person.hintLine().contains("^C clear"))
    person = Person(Scenes.streaming())
    #expect(person.hintLine().contains("^C stop"))
  }

  @Test func theWheelStaysWithinTheHelp() {
    var person = Person(Scenes.bothReady())
    person.press(Key(.function(1)), .plain("G"))
    let end = person.view.help
    person.act(.mouse(Mouse(.wheelDown, Point(column: 3, row: 3))))
    #expect(person.view.help == end)
  }

  @Test func theTerminalKeysReachTheMainLoop() {
    var person = Person(Scenes.bothReady())
    person.press(.control("l"))
    #expect(person.effects == [.redraw])
    person.press(.control("z"))
    #expect(person.effects == [.suspend])
    person.press(.control("d"))
    #expect(person.effects == [.quit])
    person.press(.control("s"))
    #expect(person.hintLine() == "saved as it happens")
  }

  @Test func aCopySaysWhichWayItTook() {
    var person = Person(Scenes.endings())
    person.send(.copied(.file("/tmp/a"), at: 1))
    #expect(person.hintLine() == "copied to /tmp/a")
  }
}

struct CallingTests {
  private func longTurn(isFocused: Bool, seconds: Double) -> [Effect] {
    var person = Person(Scenes.bothReady())
    person.act(.focus(isFocused))
    person.script.prompt("x", to: [1])
    person.send(.sessionChanged(at: 1))
    person.script.start(1)
    person.script.end(1)
    person.script.play()
    person.send(.sessionChanged(at: 1 + seconds))
    return person.effects
  }

  @Test func aViewerWhoIsAwayIsCalledWhenALongTurnEnds() {
    #expect(longTurn(isFocused: false, seconds: 11).count == 1)
    #expect(longTurn(isFocused: false, seconds: 9).isEmpty)
    #expect(longTurn(isFocused: true, seconds: 11).isEmpty)
  }
}
