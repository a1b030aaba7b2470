import GenerationAPI
import JSON
import Support
import Testing

@testable import SessionLog

struct CodecTests {
  private func line(_ event: SessionEvent) -> String {
    String(decoding: event.line(), as: UTF8.self)
  }

  private func event(_ line: String) throws -> SessionEvent {
    try SessionEvent(line: Array(line.utf8))
  }

  // MARK: Properties

  @Test func everyEventComesBackAsItWas() throws {
    var random = SplitMix(seed: 4)
    for _ in 0..<3000 {
      let event = random.event()
      let line = event.line()
      #expect(!line.contains(0x0A))
      let back = try SessionEvent(line: line)
      #expect(back == event)
      #expect(back.unknownFields.isEmpty)
      // Strings that look the same compare equal; their bytes must be the same too.
      #expect(back.line() == line)
    }
  }

  @Test func aTruncatedLineIsRefused() throws {
    var random = SplitMix(seed: 5)
    for _ in 0..<100 {
      let line = random.event().line()
      for length in stride(from: 0, to: line.count, by: 3) {
        #expect(throws: SessionLineError.self) {
          try SessionEvent(line: Array(line.prefix(length)))
        }
      }
    }
  }

  @Test func brokenEventsNeverTrapInTheFold() throws {
    var random = SplitMix(seed: 6)
    var state = SessionState()
    for _ in 0..<5000 {
      var line = random.event().line()
      for _ in 0..<random.below(3) { line[random.below(line.count)] = UInt8(random.below(256)) }
      if let event = try? SessionEvent(line: line) { state.apply(event) }
    }
    #expect(!state.panes.isEmpty)
  }

  // MARK: The lines themselves

  @Test func aHeaderIsWrittenAsDocumented() throws {
    let header = SessionHeader(
      created: "2026-11-23T14:09:44Z", app: "lineup 0.1.0",
      machine: SessionHeader.Machine(cpu: "Zen 3", cores: 2, memory: 1024, kernels: "avx2"))
    #expect(
      line(SessionEvent(t: 0, .session(header)))
        == #"{"t":0.0,"type":"session","v":1,"created":"2026-11-23T14:09:44Z","#
        + #""app":"lineup 0.1.0","machine":{"cpu":"Zen 3","cores":2,"memory":1024,"#
        + #""kernels":"avx2"}}"#)
  }

  @Test func aTokenIsWrittenAsDocumented() throws {
    let token = GeneratedToken(id: 42, text: " sea\n", logprob: -0.1)
    #expect(
      line(SessionEvent(t: 1.25, .token(pane: 2, token)))
        == #"{"t":1.25,"type":"token","pane":2,"id":42,"text":" sea\n","logprob":-0.1}"#)
    let silent = GeneratedToken(id: 42, text: "", logprob: nil)
    #expect(
      line(SessionEvent(t: 1.25, .token(pane: 2, silent)))
        == #"{"t":1.25,"type":"token","pane":2,"id":42,"text":"","logprob":null}"#)
  }

  @Test func aDoneIsWrittenWithAllItsMetrics() throws {
    var metrics = GenerateMetrics()
    metrics.ttftMilliseconds = 31.5
    metrics.promptTokens = 20
    metrics.cachedTokens = 4
    metrics.tokens = 3
    metrics.rate = .nan
    metrics.interTokenLatency = InterTokenLatency(p50: 4, p95: 5.5, max: 6)
    metrics.kvBytes = 4096
    metrics.condition.sequences = 2
    metrics.condition.warm = true
    metrics.condition.pausedSeconds = 2.5
    let result = GenerateResult(reason: .stop, text: "a", metrics: metrics)
    #expect(
      line(SessionEvent(t: 2, .done(DoneEvent(pane: 1, turn: 1, result: result))))
        == #"{"t":2.0,"type":"done","pane":1,"turn":1,"variant":1,"reason":"stop","text":"a","#
        + #""metrics":{"load_s":null,"ttft_ms":31.5,"prompt_tokens":20,"cached_tokens":4,"#
        + #""prefill_tps":null,"tokens":3,"tps":null,"#
        + #""itl_ms":{"p50":4.0,"p95":5.5,"max":6.0},"kv_bytes":4096,"#
        + #""condition":{"sharing":"shared ×2","sequences":2,"models":1,"threads":1,"#
        + #""warm":true,"cached_tokens":0,"paused_s":2.5}}}"#)
  }

  @Test func aPauseIsASpanOfTimeAndNeverNegative() throws {
    #expect(
      line(SessionEvent(t: 2, .paused(seconds: 1.25)))
        == #"{"t":2.0,"type":"paused","paused_s":1.25}"#)
    for odd in ["-1", "null", #""long""#, "1e999"] {
      let text = #"{"t":2,"type":"paused","paused_s":\#(odd)}"#
      #expect(try SessionEvent(line: Array(text.utf8)).body == .paused(seconds: 0))
    }
  }

  @Test func whereAPaneStandsAndWhatItBeginsWithIsKept() throws {
    let event = SessionEvent(
      t: 1, .pane(PaneEvent(pane: 3, action: .open, name: "a#2", place: 2, copies: 1)))
    #expect(
      line(event)
        == #"{"t":1.0,"type":"pane","pane":3,"action":"open","name":"a#2","place":2,"copies":1}"#)
    #expect(try SessionEvent(line: Array(line(event).utf8)) == event)
  }

  @Test func numbersThatAreNotFiniteAreWrittenAsNullAndReadAsAbsent() throws {
    var metrics = GenerateMetrics()
    metrics.rate = .infinity
    metrics.interTokenLatency = InterTokenLatency(p50: 1, p95: .nan, max: 2)
    var model = ModelFacts(path: "a")
    model.loadSeconds = .nan
    for event in [
      done(metrics: metrics, at: 1),
      SessionEvent(t: 1, .token(pane: 1, GeneratedToken(id: 1, text: "", logprob: .nan))),
      SessionEvent(t: 1, .pane(PaneEvent(pane: 1, action: .model, model: model))),
      SessionEvent(
        t: 1,
        .sample(
          SampleEvent(
            rss: 1, available: 2,
            panes: [SampleEvent.Pane(pane: 1, tps: -.infinity, kvBytes: nil)]))),
    ] {
      let back = try SessionEvent(line: event.line())
      #expect(back.line() == event.line())
      #expect(back.unknownFields.isEmpty)
    }
  }

  @Test func timesHaveMicroseconds() throws {
    let event = SessionEvent(t: 1.0 / 3, .resumed(wall: ""))
    #expect(line(event).hasPrefix(#"{"t":0.333333,"#))
    #expect(try SessionEvent(line: event.line()).t == event.t)
  }

  @Test func seedsOfSixtyFourBitsAreExact() throws {
    for seed: UInt64 in [0, 1 << 53 + 1, UInt64(Int.max), UInt64(Int.max) + 1, .max] {
      let event = started(seed: seed, at: 1)
      #expect(line(event).contains("\"seed\":\(seed),"))
      #expect(try SessionEvent(line: event.line()) == event)
    }
  }

  @Test(arguments: ["vote", "resumed"])
  func aTimeThatIsNoNumberIsWrittenAsNoneAndOnce(type: String) throws {
    let read = try event(#"{"t":"noon","type":"\#(type)","wall":"","t":null}"#)
    #expect(read.t == 0)
    #expect(line(read) == #"{"t":0.0,"type":"\#(type)","wall":""}"#)
  }

  @Test func ofEqualNamesTheLastCountsAndComesBack() throws {
    let read = try event(
      #"{"t":1.0,"type":"settings","pane":1,"settings":{"a":{"value":1,"by":2},"a":3}}"#)
    #expect(read.body == .settings(pane: 1, settings: []))
    #expect(line(read) == #"{"t":1.0,"type":"settings","pane":1,"settings":{"a":3}}"#)
  }

  @Test func ofEqualNamesTheLastStaysWhereItIsOfAnUnexpectedType() throws {
    let read = try event(#"{"t":1.0,"type":"resumed","wall":5,"z":2,"wall":1}"#)
    #expect(read.body == .resumed(wall: ""))
    #expect(read.unknownFields == [JSONField("z", .integer(2)), JSONField("wall", .integer(1))])
    #expect(line(read) == #"{"t":1.0,"type":"resumed","wall":1,"z":2}"#)
  }

  // MARK: What this version does not know

  @Test(arguments: [
    #"{"t":1.5,"type":"vote","pane":1,"for":[2,{"x":null}],"weight":1.0}"#,
    #"{"t":1.5,"type":"resumed","wall":"w","host":"there","z":1,"a":2}"#,
    #"{"t":1.5,"type":"pane","pane":1,"action":"swap","with":2}"#,
    #"{"t":1.5,"type":"done","pane":1,"turn":1,"reason":"filtered","text":"x","metrics":{}}"#,
    #"{"t":1.5,"type":"pane","pane":1,"action":"open","model":{"path":"a","licence":"MIT"}}"#,
    #"{"t":1.5,"type":"settings","pane":1,"settings":{"temp":{"value":0.5,"source":"flag","by":1}}}"#,
    #"{"t":1.5,"type":"settings","pane":1,"settings":{"temp":{"value":0.5,"source":""},"x":3}}"#,
    #"{"t":1.5,"type":"meta","title":"a","sha256":{"1":"aa","all":"bb"}}"#,
    #"{"t":1.5,"type":"meta","title":5,"tags":["a",1]}"#,
    #"{"t":1.5,"type":"prompt","turn":1,"panes":[1],"text":"x","inputs":{"a":"b","n":5}}"#,
    #"{"t":1.5,"type":"sample","rss":1,"available":2,"panes":[{"pane":1,"tps":1.0,"kv_bytes":3,"gpu":1},{"pane":2,"tps":null,"kv_bytes":null}]}"#,
  ])
  func itIsKeptAndWrittenBack(_ text: String) throws {
    #expect(line(try event(text)) == text)
  }

  @Test func unknownFieldsOfNestedObjectsAreKept() throws {
    let text =
      #"{"t":1,"type":"done","pane":1,"turn":1,"reason":"stop","text":"","joules":2,"#
      + #""metrics":{"tokens":3,"energy":{"gpu":1.5},"condition":{"fan":"loud"}}}"#
    let event = try event(text)
    guard case .done(let done) = event.body else {
      Issue.record("not a done event")
      return
    }
    #expect(done.result.metrics.tokens == 3)
    let written = line(event)
    #expect(written.contains(#""energy":{"gpu":1.5}"#))
    #expect(written.contains(#""fan":"loud"}"#))
    #expect(written.contains(#""joules":2"#))
    #expect(try SessionEvent(line: event.line()) == event)
  }

  @Test func aHeaderOfANewerVersionIsReadAsFarAsItGoes() throws {
    let event = try event(#"{"t":0,"type":"session","v":7,"created":{"unix":5},"app":"x"}"#)
    guard case .session(let header) = event.body else {
      Issue.record("not a header")
      return
    }
    #expect(header.version == 7)
    #expect(header.app == "x")
    #expect(line(event).contains(#""created":{"unix":5}"#))
  }

  // MARK: What is no event

  @Test(arguments: [
    (#"{"t":1,"type":"token","id":1,"text":""}"#, "pane"),
    (#"{"t":1,"type":"token","pane":0,"id":1,"text":""}"#, "pane"),
    (#"{"t":1,"type":"token","pane":-1,"id":1,"text":""}"#, "pane"),
    (#"{"t":1,"type":"token","pane":1.5,"id":1,"text":""}"#, "pane"),
    (#"{"t":1,"type":"token","pane":9223372036854775807,"id":1,"text":""}"#, "pane"),
    (#"{"t":1,"type":"token","pane":1,"id":"1","text":""}"#, "id"),
    (#"{"t":1,"type":"token","pane":1,"id":1,"text":null}"#, "text"),
    (#"{"t":1,"type":"prefill","pane":1,"done":-1,"total":1}"#, "done"),
    (#"{"t":1,"type":"load","pane":1,"done":1}"#, "total"),
    (#"{"t":1,"type":"prompt","turn":1,"panes":[1,"2"],"text":""}"#, "panes"),
    (#"{"t":1,"type":"start","pane":1,"turn":1,"seed":-5,"rendered":""}"#, "seed"),
    (#"{"t":1,"type":"settings","pane":1}"#, "settings"),
    (#"{"t":1,"type":"pane","pane":1}"#, "action"),
    (#"{"t":1,"type":"session"}"#, "v"),
  ])
  func aMissingOrImpossibleFieldIsNamed(_ text: String, field: String) {
    #expect {
      try event(text)
    } throws: { error in
      guard case .badField(field, _) = error as? SessionLineError else { return false }
      return true
    }
  }

  @Test func linesThatAreNoEventsAreRefused() {
    for text in ["[]", "5", "{}", #"{"type":5}"#, #"{"t":1}"#] {
      #expect(throws: SessionLineError.notAnEvent) { try event(text) }
    }
    #expect(throws: SessionLineError.json(JSONError(.unexpectedEnd, offset: 0))) { try event("") }
  }

  @Test func countsOfOtherProgramsMayBeWrittenAsFractions() throws {
    let event = try event(#"{"t":1,"type":"prefill","pane":1.0,"done":2.0,"total":3e0}"#)
    #expect(event.body == .prefill(pane: 1, done: 2, total: 3))
  }

  @Test func moreSettingsThanThereCanBeAreRefused() {
    let entries = (0...256).map { #""s\#($0)":{"value":1,"source":""}"# }.joined(separator: ",")
    #expect(throws: SessionLineError.badField("settings", type: "settings")) {
      try event(#"{"t":1,"type":"settings","pane":1,"settings":{\#(entries)}}"#)
    }
  }
}
