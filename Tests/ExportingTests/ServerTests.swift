import GenerationAPI
import JSON
import SessionLog
import Testing

@testable import Exporting

/// What servers answered, in other programs' forms.
@Suite struct ServerTests {
  private func session() -> SessionState {
    var script = Script()
    var model = ModelFacts(endpoint: "openai/gpt-4o-mini")
    model.host = "api.openai.com"
    script.add(
      .pane(PaneEvent(pane: 2, action: .open, name: "openai/gpt-4o-mini", model: model)))
    script.ask("Why?", panes: [1, 2])
    script.answer("Because.")
    var condition = Condition()
    condition.isRemote = true
    script.add(
      .start(
        StartEvent(
          pane: 2, turn: 1, seed: 7, rendered: "[]", promptTokens: 12, cachedTokens: 0,
          condition: condition)))
    var metrics = GenerateMetrics()
    metrics.tokens = 312
    metrics.reasoningTokens = 240
    metrics.promptTokens = 12
    metrics.rate = 71.5
    metrics.isEstimated = true
    metrics.condition = condition
    metrics.cost = Cost(amount: 0.0132, currency: "USD", isEstimated: true)
    let result = GenerateResult(reason: .stop, text: "Because.", metrics: metrics)
    script.add(.done(DoneEvent(pane: 2, turn: 1, result: result)))
    return script.state
  }

  @Test func tablesHoldCostServerAndWhatIsEstimated() throws {
    let json = try JSONValue.parse(Array(MetricsTable.json(session()).utf8))
    guard case .array(let rows) = json, rows.count == 2 else {
      Issue.record("not two rows")
      return
    }
    #expect(rows[0]["cost"] == .null)
    #expect(rows[0]["server"] == .null)
    #expect(rows[0]["estimated"] == .bool(false))
    #expect(rows[1]["server"] == .string("api.openai.com"))
    #expect(rows[1]["sharing"] == .string("server"))
    #expect(rows[0]["threads"] != .null)
    for name in ["sequences", "models", "threads", "warm"] {
      #expect(rows[1][name] == .null, "\(name)")
    }
    #expect(rows[1]["reasoning_tokens"] == .integer(240))
    #expect(rows[1]["estimated"] == .bool(true))
    #expect(rows[1]["cost"] == .number(0.0132))
    #expect(rows[1]["currency"] == .string("USD"))
    #expect(rows[1]["cost_estimated"] == .bool(true))
  }

  @Test func documentsSayWhatItCostAndWhatIsEstimated() {
    let markdown = MarkdownExport.text(session())
    #expect(markdown.contains("~71.5 tok/s"))
    #expect(markdown.contains("~312 tokens (240 reasoning)"))
    #expect(markdown.contains("~$0.0132"))
    #expect(markdown.contains("host: \"api.openai.com\""))
    let html = HTMLExport.text(session())
    #expect(html.contains("<th>cost</th>") || html.contains(">cost<"))
    #expect(html.contains("~$0.0132"))
    #expect(html.contains("~71.5"))
  }

  @Test func aSessionOfThisMachineAloneHasNoColumnForCosts() {
    #expect(!HTMLExport.text(Script.answered("Because.")).contains(">cost<"))
  }
}
