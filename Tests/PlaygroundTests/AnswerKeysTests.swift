import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

/// Keys that ask for another answer, or flip through those there are.
struct AnswerKeysTests {
  /// Two prompts in both panes; the second answer of pane 1 came to its limit.
  private var twoTurns: Person {
    var script = Scenes.bothReady()
    for (prompt, answer) in [
      ("one", "first\nof\nmany\nlines\nthat\nfill\na\nscreen"), ("two", "second"),
    ] {
      script.prompt(prompt, to: [1, 2])
      for pane in [1, 2] {
        script.start(pane)
        script.answer(pane, answer, rate: 50)
        script.end(pane, pane == 1 ? .length : .stop)
      }
      script.play()
    }
    var person = Person(script)
    person.press(Key(.escape))
    return person
  }

  @Test func anAnswerAtItsLimitGoesOn() {
    var person = twoTurns
    person.press(.plain("C"))
    #expect(person.effects == [.goOn(panes: [1])])
    person.press(.plain("2"), .plain("C"))
    #expect(
      person.hintLine() == "pane 2 has no answer that was stopped or came to its limit")
  }

  @Test func anotherSeedIsAskedForMarkedPanes() {
    var person = twoTurns
    person.press(.plain("*"), .plain("R"))
    #expect(person.effects == [.retry(panes: [1, 2], drawsSeed: true)])
  }

  @Test func theLastPromptIsEditedInTheChosenPane() {
    var person = twoTurns
    person.press(.plain("e"))
    #expect(person.view.draft.text == "two")
    #expect(person.frame().dump.contains("instead of the prompt in pane 1"))
    person.type("!")
    person.press(Key(.enter))
    #expect(person.effects == [.edit(turn: 2, text: "two!", panes: [1])])
    #expect(person.view.draft.isEmpty)
    #expect(person.hintLine() == "Esc ( shows what stood there before")
  }

  @Test func thePromptThatWasScrolledToIsEditedInAllMarkedPanes() {
    var person = twoTurns
    person.act(.resize(Size(columns: 80, rows: 12)))
    person.press(.plain("*"), .plain("g"), .plain("e"))
    #expect(person.view.draft.text == "one")
    person.press(Key(.enter))
    #expect(person.effects == [.edit(turn: 1, text: "one", panes: [1, 2])])
  }

  @Test func upGoesToThePromptsBefore() {
    var person = twoTurns
    person.press(.plain("e"), Key(.up))
    #expect(person.view.draft.text == "one")
    person.press(Key(.up))
    #expect(person.hintLine() == "that is the first prompt")
    person.press(Key(.down))
    #expect(person.view.draft.text == "two")
    person.type("!")
    person.press(Key(.up))
    #expect(person.view.draft.text == "two!")
    #expect(person.hintLine() == "the prompt was changed: Enter sends it, ^C leaves it")
  }

  @Test func leavingAnEditBringsTheDraftBack() {
    var person = twoTurns
    person.press(.plain("i"))
    person.type("mine")
    person.press(Key(.escape), .plain("e"), .control("c"))
    #expect(person.view.draft.text == "mine")
    #expect(person.hintLine() == "the prompt stays as it was")
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: "mine", panes: [1, 2])])
  }

  @Test func anEditThatHasNoPaneAnyMoreIsNotSent() {
    var person = twoTurns
    person.press(.plain("e"))
    person.script.apply(.pane(PaneEvent(pane: 1, action: .close)))
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "that prompt is gone: ^C leaves it")
  }

  @Test func bracketsFlipThroughAnswers() {
    var person = twoTurns
    person.press(.plain("("))
    #expect(person.hintLine() == "there is only one answer; r and e make another")
    person.script.apply(.prompt(PromptEvent(turn: 2, panes: [1], text: "two")))
    let start = StartEvent(
      pane: 1, turn: 2, variant: 2, seed: 99, rendered: "", promptTokens: 3, cachedTokens: 0,
      condition: .init())
    person.script.apply(.start(start))
    person.script.apply(
      .done(
        DoneEvent(
          pane: 1, turn: 2, variant: 2,
          result: .init(reason: .stop, text: "other", metrics: .init()))))
    #expect(person.frame().dump.contains("‹2/2›  seed 99"))
    person.press(.plain(")"))
    #expect(person.hintLine() == "that is the last answer")
    person.press(.plain("("))
    #expect(person.effects == [.show(pane: 1, turn: 2, variant: 1)])
  }

  @Test func theRunModeGoesRoundAndIsNamed() {
    var person = twoTurns
    person.press(.plain("Q"))
    #expect(person.effects == [.setMode(.queue)])
    #expect(person.hintLine().hasPrefix("queue: one pane after the other"))
    person.script.apply(.mode(.queue))
    #expect(person.frame().dump.contains("queue"))
    person.press(.plain("Q"))
    #expect(person.effects == [.setMode(.rotating)])
    person.script.apply(.mode(.rotating))
    person.press(.plain("Q"))
    #expect(person.effects == [.setMode(.parallel)])
  }

  @Test func panesStandInRowsColumnsOrStripsWhereWanted() {
    var person = twoTurns
    person.act(.resize(Size(columns: 120, rows: 36)))
    func styles() -> [PanePlace.Style] {
      ScreenLayout(
        LayoutInputs(
          size: person.view.size, panes: [1, 2], chosen: 1, arrangement: person.view.arrangement)
      ).panes.map(\.style)
    }
    #expect(styles() == [.box, .box])
    person.press(.plain("|"), .plain("|"))
    #expect(styles() == [.row, .row])
    person.press(.plain("Z"))
    #expect(styles() == [.row, .strip])
    person.press(.plain("Z"))
    #expect(styles() == [.box, .box])
    person.act(.resize(Size(columns: 60, rows: 24)))
    #expect(styles() == [.row, .row])
    person.press(.plain("|"))
    #expect(styles() == [.box, .box])
  }

  @Test func aPromptIsPickedAndKeysMeanItsTurn() {
    var person = twoTurns
    person.press(.plain("}"))
    #expect(person.hintLine() == "this is the end")
    person.press(.plain("{"), .plain("{"))
    #expect(person.view.picked == [1: 1])
    person.press(.plain("y"), .plain("y"))
    #expect(
      person.effects == [.copy("first\nof\nmany\nlines\nthat\nfill\na\nscreen")])
    person.press(.plain("{"))
    #expect(person.hintLine() == "this is the first prompt")
    person.press(.plain("e"))
    #expect(person.view.draft.text == "one")
    person.press(.control("c"), Key(.escape), .plain("}"))
    #expect(person.view.picked == [1: 2])
    person.press(Key(.escape))
    #expect(person.view.picked.isEmpty)
  }

  @Test func aPickedPromptIsBroughtToTheScreenAndCanBeTold() {
    var person = twoTurns
    person.act(.resize(Size(columns: 80, rows: 12)))
    person.press(.plain("{"), .plain("{"))
    let dump = person.frame().dump
    #expect(dump.contains("▎one"))
    #expect(dump.contains("reverse"))
    person.press(.plain("}"), .plain("}"))
    #expect(person.view.picked.isEmpty)
    #expect(person.view.scrolled.isEmpty)
  }

  /// Looking for it costs the same however long the conversation is.
  @Test func anAnswerFarAboveIsFlippedOnceItIsScrolledTo() throws {
    var script = Scenes.bothReady()
    script.prompt("one", to: [1])
    for variant in 1...2 {
      script.apply(
        .start(
          StartEvent(
            pane: 1, turn: 1, variant: variant, seed: 1, rendered: "", promptTokens: 1,
            cachedTokens: 0, condition: Condition())))
    }
    script.start(1)
    script.end(1)
    script.play()
    var view = ViewState()
    #expect(view.flippableTurn(of: try #require(script.session.pane(1)))?.number == 1)
    for _ in 0..<300 {
      script.prompt("more", to: [1])
      script.start(1)
      script.end(1)
      script.play()
    }
    let pane = try #require(script.session.pane(1))
    #expect(view.flippableTurn(of: pane) == nil)
    view.scrolled[1] = ScrollAnchor(turn: 1, part: .prompt, offset: 0)
    #expect(view.flippableTurn(of: pane)?.number == 1)
    view.scrolled[1] = nil
    view.picked[1] = 1
    #expect(view.flippableTurn(of: pane)?.number == 1)
  }

  @Test func anAnswerIsToldFromItsSiblingsByWhatDiffers() throws {
    var script = Scenes.bothReady()
    script.prompt("one", to: [1])
    for (variant, temperature) in [(1, 0.8), (2, 0.2)] {
      script.set(1, temperature: temperature)
      script.apply(
        .start(
          StartEvent(
            pane: 1, turn: 1, variant: variant, seed: UInt64(variant), rendered: "",
            promptTokens: 1, cachedTokens: 0, condition: Condition())))
    }
    let pane = try #require(script.session.pane(1))
    let mark = TurnMark.text(of: pane.turns[0], in: pane, .narrow) ?? ""
    #expect(mark.hasSuffix("seed 2  temp 0.2"))
  }
}
