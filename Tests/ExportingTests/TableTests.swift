import JSON
import SessionLog
import Testing

@testable import Exporting

@Suite struct TableTests {
  private func script(_ text: String) -> SessionState {
    var script = Script()
    script.ask("Jisoo of Busan", Script.use())
    script.answer(text)
    script.ask(text, turn: 2)
    script.answer("b", turn: 2, reason: .length)
    return script.state
  }

  @Test func csvHasAHeaderAndARowForEachAnswer() {
    let rows = MetricsTable.csv(script("a,\"b\"\n")).split(separator: "\r\n")
    #expect(rows.count == 3)
    #expect(rows[0].hasPrefix("pane,name,model,quantisation,parameters,turn,variant,shown,seed,"))
    #expect(rows[0].hasSuffix(",setting_temp"))
    #expect(
      rows[1].hasPrefix(
        "1,small,small.gguf,Q4_1,134515008,1,1,true,7,json-person,1,Jisoo of Busan,"
          + "\"a,\"\"b\"\"\n\",false,"))
    #expect(rows[1].contains(",31.25,20,4,,19,212.5,4.5,6.0,9.0,"))
    #expect(rows[2].contains(",,length,,"))
  }

  @Test(arguments: ["=1", "+1", "-1", "@x", "\t1", "\r1"])
  func noTextIsAFormula(text: String) {
    let csv = MetricsTable.csv(Script.answered(text))
    #expect(csv.contains("'" + text))
    #expect(!csv.contains("," + text))
  }

  @Test(arguments: hostileTexts)
  func jsonIsReadBackAsItWas(text: String) throws {
    let json = try JSONValue.parse(Array(MetricsTable.json(Script.answered(text)).utf8))
    guard case .array(let rows) = json else {
      Issue.record("no array")
      return
    }
    #expect(rows.count == 1)
    #expect(rows.first?["answer"]?.text.hasBytes(of: text) ?? false)
    #expect(rows.first?["tps"] == .number(212.5))
  }

  @Test func aSessionWithoutAnswersHasNoRows() throws {
    #expect(MetricsTable.json(SessionState()) == "[]\n")
    #expect(MetricsTable.csv(SessionState()).split(separator: "\r\n").count == 1)
  }
}

@Suite struct MessagesExportTests {
  private func lines(_ state: SessionState) throws -> [JSONValue] {
    try MessagesExport.text(state, id: "7f3a").split(separator: "\n").map {
      try JSONValue.parse(Array($0.utf8))
    }
  }

  private func messages(_ line: JSONValue?) -> [String] {
    guard case .array(let messages)? = line?["messages"] else { return [] }
    return messages.map { ($0["role"]?.text ?? "") + ": " + ($0["content"]?.text ?? "") }
  }

  @Test func aConversationIsALine() throws {
    var script = Script()
    script.set("system", .string("Be kind."))
    script.ask("Why?")
    script.answer("first")
    script.ask("Why?")
    script.answer("second", variant: 2)
    script.ask("And?", turn: 2)
    script.answer("so", turn: 2)
    let lines = try lines(script.state)
    #expect(lines.count == 1)
    #expect(
      messages(lines.first) == [
        "system: Be kind.", "user: Why?", "assistant: second", "user: And?", "assistant: so",
      ])
    #expect(lines.first?["model"] == .string("small.gguf"))
    #expect(lines.first?["metadata"]?["session"] == .string("7f3a"))
  }

  @Test func aPromptFilesExamplesAreTheMessagesTheyWere() throws {
    var script = Script()
    script.ask("Jisoo of Busan", Script.use())
    script.answer("x")
    script.ask("Why?", turn: 2)
    script.answer("y", turn: 2)
    let lines = try lines(script.state)
    #expect(
      lines.map(messages) == [
        [
          "system: Answer with JSON.", "user: Text: Ann of Oslo", #"assistant: {"name":"Ann"}"#,
          "user: Text: Jisoo of Busan", "assistant: x",
        ], ["user: Why?", "assistant: y"],
      ])
  }

  @Test(arguments: hostileTexts)
  func whatIsExportedIsImportedAgain(text: String) throws {
    var script = Script()
    script.set("system", .string("S"))
    script.ask(text + "?")
    script.answer(text + "!")
    let exported = MessagesExport.text(script.state)
    let imported = try ImportedFile.sessions(Array(exported.utf8), now: 0, app: "lineup")
    var state = SessionState()
    for event in imported.sessions.first?.events ?? [] { state.apply(event) }
    let turn = state.panes.first?.turns.first
    #expect(turn?.prompt.hasBytes(of: text + "?") ?? false)
    #expect(turn?.answer.hasBytes(of: text + "!") ?? false)
    #expect(state.panes.first?.name == "small")
    #expect(state.panes.first?.settings.first?.value == .string("S"))
    #expect(imported.sessions.first?.header.created == "2026-11-27T14:23:30Z")
  }
}
