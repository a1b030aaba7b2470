import Configuration
import GenerationAPI
import Prompts
import SessionLog

@testable import lineup

/// A small batch, and sessions in which some of it is answered.
enum BatchSamples {
  static var template: PromptTemplate {
    PromptTemplate(
      name: "mood", user: "{{input}}\nMood:",
      examples: [
        PromptExample(["input": "Great."], output: "good"),
        PromptExample(["input": "Bad."], output: "bad"),
      ],
      expect: PromptExpectation(.equals("{{label}}")))
  }

  static func plan(
    _ rows: [(String, String)] = [("Fine.", "good"), ("Awful.", "bad")], shots: [Int] = [0, 2]
  ) -> BatchPlan {
    BatchPlan(
      template: template,
      rows: rows.enumerated().map {
        DataRow(["input": $1.0, "label": $1.1], line: $0 + 1)
      }, shots: shots,
      models: [
        ModelArgument(name: "one", path: "/m/one.gguf"),
        ModelArgument(name: "two", path: "/m/two.gguf"),
      ])
  }

  static func job(_ model: Int, _ shots: Int, _ row: Int) -> BatchJob {
    BatchJob(cell: BatchCell(model: model, shots: shots), row: row)
  }
}

/// Makes the events of a session, and lets a tally follow them.
struct BatchScript {
  var tally: BatchTally
  var state = SessionState()
  private var turn = 0

  init(_ plan: BatchPlan) { tally = BatchTally(plan) }

  mutating func say(_ body: SessionEvent.Body, at t: Double = 0) {
    let event = SessionEvent(t: max(t, state.t), body)
    state.apply(event)
    tally.take(event, state)
  }

  mutating func open(_ pane: Int, _ path: String) {
    say(
      .pane(
        PaneEvent(pane: pane, action: .open, name: "p\(pane)", model: ModelFacts(path: path))))
  }

  /// Asks a row and answers it, from one time to another.
  mutating func answer(
    _ pane: Int, _ job: BatchJob, _ text: String, reason: GenerateStopReason = .stop,
    from start: Double = 0, to end: Double = 1, tokens: Int = 1, template: PromptTemplate? = nil
  ) {
    turn += 1
    ask(pane, job, turn, from: start, template: template)
    var metrics = GenerateMetrics()
    metrics.promptTokens = 20
    metrics.tokens = tokens
    metrics.ttftMilliseconds = (end - start) * 1000
    let error = reason == .error ? "it is too long" : nil
    say(
      .done(
        DoneEvent(
          pane: pane, turn: turn,
          result: GenerateResult(reason: reason, text: text, metrics: metrics, error: error))),
      at: end)
  }

  /// Asks a row that is not answered.
  mutating func ask(_ pane: Int, _ job: BatchJob) {
    turn += 1
    ask(pane, job, turn, from: state.t, template: nil)
  }

  private mutating func ask(
    _ pane: Int, _ job: BatchJob, _ turn: Int, from start: Double, template: PromptTemplate?
  ) {
    let values = tally.plan.rows[job.row].values
    let use = PromptUse(
      prompt: template?.json ?? tally.plan.prompt, shots: job.cell.shots, inputs: values)
    let question = Question(values["input"] ?? "", use)
    say(.prompt(PromptEvent(turn: turn, panes: [pane], question)), at: start)
    say(
      .start(
        StartEvent(
          pane: pane, turn: turn, seed: 1, rendered: "…", promptTokens: 20, cachedTokens: 0,
          condition: Condition(), parts: PromptParts(system: 0, examples: 12, input: 8))),
      at: start)
  }
}
