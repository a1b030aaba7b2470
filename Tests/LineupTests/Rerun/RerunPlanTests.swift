import GenerationAPI
import JSON
import SessionLog
import Testing

@testable import lineup

/// What `lineup rerun` takes a session's answers for.
struct RerunPlanTests {
  /// Events as they happen to one pane after another.
  private struct Story {
    var plan = RerunPlan()

    mutating func add(_ body: SessionEvent.Body) { plan.take(SessionEvent(t: 0, body)) }

    mutating func open(_ pane: Int = 1, format: String = "chatml", copies: Int? = nil) {
      var facts = ModelFacts(path: "/m.gguf")
      facts.format = format
      add(
        .pane(
          PaneEvent(pane: pane, action: .open, name: "m\(pane)", model: facts, copies: copies)))
    }

    mutating func set(_ name: String, _ value: JSONValue, pane: Int = 1) {
      add(
        .settings(
          pane: pane, settings: [SettingEntry(name: name, value: value, source: "user")]))
    }

    mutating func prompt(_ text: String, turn: Int, pane: Int = 1) {
      add(.prompt(PromptEvent(turn: turn, panes: [pane], text: text)))
    }

    mutating func answer(
      turn: Int, variant: Int = 1, _ ids: [Int], reason: GenerateStopReason? = .stop,
      continues: Int? = nil, pane: Int = 1
    ) {
      add(
        .start(
          StartEvent(
            pane: pane, turn: turn, variant: variant, seed: UInt64(turn), rendered: "r\(turn)",
            promptTokens: 1, cachedTokens: 0, condition: Condition(), continues: continues)))
      for id in ids {
        add(.token(pane: pane, GeneratedToken(id: id, text: "t\(id) ", logprob: nil)))
      }
      guard let reason else { return }
      let text = ids.map { "t\($0) " }.joined()
      add(
        .done(
          DoneEvent(
            pane: pane, turn: turn, variant: variant,
            result: GenerateResult(reason: reason, text: text, metrics: GenerateMetrics()))))
    }
  }

  @Test func anAnswerKnowsTheConversationAndTheSettingsOfItsTime() {
    var story = Story()
    story.open()
    story.set("temp", .number(0.5))
    story.prompt("a", turn: 1)
    story.answer(turn: 1, [1, 2])
    story.set("temp", .number(0.7))
    story.prompt("b", turn: 2)
    story.answer(turn: 2, [3], reason: .cancelled)
    story.set("temp", .number(0.9))
    let answers = story.plan.answers
    #expect(answers.map(\.turn) == [1, 2])
    #expect(answers.map { $0.turns.map(\.prompt) } == [["a"], ["a", "b"]])
    #expect(answers.map { $0.turns.map(\.answer) } == [[""], ["t1 t2 ", ""]])
    #expect(answers.map { $0.paneSettings().parameters.temperature } == [0.5, 0.7])
    #expect(answers.map { $0.tokens.map(\.id) } == [[1, 2], [3]])
    #expect(answers.map(\.isWhole) == [true, false])
    #expect(answers.map(\.seed) == [1, 2])
  }

  @Test func whatWasSaidLaterIsNoPartOfAnAnswerThatWasGivenAgain() {
    var story = Story()
    story.open()
    story.prompt("a", turn: 1)
    story.answer(turn: 1, [1])
    story.prompt("b", turn: 2)
    story.answer(turn: 2, [2])
    story.prompt("other", turn: 1)
    story.answer(turn: 1, variant: 2, [3])
    story.prompt("c", turn: 3)
    story.answer(turn: 3, [4])
    story.add(.show(pane: 1, turn: 1, variant: 1))
    story.prompt("again", turn: 2)
    story.answer(turn: 2, variant: 2, [5])
    let asked = story.plan.answers.map { $0.turns.map(\.prompt) }
    #expect(asked == [["a"], ["a", "b"], ["other"], ["other", "c"], ["a", "again"]])
    #expect(story.plan.answers.last?.turns.first?.answer == "t1 ")
  }

