import Testing

@testable import SessionLog

/// Swift's own comparison of strings is quadratic in a run of combining marks: wherever a file's
/// text is compared, these would take hours.
struct LongNameTests {
  private let marks = String(repeating: "\u{301}\u{316}", count: 250_000)

  @Test(.timeLimit(.minutes(1)))
  func aMegabyteOfCombiningMarksTakesNoLongerThanOtherText() throws {
    var state = SessionState()
    for fields in [
      #""type":"pane","pane":1,"action":"open","model":{"path":"MARKS"}"#,
      #""type":"pane","pane":1,"action":"model","model":{"path":"MARKSa"}"#,
      #""MARKS":1,"type":"resumed","MARKS":{"MARKS":1}"#,
      #""type":"MARKS""#,
      #""type":"pane","pane":1,"action":"MARKS""#,
      #""type":"done","pane":1,"turn":1,"reason":"MARKS","text":"""#,
      #""type":"settings","pane":1,"settings":{"MARKS":{"value":1,"source":"MARKS"}}"#,
      #""type":"prompt","turn":1,"panes":[1],"text":"MARKS","prompt":{"MARKS":"MARKS"},"shots":1,"inputs":{"MARKS":"","a":"MARKS"}"#,
      #""type":"meta","title":"MARKS","sha256":{"MARKS":"","1":"MARKS"}"#,
    ] {
      let line = Array("{\"t\":1,\(fields.replacing("MARKS", with: marks))}".utf8)
      let event = try SessionEvent(line: line)
      #expect(event.line().count > 1_000_000)
      state.apply(event)
    }
    #expect(state.panes.first?.model.path?.utf8.last == UInt8(ascii: "a"))
    #expect(state.turn == 1)
  }

  @Test func anInputWithANameThatIsNoneIsKeptAsUnknown() throws {
    let name = String(repeating: "x", count: FieldReader.nameLimit + 1)
    let line =
      #"{"t":1.0,"type":"prompt","turn":1,"panes":[1],"text":"","prompt":{},"shots":2,"inputs":{"a":"b","\#(name)":"c"}}"#
    let event = try SessionEvent(line: Array(line.utf8))
    guard case .prompt(let prompt) = event.body else { throw SessionLineError.notAnEvent }
    #expect(prompt.question.use?.inputs == ["a": "b"])
    #expect(String(decoding: event.line(), as: UTF8.self) == line)
  }
}
