import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

struct ContextNoteTests {
  /// A pane with a context of 100 tokens, of which an answer may take `predict`.
  func script(_ model: ModelFacts = .smol, predict: Int = 40) -> Script {
    var script = Script()
    script.open(1, "model")
    script.ready(1, model, context: 100)
    script.apply(
      .settings(
        pane: 1,
        settings: [SettingEntry(name: "predict", value: .integer(predict), source: "flag")]))
    return script
  }

  func notes(_ script: Script) -> [String] {
    guard let pane = script.session.pane(1) else { return [] }
    return PaneNote.lines(of: pane, view: ViewState()).map(\.text)
  }

  @Test func anAnswerThatMayNotFitIsToldOfWhileItIsWritten() {
    var script = script()
    script.t = 1
    script.prompt("x", to: [1])
    script.start(1, tokens: 80)
    script.answer(1, "a b c d e f", rate: 10)
    var seen: Set<[String]> = []
    for _ in 0..<5 {
      script.answer(1, "a", rate: 10)
      script.play()
      seen.insert(notes(script))
    }
    // The same sentence from the first token on.
    #expect(
      seen == [["! the context of 100 tokens has room for an answer of 21; the limit is 40"]])
  }

  @Test func anAnswerThatFitsIsNot() {
    var script = script()
    script.t = 1
    script.prompt("x", to: [1])
    script.start(1, tokens: 50)
    script.answer(1, "a b c", rate: 10)
    script.play()
    #expect(notes(script).isEmpty)
  }

  @Test func aCutAnswerSaysSoAndWhatHelps() {
    var script = script()
    script.turn(1, [1: .of(rate: 10, ttft: 10, tokens: 21, prompt: 80)], reason: .length)
    #expect(
      notes(script) == [
        "⊣ the answer is cut off here: the context of 100 tokens is full",
        "Esc p gives it more room (ctx-size); Esc a opens a pane that begins anew",
      ])
  }

  @Test func aLimitIsNotAFullContext() {
    var script = script(predict: 10)
    script.turn(1, [1: .of(rate: 10, ttft: 10, tokens: 10, prompt: 20)], reason: .length)
    #expect(notes(script) == ["⊣ limit of 10 tokens; Esc C goes on"])
  }

  @Test func theNextAnswerMayBeCutOff() {
    var script = script()
    script.turn(1, [1: .of(rate: 10, ttft: 10, tokens: 10, prompt: 60)])
    #expect(
      notes(script) == [
        "! the context has 31 of 100 tokens left: the next answer may be cut off (it may have 40)"
      ])
  }

  @Test func aBaseModelBeginsAnewAndSaysWhatItLeavesOut() {
    var script = script(.gemma)
    script.turn(1, [1: .of(rate: 10, ttft: 10, tokens: 10, prompt: 60)])
    #expect(notes(script).isEmpty)
    var person = Person(script)
    #expect(!text(person.frame()).contains("not included"))
    person.script.turn(2, [1: .of(rate: 10, ttft: 10, tokens: 10, prompt: 60)])
    #expect(text(person.frame()).contains(ContextNote.afresh))
  }

  @Test func aPromptThatIsTooLongSaysWhatHelps() {
    var script = script()
    script.t = 1
    script.prompt("x", to: [1])
    var metrics = GenerateMetrics()
    metrics.promptTokens = 130
    let result = GenerateResult(
      reason: .error, text: "", metrics: metrics,
      error: "the prompt has 130 tokens but the context holds 100; shorten it")
    script.apply(.done(DoneEvent(pane: 1, turn: 1, result: result)))
    #expect(
      notes(script) == [
        "✗ the prompt has 130 tokens but the context holds 100; shorten it",
        "Esc p gives it more room (ctx-size); Esc a opens a pane that begins anew",
      ])
  }

  @Test func whatWasCutStaysMarkedOnceOthersCameAfterIt() {
    var script = script()
    script.turn(1, [1: .of(rate: 10, ttft: 10, tokens: 21, prompt: 80)], reason: .length)
    script.turn(2, [1: .of(rate: 10, ttft: 10, tokens: 10, prompt: 20)], reason: .length)
    let refused = GenerateResult(
      reason: .error, text: "", metrics: GenerateMetrics(), error: "too long")
    script.apply(.prompt(PromptEvent(turn: 3, panes: [1], text: "x")))
    script.apply(.done(DoneEvent(pane: 1, turn: 3, result: refused)))
    script.turn(4, [1: .of(rate: 10, ttft: 10, tokens: 10, prompt: 20)])
    var person = Person(script, columns: 80, rows: 40)
    let shown = text(person.frame())
    #expect(shown.contains("⊣ cut off here: the context was full"))
    #expect(shown.contains("⊣ cut off here: limit of 10 tokens"))
    #expect(shown.contains("✗ not answered, and not included in what follows"))
  }

  func text(_ frame: Frame) -> String { frame.cells.map(\.text).joined() }
}