  @Test func aBaseModelAndAPromptFileAreGivenNothingOfWhatWasBefore() {
    var story = Story()
    story.open(format: "plain")
    story.prompt("a", turn: 1)
    story.answer(turn: 1, [1])
    story.prompt("b", turn: 2)
    story.answer(turn: 2, [2])
    story.open(2)
    story.prompt("a", turn: 3, pane: 2)
    story.answer(turn: 3, [3], pane: 2)
    let use = PromptUse(prompt: .object([]), shots: 0, inputs: [:])
    story.add(.prompt(PromptEvent(turn: 4, panes: [2], Question("b", use))))
    story.answer(turn: 4, [4], pane: 2)
    #expect(story.plan.answers.map { $0.turns.map(\.number) } == [[1], [2], [3], [4]])
  }

  @Test func anAnswerThatGoesOnKeepsItsBeginningAndOnlyItsLimitIsNew() {
    var story = Story()
    story.open()
    story.set("temp", .number(0.5))
    story.set("predict", .integer(2))
    story.prompt("a", turn: 1)
    story.answer(turn: 1, [1, 2], reason: .length)
    story.set("temp", .number(0.9))
    story.set("predict", .integer(3))
    story.prompt("a", turn: 1)
    story.answer(turn: 1, [3, 4, 5], reason: .length, continues: 2)
    story.answer(turn: 1, [6], reason: .cancelled, continues: 5)
    let answers = story.plan.answers
    #expect(answers.map(\.continuing) == [[], [1, 2], [1, 2, 3, 4, 5]])
    let settings = answers.map { $0.paneSettings().parameters }
    #expect(settings.map(\.temperature) == [0.5, 0.5, 0.5])
    #expect(settings.map(\.predict) == [2, 3, 3])
  }

  @Test func aCloneGoesOnWithTheOthersTokens() {
    var story = Story()
    story.open()
    story.prompt("a", turn: 1)
    story.answer(turn: 1, [1, 2], reason: .cancelled)
    story.open(2, copies: 1)
    story.prompt("a", turn: 1, pane: 2)
    story.answer(turn: 1, [3], continues: 2, pane: 2)
    #expect(story.plan.answers.last?.continuing == [1, 2])
    #expect(story.plan.panes.map(\.number) == [1, 2])
  }

  @Test func tokensThatAreMissingAreNotMadeUp() {
    var story = Story()
    story.open()
    story.prompt("a", turn: 1)
    story.answer(turn: 1, [1, 2], reason: .cancelled)
    story.answer(turn: 1, [4], continues: 3)
    #expect(story.plan.answers.map { $0.obstacle == nil } == [true, false])
  }

  @Test func whatAPaneIsSaidToHaveAnsweredAfterItsEndIsNoPartOfAnAnswer() {
    var story = Story()
    story.open()
    story.prompt("a", turn: 1)
    story.answer(turn: 1, [1], reason: nil)
    story.add(.resumed(wall: ""))
    story.add(.token(pane: 1, GeneratedToken(id: 9, text: "x", logprob: nil)))
    story.prompt("b", turn: 2)
    story.answer(turn: 2, [2], reason: nil)
    story.add(.pane(PaneEvent(pane: 1, action: .close)))
    story.add(.token(pane: 1, GeneratedToken(id: 9, text: "x", logprob: nil)))
    #expect(story.plan.answers.map { $0.tokens.map(\.id) } == [[1], [2]])
    #expect(story.plan.answers.allSatisfy { !$0.isWhole })
  }

  @Test func aSumIsThatOfTheModelWhichThePaneHadThen() {
    var story = Story()
    story.open()
    var meta = SessionMeta()
    meta.sha256 = [1: "abc", 7: "def"]
    story.add(.meta(meta))
    let other = ModelFacts(path: "/other.gguf")
    story.add(.pane(PaneEvent(pane: 1, action: .model, model: other)))
    #expect(story.plan.sums == ["/m.gguf": "abc"])
  }

  @Test func answersWithoutTokensAreNotTakenForOnesThatCanBeRepeated() {
    var story = Story()
    story.open()
    story.prompt("a", turn: 1)
    let result = GenerateResult(reason: .stop, text: "x", metrics: GenerateMetrics())
    story.add(.done(DoneEvent(pane: 1, turn: 1, result: result)))
    #expect(story.plan.panes.map(\.isForeign) == [true])
    #expect(story.plan.answers.isEmpty)
  }
}
