import GenerationAPI
import Prompts
import Testing

@testable import lineup

struct BatchTableTests {
  @Test(arguments: [
    (0, 10, 0.0, 0.2775), (1, 10, 0.0179, 0.4042), (5, 10, 0.2366, 0.7634),
    (8, 10, 0.4902, 0.9433), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962),
  ])
  func wilsonsIntervalIsThatOfTheTables(met: Int, count: Int, low: Double, high: Double) throws {
    let interval = try #require(WilsonInterval(met: met, of: count))
    #expect(abs(interval.low - low) < 0.0001)
    #expect(abs(interval.high - high) < 0.0001)
  }

  @Test func noShareIsKnownOfNothing() {
    #expect(WilsonInterval(met: 0, of: 0) == nil)
    #expect(WilsonInterval(met: 2, of: 1) == nil)
  }

  private var figures: [BatchFigures] {
    var zero = BatchFigures(model: "gemma3", shots: 0, inputs: 50)
    (zero.answered, zero.checked, zero.met) = (50, 50, 6)
    (zero.promptTokens, zero.tokens, zero.seconds, zero.peak) = (1000, 400, 4, 512 << 20)
    zero.ttftMilliseconds = 81.2
    var three = BatchFigures(model: "gemma3", shots: 3, inputs: 50)
    (three.answered, three.failed, three.failure) = (12, 1, "the prompt is too long")
    three.promptTokens = 1650
    three.exampleTokens = 1430
    return [zero, three]
  }

  @Test func theTableStandsInColumns() {
    #expect(
      BatchTable(figures: figures).text(.plain) == """
        model    shots     inputs   expect met     95%   prompt tok   examples   answer tok      ttft        rate      memory
        gemma3       0         50       6  12%   6–24%         20.0       0.00         8.00   81.2 ms   100.0 t/s   512.0 MiB
        gemma3       3   12 of 50            –       –        150.0      130.0         0.00         –           –           –

        gemma3, 3-shot: 1 input failed: the prompt is too long

        """)
  }

  @Test func whatServersChargeHasAColumn() {
    var figures = figures
    figures[0].cost = Cost(amount: 0.0123, currency: "USD", isEstimated: true)
    let lines = BatchTable(figures: figures).text(.plain).split(separator: "\n")
    #expect(lines[0].contains("rate       cost      memory"))
    #expect(lines[1].contains("100.0 t/s   ~$0.0123   512.0 MiB"))
  }

  @Test func markdownHasARuleAndNoCellOfTheText() {
    var odd = BatchFigures(model: "a|b", shots: 0, inputs: 1)
    odd.answered = 1
    let lines = BatchTable(figures: [odd]).text(.markdown).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("| :---"))
    #expect(lines[2].hasPrefix("| a\\|b "))
  }

  @Test func csvQuotesWhatItMust() {
    let plan = BatchSamples.plan([("a, \"b\"\nc", "good")], shots: [0])
    let answer = BatchAnswer(
      text: "good", verdict: Verdict(true, "equal"), reason: "stop", promptTokens: 9,
      exampleTokens: 0, tokens: 1, ttftMilliseconds: 12.5)
    let csv = BatchCSV(plan)
    #expect(
      csv.header
        == "model,shots,row,input,label,answer,met,verdict,reason,prompt_tokens,example_tokens,"
        + "tokens,ttft_ms,tps,cost,currency\n")
    #expect(
      csv.line(BatchSamples.job(0, 0, 0), answer)
        == "one,0,1,\"a, \"\"b\"\"\nc\",good,good,true,equal,stop,9,0,1,12.5,,,\n")
  }

  @Test func progressSaysHowLongItTakes() {
    var progress = BatchProgress(before: 50, total: 150, at: 10)
    progress.title = "gemma3, 3-shot"
    #expect(
      progress.line(done: 84, met: 42, checked: 84, at: 27)
        == "gemma3, 3-shot: 84 of 150, expect 50%, 2.00/s, 33 s left")
    #expect(progress.line(done: 50, met: 0, checked: 0, at: 10) == "gemma3, 3-shot: 50 of 150")
    progress.hindrance = "again in 12 s: 429"
    let waiting = progress.line(done: 84, met: 42, checked: 84, at: 27)
    #expect(waiting == "gemma3, 3-shot: 84 of 150, expect 50%, again in 12 s: 429")
    #expect(BatchProgress.duration(185) == "3:05 min")
    #expect(BatchProgress.duration(3725) == "1:02 h")
  }
}
