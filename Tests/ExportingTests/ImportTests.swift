import GenerationAPI
import JSON
import SessionLog
import Testing

@testable import Exporting

@Suite struct ImportTests {
  private func imported(
    _ text: String, _ format: ImportFormat? = nil
  ) throws(ImportError) -> (states: [SessionState], remarks: [String]) {
    let sessions = try ImportedFile.sessions(
      Array(text.utf8), format: format, now: 1_700_000_000, app: "lineup 1")
    let states = sessions.sessions.map { session in
      var state = SessionState()
      state.apply(SessionEvent(t: 0, .session(session.header)))
      for event in session.events { state.apply(event) }
      return state
    }
    return (states, sessions.remarks)
  }

  private func talk(_ state: SessionState?) -> [String] {
    (state?.panes.first?.turns ?? []).flatMap { [$0.prompt, $0.answer] }
  }

  private let hello = #"[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes"}]"#

  @Test func everyFormOfMessagesIsTaken() throws {
    for text in [
      hello, #"{"messages":\#(hello)}"#, #"[\#(hello)]"#, #"[{"messages":\#(hello)}]"#,
      #"{"role":"user","content":"Hi"}"# + "\n" + #"{"role":"assistant","content":"Yes"}"#,
      "\u{FEFF}" + hello + "\n", "\n" + hello + "\n\n",
    ] {
      let found = try imported(text)
      #expect(found.states.map(talk) == [["Hi", "Yes"]], "\(text)")
      #expect(found.remarks.isEmpty)
    }
    #expect(try imported("\(hello)\n\(hello)\r\n").states.count == 2)
  }

  @Test func contentMayBeAnArrayOfParts() throws {
    let found = try imported(
      """
      [{"role":"user","content":[{"type":"text","text":"What is"},
       {"type":"image_url","image_url":{"url":"data:"}},"this?"]},
       {"role":"assistant","content":null}]
      """)
    #expect(found.states.map(talk) == [["What is\nthis?", ""]])
    #expect(found.remarks.map { $0.contains("pictures") } == [true])
  }

  @Test func systemMessagesAreASetting() throws {
    let found = try imported(
      #"[{"role":"developer","content":"A"},{"role":"system","content":"B"},{"role":"user","content":"Hi"}]"#
    )
    let pane = found.states.first?.panes.first
    #expect(pane?.settings.first { $0.name == "system" }?.value == .string("A\n\nB"))
    #expect(found.remarks.map { $0.contains("system messages") } == [true])
    #expect(pane?.turns.first?.result?.reason == .cut)
  }

  @Test func toolsAndUnknownRolesAreKeptAsText() throws {
    let found = try imported(
      """
      [{"role":"user","content":"Q"},
       {"role":"assistant","content":null,"tool_calls":[{"id":"1"}]},
       {"role":"tool","content":"42"},{"role":"oracle","content":"!"},
       {"role":"assistant","content":"It is 42"}]
      """)
    #expect(
      found.states.map(talk) == [
        ["Q", #"[{"id":"1"}]"#, "tool: 42\n\noracle: !", "It is 42"]
      ])
    #expect(found.remarks.map { $0.contains("tools") } == [true])
  }

  @Test func conversationsOfLLMAreInOrderWithTheirTimes() throws {
    let found = try imported(
      """
      [{"id":"2","model":"gpt","prompt":"Two","response":"2","conversation_id":"c",
        "datetime_utc":"2024-04-05T12:33:50","options_json":"{\\"temperature\\":0.5}",
        "duration_ms":1500,"input_tokens":5,"output_tokens":7},
       {"id":"1","model":"gpt","prompt":"One","system":"S","response":"1","conversation_id":"c",
        "datetime_utc":"2024-04-05T12:33:44.5+00:00","options_json":{}},
       {"id":"3","model":"other","prompt":"Else","response":"x","conversation_id":"d"}]
      """)
    #expect(found.states.map(talk) == [["One", "1", "Two", "2"], ["Else", "x"]])
    let first = try #require(found.states.first)
    #expect(first.header?.created == "2024-04-05T12:33:44Z")
    #expect(first.panes.first?.name == "gpt")
    #expect(first.panes.first?.model.path == nil)
    #expect(first.panes.first?.settings.map(\.name) == ["system", "temp"])
    let metrics = first.panes.first?.turns.last?.result?.metrics
    #expect(metrics?.promptTokens == 5)
    #expect(metrics?.tokens == 7)
    #expect(first.t == 7)
  }

  @Test(arguments: [
    ("", "nothing in it"), (" \n", "nothing in it"), ("{", "ends too early"),
    ("[1]", "no conversations"), ("[]", "no conversations"), ("null", "no conversations"),
    (#"{"a":1}"#, "no conversations"), ("[[]]", "no conversations"),
    (#"[{"role":1}]"#, "message 1 of conversation 1 has no role"),
    (#"{"messages":[{"role":"user"},{"content":"x"}]}"#, "message 2 of conversation 1"),
    (#"[{"prompt":"a"},{"x":1}]"#, "entry 2 has neither"),
    ("{\"messages\":[]}\n{x", "line 2: not valid JSON at byte 1"),
    (String(repeating: "[", count: 100_000), "nested deeper"),
    ("\u{0}", "nothing in it"), ("PK\u{3}\u{4}", "unexpected 'P'"),
  ])
  func whatIsNoConversationIsRefusedInASentence(text: String, reason: String) {
    let error = #expect(throws: ImportError.self) { _ = try imported(text) }
    #expect(error.map { "\($0)" }?.contains(reason) ?? false, "\(String(describing: error))")
  }

  @Test(arguments: [
    #"{"prompt":1,"response":[],"model":{},"system":7,"options_json":"{","datetime_utc":"x","duration_ms":-1,"input_tokens":-5,"output_tokens":1e99}"#,
    #"{"prompt":"a","duration_ms":1e300,"input_tokens":9223372036854775807,"datetime_utc":"9999-99-99T00:00:00"}"#,
    #"{"prompt":"a","datetime_utc":"0001-01-01T00:00:00","options_json":[1]}"#,
  ])
  func valuesOfOtherTypesAreDoneWithout(line: String) throws {
    #expect(try imported(line, .llm).states.count == 1)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0.0), ("2026-11-27T14:23:30Z", 1_795_789_410),
    ("2024-02-29 12:00:00.25", 1_709_208_000.25), ("2024-01-01T00:00:00+09:00", 1_704_034_800),
    ("2024-01-01T00:00:00-0130", 1_704_072_600), ("2024-01-01T00:00", 1_704_067_200),
  ])
  func timesAreRead(text: String, seconds: Double) {
    #expect(WallTime.seconds(text) == seconds)
  }

  @Test(arguments: [
    "", "2024", "2024-13-01T00:00:00Z", "2024-01-01T25:00:00", "x", "2024-01-01T00:00:00Zx",
  ])
  func whatIsNoTimeIsNone(text: String) { #expect(WallTime.seconds(text) == nil) }

  @Test func timesAreWrittenAsTheyAreRead() {
    for day in stride(from: 0, to: 60_000, by: 13) {
      let seconds = Double(day * 86_400 + day)
      #expect(WallTime.text(seconds).flatMap(WallTime.seconds) == seconds)
    }
    #expect(WallTime.text(-1) == nil)
    #expect(WallTime.text(.infinity) == nil)
  }
}
