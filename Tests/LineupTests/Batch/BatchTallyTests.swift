import GenerationAPI
import Prompts
import SessionLog
import Testing

@testable import lineup

struct BatchTallyTests {
  private typealias Samples = BatchSamples

  @Test func answersAreCountedWhereTheyWereAskedFor() throws {
    var script = BatchScript(Samples.plan())
    script.open(1, "/m/one.gguf")
    script.open(2, "/m/two.gguf")
    script.answer(1, Samples.job(0, 0, 0), "good")
    script.answer(1, Samples.job(0, 0, 1), "good")
    script.answer(2, Samples.job(1, 2, 1), " bad\n")
    let tally = script.tally
    #expect(tally.answers.count == 3)
    #expect(tally.answers[Samples.job(0, 0, 0)]?.verdict?.isMet == true)
    #expect(tally.answers[Samples.job(0, 0, 1)]?.verdict?.isMet == false)
    #expect(tally.answers[Samples.job(1, 2, 1)]?.verdict?.isMet == true)
    #expect(tally.answers[Samples.job(1, 2, 1)]?.exampleTokens == 12)
    #expect((tally.checked, tally.met) == (3, 2))
    let figures = tally.figures
    #expect(figures.map(\.answered) == [2, 0, 0, 1])
    #expect(figures.map(\.met) == [1, 0, 0, 1])
    #expect(figures.map(\.inputs) == [2, 2, 2, 2])
  }

