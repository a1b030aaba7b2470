import GenerationAPI
import HTTP
import Testing

@testable import OpenAIClient

/// One way in which a server goes wrong, and what becomes of it.
struct Fault: Sendable, CustomTestStringConvertible {
  var name: String
  var answers: [Answer]
  var reason: GenerateStopReason
  var text = ""
  /// Parts of the sentence; none for no sentence.
  var says: [String] = []
  var tries = 1
  /// Seconds of waiting, all in all.
  var waited = 0.0

  var testDescription: String { name }
}

@Suite struct FaultTests {
  static let whole = Answer.events(Say.text("It "), Say.text("is."), Say.stop, Say.done)
  static let html = "<!DOCTYPE html><html><body>Log in</body></html>"

  static let faults: [Fault] =
    refusals + busyServers + connections + redirects + streams + failuresWithin + forms

  static let refusals = [
    Fault(
      name: "401",
      answers: [
        .status(401, [:], #"{"error":{"message":"Incorrect API key: sk-very-secret-0123."}}"#)
      ], reason: .error,
      says: ["lab refused the key (401); check ${LAB_KEY}", "Incorrect API key: (the key)"]),
    Fault(
      name: "403", answers: [.status(403, [:], #"{"error":"no access"}"#)], reason: .error,
      says: ["(403)", "m-1", "${LAB_KEY}", ": no access"]),
    Fault(
      name: "404", answers: [.status(404, [:], #"{"detail":"Not Found"}"#)], reason: .error,
      says: ["no m-1", "/v1/chat/completions (404)", "Not Found"]),
    Fault(name: "405", answers: [.status(405)], reason: .error, says: ["(405)", "check its URL"]),
    Fault(
      name: "400 about nothing that can be left out",
      answers: [.status(400, [:], #"{"error":{"message":"temperature must be 1"}}"#)],
      reason: .error, says: ["did not understand", "(400): temperature must be 1"]),
    Fault(
      name: "404 with a page", answers: [.status(404, [:], html)], reason: .error,
      says: ["(404); check both"]),
    Fault(name: "402", answers: [.status(402)], reason: .error, says: ["wants to be paid"]),
    Fault(
      name: "a status of its own", answers: [.status(418)], reason: .error, says: ["status 418"]),
    Fault(
      name: "words that a terminal would obey, and that don't end",
      answers: [
        .status(
          403, [:],
          #"{"error":{"message":"a\u001b[2J\u202eb\u0007 \#(String(repeating: "x", count: 900))"}}"#
        )
      ], reason: .error, says: ["a[2Jb xxx", "x…"]),
    Fault(
      name: "a key in pieces",
      answers: [.status(401, [:], #"{"error":"sk-very-\u200bsecret-0123 is bad"}"#)],
      reason: .error, says: [": (the key) is bad"]),
  ]

  static let busyServers = [
    Fault(
      name: "429 with retry-after-ms",
      answers: [.status(429, ["retry-after-ms": "1500", "Retry-After": "9"]), whole],
      reason: .stop, text: "It is.", tries: 2, waited: 1.5),
    Fault(
      name: "429 with Retry-After in seconds",
      answers: [.status(429, ["Retry-After": "12"]), whole],
      reason: .stop, text: "It is.", tries: 2, waited: 12),
    Fault(
      name: "429 with a date",
      answers: [.status(429, ["Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT"]), whole],
      reason: .stop, text: "It is.", tries: 2, waited: 10),
    Fault(
      name: "429 with a date that is over",
      answers: [.status(429, ["Retry-After": "Sun, 06 Nov 1994 08:00:00 GMT"]), whole],
      reason: .stop, text: "It is.", tries: 2),
    Fault(
      name: "429 that asks for more than a minute",
      answers: [.status(429, ["Retry-After": "61"], #"{"error":{"message":"slow down"}}"#)],
      reason: .error, says: ["(429)", "asks to wait 61 s", "slow down"]),
    Fault(
      name: "429 without a word", answers: [.status(429), .status(429), whole], reason: .stop,
      text: "It is.", tries: 3, waited: 3),
    Fault(
      name: "429 with nonsense", answers: [.status(429, ["Retry-After": "soon"]), whole],
      reason: .stop, text: "It is.", tries: 2, waited: 1),
    Fault(
      name: "429 for ever", answers: Array(repeating: .status(429), count: 9), reason: .error,
      says: ["(429) (4 tries); try again later"], tries: 4, waited: 7),
    Fault(
      name: "429 since there is no money",
      answers: [
        .status(429, [:], #"{"error":{"message":"You exceeded","code":"insufficient_quota"}}"#)
      ], reason: .error, says: ["quota is used up", "You exceeded"]),
    Fault(
      name: "500", answers: [.status(500), whole], reason: .stop, text: "It is.", tries: 2,
      waited: 1),
    Fault(
      name: "503 while it loads",
      answers: [.status(503, [:], #"{"error":{"message":"Loading model"}}"#), whole],
      reason: .stop, text: "It is.", tries: 2, waited: 1),
    Fault(
      name: "502 with a page, for ever",
      answers: Array(repeating: .status(502, [:], html), count: 4),
      reason: .error, says: ["can't answer now (502) (4 tries)"], tries: 4, waited: 7),
    Fault(
      name: "504, then a refusal", answers: [.status(504), .status(401)], reason: .error,
      says: ["(401)"], tries: 2, waited: 1),
  ]

  static let connections = [
    Fault(
      name: "nobody there", answers: [], reason: .error,
      says: ["no connection to lab at lab.test; is it running? (4 tries)"], tries: 4, waited: 7),
    Fault(
      name: "there the second time", answers: [.none(.noConnection), whole], reason: .stop,
      text: "It is.", tries: 2, waited: 1),
    Fault(
      name: "cut before the head", answers: [.none(.cut), whole], reason: .stop, text: "It is.",
      tries: 2, waited: 1),
    Fault(
      name: "no such host", answers: [.none(.noSuchHost)], reason: .error,
      says: ["no host named lab.test"]),
    Fault(
      name: "a certificate of another", answers: [.none(.certificate("certificate has expired"))],
      reason: .error, says: ["not to be trusted: certificate has expired"]),
    Fault(
      name: "no encryption", answers: [.none(.encryption)], reason: .error, says: ["no encryption"]),
    Fault(
      name: "no answer at all", answers: [.none(.silence(seconds: 120))], reason: .error,
      says: ["lab was silent for 120 s"]),
    Fault(
      name: "a head, and no answer", answers: [Answer(steps: [.pause(1000)])], reason: .error,
      says: ["silent for 120 s"]),
    Fault(
      name: "a head, and an end", answers: [Answer()], reason: .error,
      says: ["ended its answer before it began"]),
    Fault(
      name: "a head, and a cut", answers: [Answer(steps: [.fail(.cut)])], reason: .error,
      says: ["cut the connection"]),
  ]

  static let redirects = [
    Fault(
      name: "307 to itself", answers: [.status(307, ["Location": "/v2/chat/completions"]), whole],
      reason: .stop, text: "It is.", tries: 2),
    Fault(
      name: "308 to another host",
      answers: [.status(308, ["Location": "https://evil.test/v1?k=1"])], reason: .error,
      says: ["on to evil.test, which is not followed"]),
    Fault(
      name: "307 to another port", answers: [.status(307, ["Location": "https://lab.test:444/"])],
      reason: .error, says: ["lab.test:444"]),
    Fault(
      name: "307 to plain http", answers: [.status(307, ["Location": "http://lab.test/v1"])],
      reason: .error, says: ["not followed"]),
    Fault(
      name: "301 to itself, which would be another request",
      answers: [.status(301, ["Location": "/v2"])], reason: .error, says: ["not followed"]),
    Fault(
      name: "307 again and again",
      answers: Array(repeating: .status(307, ["Location": "/v2"]), count: 9), reason: .error,
      says: ["not followed"], tries: 2),
    Fault(name: "307 to nowhere", answers: [.status(307)], reason: .error, says: ["not followed"]),
  ]

  static let streams = [
    Fault(
      name: "an end without [DONE]", answers: [.events(Say.text("It"), Say.stop)], reason: .stop,
      text: "It"),
    Fault(
      name: "an end without finish_reason", answers: [.events(Say.text("It"), Say.done)],
      reason: .stop, text: "It"),
    Fault(
      name: "an end without either", answers: [.events(Say.text("It"), Say.text(" is"))],
      reason: .cut, text: "It is"),
    Fault(
      name: "cut in mid-event", answers: [.text("data: " + Say.text("It") + "\n\ndata: {\"cho")],
      reason: .cut, text: "It"),
    Fault(
      name: "cut in mid-answer", answers: [.events(Say.text("It"), then: .fail(.cut)), whole],
      reason: .cut, text: "It", says: ["cut the connection"]),
    Fault(
      name: "silence in mid-answer", answers: [.events(Say.text("It"), then: .pause(61)), whole],
      reason: .cut, text: "It", says: ["silent for 60 s"]),
    Fault(
      name: "a pause in mid-answer",
      answers: [
        Answer(
          steps: [Say.text("It"), Say.stop].flatMap { event in
            [.pause(50), .bytes(Array("data: \(event)\n\n".utf8))]
          })
      ], reason: .stop, text: "It"),
    Fault(
      name: "[DONE], and the socket left open",
      answers: [.events(Say.text("It"), Say.done, then: .pause(1000), .fail(.other("late")))],
      reason: .stop, text: "It"),
    Fault(
      name: "a finish, and the socket left open",
      answers: [.events(Say.text("It"), Say.stop, then: .pause(1000))], reason: .stop, text: "It"),
    Fault(
      name: "a finish, and comments for ever",
      answers: [
        .events(
          Say.text("It"), Say.stop,
          then: .pause(1), .bytes([0x3A, 0x0A]), .pause(1), .bytes([0x3A, 0x0A]),
          .bytes(Array("data: ".utf8) + Array(Say.text(" more").utf8) + [0x0A, 0x0A]))
      ], reason: .stop, text: "It"),
    Fault(
      name: "comments, and never an answer",
      answers: [
        Answer(
          steps: (0..<100).flatMap { _ in [.pause(100), .bytes(Array(": wait\n\n".utf8))] })
      ], reason: .error,
      says: ["nothing of an answer came from lab for"]),
    Fault(
      name: "no length given",
      answers: [.events(Say.text("It"), Say.chunk("{}", finish: "length"))],
      reason: .length, text: "It"),
    Fault(
      name: "a filter",
      answers: [.events(Say.text("It"), Say.chunk("{}", finish: "content_filter"))],
      reason: .error, text: "It", says: ["content filter"]),
    Fault(
      name: "a word that nobody knows",
      answers: [.events(Say.text("It"), Say.chunk("{}", finish: "eos"))], reason: .stop, text: "It"),
    Fault(
      name: "an abort", answers: [.events(Say.text("It"), Say.chunk("{}", finish: "abort"))],
      reason: .cut, text: "It"),
    Fault(
      name: "a line without an end",
      answers: [
        .events(
          Say.text("It"), then: .bytes(Array(repeating: 0x61, count: 1 << 20)), .bytes([0x61]))
      ], reason: .error, text: "It", says: ["a line of more than 1 MiB"]),
    Fault(
      name: "an answer without an end",
      answers: [
        Answer(
          steps: Array(
            repeating: .bytes(
              Array("data: \(Say.text(String(repeating: "x", count: 1 << 19)))\n\n".utf8)),
            count: 12))
      ], reason: .error, text: String(repeating: "x", count: 9 << 19),
      says: ["larger than 4 MiB"]),
  ]

  static let failuresWithin = [
    Fault(
      name: "an error under 200", answers: [.text(#"{"error":{"message":"no room"}}"#), whole],
      reason: .error, says: ["lab failed: no room"]),
    Fault(
      name: "an error as the first event", answers: [.events(#"{"error":"no room"}"#), whole],
      reason: .error, says: ["lab failed: no room"]),
    Fault(
      name: "an error in mid-stream",
      answers: [.events(Say.text("It"), #"{"error":{"message":"gone","code":500}}"#), whole],
      reason: .error, text: "It", says: ["lab failed: gone"]),
    Fault(
      name: "an error in mid-stream as an event of that name",
      answers: [.text("data: \(Say.text("It"))\n\nevent: error\ndata: {\"message\":\"gone\"}\n\n")],
      reason: .error, text: "It", says: ["lab failed: gone"]),
    Fault(
      name: "an error as a field of that name",
      answers: [.text("error: {\"code\":500,\"message\":\"gone\"}\n\n")], reason: .error,
      says: ["lab failed: gone"]),
    Fault(
      name: "an error that repeats the key",
      answers: [.events(#"{"error":"sk-very-secret-0123 and \"Bearer sk-very-secret-0123\""}"#)],
      reason: .error, says: [#"lab failed: (the key) and "Bearer (the key)""#]),
    Fault(
      name: "an error of a choice",
      answers: [
        .events(
          #"{"choices":[{"delta":{"content":"It"},"finish_reason":"error","error":{"message":"up"}}]}"#
        )
      ], reason: .error, text: "It", says: ["lab failed: up"]),
    Fault(
      name: "an event that is not JSON", answers: [.events(Say.text("It"), "It is")],
      reason: .error, text: "It", says: ["not JSON"]),
    Fault(
      name: "errors that are none",
      answers: [
        .events(
          #"{"error":null,"choices":[{"delta":{"content":"It"}}]}"#, #"{"error":""}"#, Say.done)
      ],
      reason: .stop, text: "It"),
  ]

  static let forms = [
    Fault(
      name: "a page", answers: [.text("\n " + html)], reason: .error,
      says: ["a web page", "/v1"]),
    Fault(
      name: "all of it at once",
      answers: [
        .text(#"{"choices":[{"message":{"content":"It is."},"finish_reason":"stop"}]}"#)
      ], reason: .stop, text: "It is."),
    Fault(
      name: "half of all at once", answers: [.text(#"{"choices":[{"message":{"content":"It"#)],
      reason: .error, says: ["not JSON"]),
    Fault(
      name: "JSON that is no answer", answers: [.text(#"{"hello":"you"}"#)], reason: .error,
      says: ["before it began"]),
    Fault(
      name: "another word than an answer", answers: [.text("hello\n")], reason: .error,
      says: ["before it began"]),
    Fault(
      name: "JSON nested 10,000 deep",
      answers: [.events(String(repeating: "[", count: 10000), Say.done)], reason: .error,
      says: ["not JSON"]),
    Fault(
      name: "choices empty, null, of another kind",
      answers: [
        .events(
          #"{"choices":[]}"#, #"{"choices":null}"#, #"{"choices":7}"#, #"{"choices":[null]}"#, "7",
          Say.text("It"), Say.stop, Say.done)
      ], reason: .stop, text: "It"),
    Fault(
      name: "a refusal", answers: [.events(Say.chunk(#"{"refusal":"No."}"#), Say.stop)],
      reason: .stop, text: "No."),
    Fault(
      name: "content in parts",
      answers: [
        .events(
          Say.chunk(
            #"{"content":[{"type":"text","text":"It "},"is",{"type":"image"},{"text":7}]}"#),
          Say.stop)
      ], reason: .stop, text: "It is"),
    Fault(
      name: "a tool called",
      answers: [
        .events(
          Say.chunk(#"{"tool_calls":[{"index":0,"function":{"name":"weather","arguments":""}}]}"#),
          Say.chunk("{}", finish: "tool_calls"), Say.done)
      ], reason: .stop, text: "(It asked for a tool that there is none of here: “weather”.)"),
    Fault(
      name: "no empty line between events",
      answers: [.text("data: \(Say.text("It"))\ndata: \(Say.stop)\ndata: [DONE]\n")],
      reason: .stop, text: "It"),
    Fault(
      name: "an event not in UTF-8",
      answers: [
        Answer(
          steps: [
            .bytes(
              Array("data: ".utf8) + Array(Say.text("aXb").utf8).map { $0 == 0x58 ? 0xFF : $0 }
                + [0x0A, 0x0A]), .bytes(Array("data: \(Say.stop)\n\n".utf8)),
          ])
      ], reason: .stop, text: "a\u{FFFD}b"),
  ]

  @Test(arguments: faults) func aServerThatGoesWrongIsSaidToHaveDoneSo(_ fault: Fault) throws {
    let server = ScriptedServer(fault.answers)
    let start = server.time
    let outcome = Lab().ask(server)
    let result = try #require(outcome.result)
    #expect(result.reason == fault.reason)
    #expect(result.text == fault.text)
    #expect(server.requests.count == fault.tries)
    if fault.says.isEmpty { #expect(result.error == nil) }
    for part in fault.says {
      #expect(result.error?.contains(part) == true, "\(result.error ?? "–")")
    }
    if let error = result.error {
      #expect(!error.contains("\n") && !error.hasSuffix("."))
      #expect(!error.contains("secret") && error.unicodeScalars.count < 600)
    }
    #expect(outcome.started)
    #expect(outcome.tokens.map(\.text).joined() == result.text)
    if !outcome.waits.isEmpty || fault.waited > 0 {
      let waited = server.time - start
      #expect(abs(waited - fault.waited) < 0.01, "\(waited)")
    }
    // No key where it does not belong.
    for request in server.requests { #expect(request.address.hasPrefix("https://lab.test/")) }
    #expect(
      Int(server.closed.load(ordering: .relaxed))
        == fault.answers.prefix(fault.tries).count { $0.refusal == nil })
  }

  @Test func thereAreFortyFaultsAndMore() { #expect(Self.faults.count >= 40) }
}
