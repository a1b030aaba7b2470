import Cells
import Exporting
import JSON
import SessionLog

/// A session in every form: whatever is in it, none of them breaks.
func checkExports(_ state: SessionState) throws {
  let html = HTMLExport.text(state, id: "7f3a")
  for scalar in html.unicodeScalars where scalar != "\n" && scalar != "\t" {
    try require(
      scalar.value >= 0x20 && scalar.value != 0x7F && !(0x202A...0x202E ~= scalar.value),
      "the page has U+\(String(scalar.value, radix: 16))")
  }
  _ = MarkdownExport.text(state, id: "7f3a")
  _ = MetricsTable.csv(state)
  _ = try JSONValue.parse(Array(MetricsTable.json(state).utf8))
  for line in MessagesExport.text(state).utf8.split(separator: 0x0A) {
    _ = try JSONValue.parse(Array(line))
  }
  var cleaned = state
  var cleaning = SecretCleaning(SecretScanner(environment: ["KEY": "abcdefghijkl"]))
  cleaning.clean(&cleaned)
  try require(cleaning.places.isEmpty == (cleaned == state), "cleaned without a place, or not")
}

func checkConversations(_ bytes: [UInt8]) throws {
  let imported: ImportedSessions
  do {
    imported = try ImportedFile.sessions(bytes, now: 1e9, app: "lineup")
  } catch { return try requirePlain("\(error)") }
  try require(!imported.sessions.isEmpty, "taken, and nothing was in it")
  for session in imported.sessions.prefix(20) {
    var state = SessionState()
    state.apply(SessionEvent(t: 0, .session(session.header)))
    for event in session.events {
      let read = try SessionEvent(line: event.line())
      try require(read == event, "read back as \(read), was \(event)")
      state.apply(event)
    }
    try checkExports(state)
    // What was said comes back, whatever it was.
    let exported = MessagesExport.text(state)
    if exported.isEmpty { continue }
    let again = try ImportedFile.sessions(Array(exported.utf8), now: 1e9, app: "lineup")
    var second = SessionState()
    for event in again.sessions.flatMap(\.events) { second.apply(event) }
    let (first, copy) = (talk(state), talk(second))
    try require(
      first.count == copy.count && zip(first, copy).allSatisfy { $0.utf8.elementsEqual($1.utf8) },
      "said again as \(copy), was \(first)")
  }
}

private func talk(_ state: SessionState) -> [String] {
  state.panes.flatMap(\.turns).flatMap { [$0.prompt, $0.answer] }
}

enum ConversationSeeds {
  static let all: [[UInt8]] = [
    #"[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes"}]"#,
    #"{"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"}]},{"role":"assistant","content":null,"tool_calls":[1]},{"role":"tool","content":"x"}],"metadata":{"created":"2024-01-01T00:00:00Z"}}"#,
    "{\"role\":\"user\",\"content\":\"**a** `b`\"}\n{\"role\":\"assistant\",\"content\":\"```\\nx\\n\"}\n",
    #"[{"id":"1","model":"m","prompt":"p","system":"s","response":"| a | b |\n|---|---|\n| 1 | 2 |","options_json":"{\"temperature\":0.5}","datetime_utc":"2024-04-05T12:33:50.5","conversation_id":"c","duration_ms":1500,"input_tokens":5,"output_tokens":7}]"#,
    #"{"prompt":"- a\n  - b\n> c\n\n1. d","response":"a\n# h\n---\n<think>x</think>[a](http://b.c)"}"#,
  ].map { Array($0.utf8) }
}