  @Test func whatIsMissingComesShotsByShots() {
    var script = BatchScript(Samples.plan())
    script.open(1, "/m/one.gguf")
    script.answer(1, Samples.job(0, 2, 0), "good")
    #expect(
      script.tally.missing(model: 0) == [
        Samples.job(0, 0, 0), Samples.job(0, 0, 1), Samples.job(0, 2, 1),
      ])
    #expect(script.tally.missing(model: 1).count == 4)
  }

  @Test func whatWasStoppedOrCutOffIsStillMissing() {
    var script = BatchScript(Samples.plan())
    script.open(1, "/m/one.gguf")
    script.answer(1, Samples.job(0, 0, 0), "go", reason: .cancelled)
    script.ask(1, Samples.job(0, 0, 1))
    script.say(.resumed(wall: ""))
    #expect(script.tally.answers.isEmpty)
    // Another process goes on, in the same pane.
    script.answer(1, Samples.job(0, 0, 1), "bad")
    #expect(script.tally.answers.count == 1)
    #expect(script.tally.missing(model: 0).count == 3)
  }

  @Test func aRowThatStandsTwiceIsAnsweredTwice() {
    var script = BatchScript(Samples.plan([("Fine.", "good"), ("Fine.", "good")], shots: [0]))
    script.open(1, "/m/one.gguf")
    script.answer(1, Samples.job(0, 0, 0), "good")
    #expect(script.tally.missing(model: 0) == [Samples.job(0, 0, 1)])
    script.answer(1, Samples.job(0, 0, 0), "good")
    #expect(script.tally.missing(model: 0).isEmpty)
  }

  @Test func rowsThatDifferInALabelAloneAreTwo() {
    let rows = [("Fine.", "good"), ("Fine.", "bad")]
    var script = BatchScript(Samples.plan(rows, shots: [0]))
    script.open(1, "/m/one.gguf")
    script.answer(1, Samples.job(0, 0, 1), "bad")
    #expect(script.tally.missing(model: 0) == [Samples.job(0, 0, 0)])
  }

  @Test func anotherPromptFilesAnswersDoNotCount() {
    var script = BatchScript(Samples.plan())
    var other = Samples.template
    other.system = "Be kind."
    script.open(1, "/m/one.gguf")
    script.answer(1, Samples.job(0, 0, 0), "good", template: other)
    #expect(script.tally.answers.isEmpty)
  }

  @Test func aFailureIsNotAsExpectedAndIsTriedAgain() {
    var script = BatchScript(Samples.plan())
    script.open(1, "/m/one.gguf")
    script.answer(1, Samples.job(0, 0, 0), "", reason: .error)
    script.answer(1, Samples.job(0, 0, 1), "bad")
    script.tally.fail(model: 1, "it is gone")
    let figures = script.tally.figures
    #expect(figures[0].failure == "it is too long")
    #expect((figures[0].checked, figures[0].met, figures[0].failed) == (2, 1, 1))
    #expect((figures[3].answered, figures[3].failed) == (2, 2))
    script.tally.forgetFailures()
    #expect((script.tally.answers.count, script.tally.checked, script.tally.met) == (1, 1, 1))
  }

  @Test func anAnswerWhoseConnectionWasCutIsAFailure() {
    var script = BatchScript(Samples.plan(shots: [0]))
    script.open(1, "/m/one.gguf")
    script.answer(1, Samples.job(0, 0, 0), "good", reason: .cut)
    #expect(script.tally.answers[Samples.job(0, 0, 0)]?.error == "cut off")
    #expect(script.tally.figures[0].failed == 1 && script.tally.met == 0)
    script.tally.forgetFailures()
    #expect(script.tally.missing(model: 0).count == 2)
  }

  @Test func waitingForABusyServerIsNoWork() {
    var script = BatchScript(Samples.plan(shots: [0]))
    script.open(1, "/m/one.gguf")
    script.ask(1, Samples.job(0, 0, 0))
    for second in 1...3 {
      script.say(
        .wait(pane: 1, RetryWait(seconds: 1, attempt: 2, reason: "busy")), at: Double(second))
    }
    script.say(.token(pane: 1, GeneratedToken(id: nil, text: "good", logprob: nil)), at: 5)
    let result = GenerateResult(reason: .stop, text: "good", metrics: GenerateMetrics())
    script.say(.done(DoneEvent(pane: 1, turn: 1, result: result)), at: 6)
    #expect(script.tally.figures[0].seconds == 2)
  }

  @Test func timeCountsOnceForAnswersThatRunBesideOneAnother() {
    var script = BatchScript(Samples.plan([("a", "x"), ("b", "x"), ("c", "x")], shots: [0]))
    script.open(1, "/m/one.gguf")
    script.answer(1, Samples.job(0, 0, 0), "x", from: 0, to: 2, tokens: 30)
    script.ask(1, Samples.job(0, 0, 1))
    // The process dies, and much later another one goes on.
    script.say(.resumed(wall: ""), at: 2)
    script.answer(1, Samples.job(0, 0, 1), "x", from: 100, to: 101, tokens: 30)
    let figures = script.tally.figures[0]
    #expect(figures.seconds == 3)
    #expect(figures.rate == 20)
    #expect(figures.ttftMilliseconds == 1500)
  }

  @Test func memoryIsThatWhileItWasAtWork() {
    func sample(_ rss: Int) -> SessionEvent.Body {
      .sample(SampleEvent(rss: rss, available: 0, panes: []))
    }
    var script = BatchScript(Samples.plan())
    script.open(1, "/m/one.gguf")
    script.say(sample(900))
    script.answer(1, Samples.job(0, 0, 0), "x")
    script.say(sample(100))
    script.ask(1, Samples.job(0, 2, 0))
    script.say(sample(300))
    script.say(sample(200))
    #expect(script.tally.figures.map(\.peak) == [100, 300, 0, 0])
  }

  @Test func figuresOfADamagedSessionTrapNobody() {
    var script = BatchScript(Samples.plan())
    script.open(1, "/m/one.gguf")
    for row in 0...1 {
      script.answer(1, Samples.job(0, 0, row), "x", from: -1e300, to: 1e300, tokens: .max)
    }
    #expect(script.tally.figures[0].answered == 2)
    #expect(!BatchTable(figures: script.tally.figures).text(.plain).isEmpty)
  }
}
