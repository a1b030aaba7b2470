import Cells
import GenerationAPI
import JSON
import Prompts
import SessionLog
import Testing

@testable import Playground

struct PromptTests {
  private func person(_ script: Script, draft: Draft = Draft(), columns: Int = 120) -> Person {
    var person = Person(script, draft: draft, columns: columns, rows: 36)
    person.view.prompts = PromptScenes.shelf
    return person
  }

  private func set(_ panes: [Int], _ name: String, _ value: JSONValue) -> Effect {
    .set(panes: panes, name: name, value: value, source: "user")
  }

  private func separator(_ person: inout Person) -> String {
    let frame = person.frame()
    let rows = (0..<frame.size.rows).map { row in
      (0..<frame.size.columns).map { frame[$0, row].text }.joined()
    }
    return rows.last { $0.hasPrefix("── to ") } ?? ""
  }

  @Test func theExampleIsSentWithThePromptItIsMeantFor() {
    let text = "Jisoo, who is 29, lives in Busan"
    var person = person(Scenes.bothReady(), draft: Draft(text, isExample: true))
    #expect(separator(&person).contains("{{input}} of json-person · 0-shot"))
    person.press(Key(.enter))
    #expect(
      person.effects == [
        set([1, 2], "prompt", .string("json-person")), .send(text: text, panes: [1, 2]),
      ])
  }

  @Test func whatIsTypedInsteadOfTheExampleGoesOutAsItIs() {
    var person = person(Scenes.bothReady(), draft: Draft("Jisoo", isExample: true))
    person.type("why?")
    #expect(!separator(&person).contains("json-person"))
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: "why?", panes: [1, 2])])
  }

  @Test func anExampleWithoutItsPromptIsOnlyAnExample() {
    var person = Person(Scenes.bothReady(), draft: Draft(ViewState.plainExample, isExample: true))
    person.press(Key(.enter))
    #expect(person.effects == [.send(text: ViewState.plainExample, panes: [1, 2])])
  }

  @Test func aPromptIsChosenForAllPanesOrTheMarkedOnes() {
    var person = person(Scenes.bothReady())
    person.press(Key(.escape), .plain("t"))
    #expect(person.effects == [.findPrompts])
    person.type("json")
    person.press(Key(.enter))
    #expect(person.effects == [set([1, 2], "prompt", .string("json-person"))])
    #expect(person.view.mode == .type)
    #expect(person.view.draft.text == "Jisoo, who is 29, lives in Busan")

    person = self.person(Scenes.bothReady())
    person.press(Key(.escape), .plain("2"), .plain(" "), .plain("t"))
    person.type("json")
    person.press(Key(.enter))
    #expect(person.effects == [set([2], "prompt", .string("json-person"))])
  }

  @Test func aPromptInUseStaysKnownWhenItIsInNoFolder() {
    var person = person(PromptScenes.chosen())
    person.send(.prompts([PromptChoice("yes-no", PromptScenes.question)], at: 1))
    #expect(person.view.prompts.map(\.name) == ["yes-no", "json-person"])
    person.send(.prompts(PromptScenes.shelf, at: 2))
    #expect(person.view.prompts == PromptScenes.shelf)
  }

  @Test func noneTakesThePromptAway() {
    var person = person(PromptScenes.chosen())
    person.press(Key(.escape), .plain("t"), Key(.home), Key(.enter))
    #expect(person.effects == [set([1, 2], "prompt", .null)])
    person.press(.plain("u"))
    #expect(
      person.effects.contains(
        .set(panes: [1], name: "prompt", value: .string("json-person"), source: "user")))
  }

  @Test func aBrokenPromptSaysWhatIsWrongAndIsNotTaken() {
    var person = person(Scenes.bothReady())
    person.press(Key(.escape), .plain("t"))
    person.type("broken")
    person.press(Key(.enter))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine().contains("prompts/broken.yaml:3: there is no key exmaples"))
  }

  @Test func koreanNamesAreFoundByTheirInitials() {
    var person = person(Scenes.bothReady())
    person.press(Key(.escape), .plain("t"))
    person.type("ㄱㅈ")
    person.press(Key(.enter))
    #expect(person.effects == [set([1, 2], "prompt", .string("감정"))])
  }

  // MARK: Shots

  @Test func oneMoreExampleAsksAgain() {
    var person = person(PromptScenes.answered(shots: 0))
    person.press(Key(.escape), .plain("+"))
    #expect(
      person.effects == [
        set([1], "shots", .integer(1)), set([2], "shots", .integer(1)),
        .retry(panes: [1, 2], drawsSeed: false),
      ])
    #expect(person.hintLine() == "json-person with 1 of its 4 examples: asks again")
    person.press(.plain("u"))
    #expect(
      person.effects.contains(
        .set(panes: [1], name: "shots", value: .integer(0), source: "prompt")))
  }

  @Test func beforeTheFirstAnswerNothingIsAskedAgain() {
    var person = person(PromptScenes.chosen())
    person.press(Key(.escape), .plain("="))
    #expect(
      person.effects == [set([1], "shots", .integer(1)), set([2], "shots", .integer(1))])
  }

  @Test func thereAreNoMoreExamplesThanThereAreAndNoneFewerThanNone() {
    var person = person(PromptScenes.chosen(shots: 4))
    person.press(Key(.escape), .plain("+"))
    #expect(person.effects.isEmpty)
    #expect(person.hintLine() == "these are all its examples")
    person = self.person(PromptScenes.chosen())
    person.press(Key(.escape), .plain("-"))
    #expect(person.hintLine() == "that is no example at all")
    person = self.person(Scenes.bothReady())
    person.press(Key(.escape), .plain("+"))
    #expect(person.hintLine() == "no prompt file here; t chooses one")
  }

  // MARK: The ladder

  @Test func aLadderHasAsManyRungsAsThereIsRoomFor() {
    var person = person(PromptScenes.chosen())
    person.press(Key(.escape), .plain("2"), .plain("L"))
    guard case .climb(let ladder) = person.effects.first else {
      Issue.record("\(person.effects)")
      return
    }
    #expect(ladder.rungs.map(\.pane) == [2])
    #expect(ladder.rungs.map(\.shots) == [[0, 1, 3, 4]])
    person.press(.plain("*"), .plain("L"))
    guard case .climb(let all) = person.effects.first else {
      Issue.record("\(person.effects)")
      return
    }
    #expect(all.rungs.map(\.pane) == [1, 2])
    #expect(all.rungs.map(\.shots) == [[0, 1, 3, 4], [0, 1, 3, 4]])
  }

  @Test func aLadderIsUndoneAsAWhole() {
    var person = person(PromptScenes.chosen())
    person.press(Key(.escape), .plain("2"), .plain("L"))
    person.script.open(3, "gemma#2")
    person.script.open(4, "gemma#3")
    person.send(.climbed(opened: [3, 4], asks: [], at: 1))
    person.press(.plain("4"), .plain("u"))
    #expect(
      person.effects == [
        .close(panes: [3, 4]),
        .set(panes: [2], name: "shots", value: .integer(0), source: "prompt"),
      ])
    #expect(person.view.chosen == 2)
  }

  // MARK: What is expected

  @Test func verdictsAndTheCostOfExamplesStandUnderAnswers() {
    let script = PromptScenes.answered()
    let notes = script.session.panes.compactMap { pane in
      pane.turns.first?.variant.flatMap(ExpectNote.init)
    }
    #expect(notes.map(\.verdict?.isMet) == [false, true])
    #expect(notes[0].text(.narrow).hasPrefix("✗ expect: not JSON   +43 tok"))
    #expect(notes[1].text(.narrow).hasPrefix("✓ expect: "))
    #expect(notes[1].text(.ascii).hasPrefix("OK  expect: "))
  }

  @Test func examplesCostTheTimeInWhichTheyWereRead() throws {
    var variant = Variant(number: 1)
    variant.question = Question(
      "x", PromptUse(prompt: PromptScenes.question.json, shots: 2, inputs: [:]))
    variant.parts = PromptParts(system: 20, examples: 100, input: 30)
    func cost(cached: Int, rate: Double?) -> String? {
      var metrics = GenerateMetrics()
      metrics.prefillRate = rate
      metrics.cachedTokens = cached
      variant.result = GenerateResult(reason: .stop, text: "x", metrics: metrics)
      return ExpectNote(variant)?.cost
    }
    #expect(cost(cached: 0, rate: 1000) == "+100 tok +100ms")
    #expect(cost(cached: 10, rate: 1000) == "+100 tok +100ms")
    #expect(cost(cached: 70, rate: 1000) == "+100 tok +50ms")
    #expect(cost(cached: 120, rate: 1000) == "+100 tok cached")
    #expect(cost(cached: 0, rate: nil) == "+100 tok")
    #expect(cost(cached: .min, rate: 0) == "+100 tok")
  }

  @Test func theTableHasWhatWasExpectedWhereAPromptFileWasUsed() {
    var view = ViewState()
    view.prompts = PromptScenes.shelf
    let table = PaneTable(PromptScenes.answered().session, view)
    #expect(table.rows.map { $0.cells[.shots]?.text } == ["1", "1"])
    #expect(table.rows.map { $0.cells[.expect]?.text } == ["✗", "✓"])
    let other = PaneTable(Scenes.bothReady().session, view)
    #expect(!other.columns.contains(.shots))
  }

  // MARK: X-ray

  @Test func anXRayShowsTokensBlanksAndBytes() {
    let text = XRayText(PromptScenes.xray, width: 60, glyphs: .narrow, widths: DisplayWidth())
    let lines = text.lines.map(\.text.text.string)
    #expect(
      lines == [
        "system  3 tok", "<|im_start|>│system│⏎", "", "examples  4 tok", "Text│␣Min│eb b0│바다⏎",
        "⏎", "JSON", "", "input  2 tok", "␛]52;│\\tx",
      ])
  }

  @Test func anXRayComesAsSoonAsTheModelIsThere() {
    var script = Script()
    script.open(1, "smol")
    script.load(1, 1, of: 2)
    var person = person(script, draft: Draft("hi"))
    person.press(Key(.escape), .plain("x"))
    #expect(person.effects == [.xray(pane: 1, draft: "hi")])
    person.send(.xray(nil, obstacle: "its model is still loading", at: 1))
    person.send(.sessionChanged(at: 1.1))
    #expect(person.effects.isEmpty)
    person.script.ready(1, .smol)
    person.send(.sessionChanged(at: 1.2))
    #expect(person.effects == [.xray(pane: 1, draft: "hi")])
    person.send(.sessionChanged(at: 1.3))
    #expect(person.effects.isEmpty)
  }

  @Test func xAsksForTheChosenPanesLastPromptOrTheDrafts() {
    var person = person(PromptScenes.answered())
    person.press(Key(.escape), .plain("2"), .plain("x"))
    #expect(person.effects == [.xray(pane: 2, draft: nil)])
    person.send(.xray(PromptScenes.xray, obstacle: nil, at: 2))
    person.press(.plain("d"))
    #expect(person.effects == [.xray(pane: 2, draft: "")])
    person.press(.plain("h"))
    #expect(person.effects == [.xray(pane: 1, draft: "")])
    // What comes too late is another pane's.
    person.send(.xray(PromptScenes.xray, obstacle: nil, at: 3))
    guard case .xray(let shown) = person.view.overlay else {
      Issue.record("no X-ray")
      return
    }
    #expect(shown.shown == nil)
  }
}
