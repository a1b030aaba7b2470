import Dispatch
import GenerationAPI
import HTTP
import JSON
import Synchronization
import Testing

@testable import OpenAIClient

@Suite struct InquiryTests {
  // MARK: What is asked

  @Test func messagesGoToChatsAndTextToCompletions() throws {
    var lab = Lab()
    lab.request.parameters.stop = ["END"]
    lab.request.parameters.seed = 7
    var server = ScriptedServer([FaultTests.whole])
    _ = lab.ask(server)
    let request = try #require(server.requests.first)
    #expect(request.address == "https://lab.test/v1/chat/completions" && request.method == "POST")
    #expect(request.headers["Authorization"] == "Bearer sk-very-secret-0123")
    #expect(
      String(decoding: request.body ?? [], as: UTF8.self)
        == #"{"model":"m-1","messages":[{"role":"user","content":"How deep is the sea?"}],"stream":true,"#
        + #""stream_options":{"include_usage":true},"max_tokens":512,"temperature":0.8,"top_p":0.95,"#
        + #""seed":7,"stop":["END"]}"#)
    lab.request.prompt = .text("The sea")
    lab.request.parameters.predict = -1
    lab.endpoint.url += "/?api-version=1"
    server = ScriptedServer([
      .events(#"{"choices":[{"text":" is","finish_reason":null}]}"#, Say.done)
    ])
    #expect(lab.ask(server).result?.text == " is")
    #expect(server.requests.first?.address == "https://lab.test/v1/completions?api-version=1")
    let body = try sent(server.requests.first)
    #expect(body.field("prompt")?.string == "The sea" && body.field("max_tokens") == nil)
  }

  @Test func serversThatKnowMoreAreAskedForMore() throws {
    var lab = Lab()
    lab.endpoint.takesMoreSamplers = true
    lab.endpoint.asksLogprobs = true
    lab.endpoint.lengthField = "max_completion_tokens"
    lab.request.parameters.repeatPenalty = 1.5
    let server = ScriptedServer([FaultTests.whole])
    _ = lab.ask(server)
    let body = try sent(server.requests.first)
    #expect(body.field("top_k")?.count == 40 && body.field("min_p")?.double == 0.05)
    #expect(body.field("repeat_penalty")?.double == 1.5)
    #expect(body.field("max_completion_tokens")?.count == 512 && body.field("max_tokens") == nil)
    #expect(body.field("logprobs") == .bool(true))
  }

  @Test func furtherFieldsAreSentAndNeverLeftOut() throws {
    var lab = Lab()
    lab.endpoint.body = [
      JSONField("reasoning_effort", .string("low")),
      JSONField("chat_template_kwargs", .object([JSONField("enable_thinking", .bool(false))])),
    ]
    let server = ScriptedServer([
      .status(400, [:], #"{"error":{"message":"Unsupported parameter: reasoning_effort"}}"#)
    ])
    #expect(lab.ask(server).result?.error?.contains("reasoning_effort") == true)
    #expect(server.requests.count == 1)
    let body = try sent(server.requests.first)
    #expect(body.field("reasoning_effort") == .string("low"))
    #expect(body.field("chat_template_kwargs")?.field("enable_thinking") == .bool(false))
  }

  @Test func whatAServerDoesNotKnowIsLeftOutAndNotSentAgain() throws {
    var lab = Lab()
    lab.endpoint.asksLogprobs = true
    let refused = { (words: String) in
      Answer.status(400, [:], #"{"error":{"message":"\#(words)"}}"#)
    }
    let server = ScriptedServer([
      refused("Unrecognized request argument supplied: stream_options"),
      .status(422, [:], #"{"detail":[{"loc":["body","logprobs"],"msg":"Extra inputs"}]}"#),
      refused("Use 'max_completion_tokens' instead of 'max_tokens'"), FaultTests.whole,
      FaultTests.whole,
    ])
    let generator = lab.generator(server)
    for _ in 0..<2 {
      var inquiry = Inquiry(generator, lab.request, Cancellation()) { _ in }
      inquiry.run()
    }
    #expect(server.requests.count == 5)
    for request in server.requests.suffix(2) {
      let body = try sent(request)
      #expect(body.field("stream_options") == nil && body.field("top_logprobs") == nil)
      #expect(body.field("logprobs") == nil && body.field("seed") != nil)
      #expect(body.field("max_completion_tokens")?.count == 512 && body.field("max_tokens") == nil)
    }
  }

  @Test func aModelWithATemperatureOfItsOwnAnswersAndThatIsTold() throws {
    func refused(_ words: String) -> Answer {
      .status(400, [:], #"{"error":{"message":"\#(words)"}}"#)
    }
    let server = ScriptedServer([
      refused("Unsupported value: 'temperature' does not support 0.8 with this model."),
      refused("Unsupported parameter: 'top_p' is not supported with this model."),
      FaultTests.whole,
    ])
    let result = try #require(Lab().ask(server).result)
    #expect(result.reason == .stop)
    #expect(result.error == "temp and top-p are not taken by this model, which has its own")
    let body = try sent(server.requests.last)
    #expect(body.field("temperature") == nil && body.field("top_p") == nil)
    // What is only out of bounds is not put aside.
    let bounds = ScriptedServer([refused("temperature must be at most 1"), FaultTests.whole])
    #expect(Lab().ask(bounds).result?.reason == .error && bounds.requests.count == 1)
  }

  @Test func aServerThatRefusesEverythingIsNotAskedForEver() {
    let fields = [
      "stream_options", "logprobs", "seed", "top_k", "min_p", "return_progress",
      "timings_per_token", "max_tokens max_completion_tokens", "repeat_penalty", "x",
    ]
    var lab = Lab()
    lab.endpoint.asksLogprobs = true
    lab.endpoint.takesMoreSamplers = true
    let server = ScriptedServer(fields.map { .status(400, [:], "no \($0)") })
    let result = lab.ask(server).result
    #expect(result?.reason == .error && server.requests.count == 7)
    #expect(result?.error?.contains("(400): no ") == true)
  }

  // MARK: Waiting and stopping

  @Test func waitingIsSaidEverySecond() {
    let server = ScriptedServer([.status(429, ["Retry-After": "3"]), FaultTests.whole])
    let outcome = Lab().ask(server)
    #expect(outcome.waits.map { $0.seconds.rounded() } == [3, 2, 1])
    #expect(outcome.waits.allSatisfy { $0.attempt == 2 && $0.reason == "429, too many requests" })
  }

  @Test func whatABusyServerAsksToWaitIsNoPartOfTheTimeToTheFirstToken() throws {
    let server = ScriptedServer([
      .status(429, ["Retry-After": "3"]), .events(Say.text("a"), Say.text("b"), Say.stop),
    ])
    let milliseconds = try #require(Lab().ask(server).result?.metrics.ttftMilliseconds)
    #expect(server.requests.count == 2 && milliseconds < 1000)
  }

  @Test func aWaitEndsAtOnceWhenItIsStopped() {
    let server = ScriptedServer([.status(429, ["Retry-After": "50"]), FaultTests.whole])
    var lab = Lab()
    lab.onEvent = { event, cancellation in
      if case .waiting(let wait) = event.event, wait.seconds < 49.5 { cancellation.cancel() }
    }
    let result = lab.ask(server).result
    #expect(result?.reason == .cancelled && result?.error == nil)
    #expect(server.time < 101.5 && server.requests.count == 1)
  }

  @Test func aStoppedAnswerKeepsWhatCameAndClosesTheConnection() {
    let server = ScriptedServer([.events(Say.text("a"), then: .cancel, .pause(9), .fail(.cut))])
    var lab = Lab()
    lab.prices = TokenPrices(input: 1, output: 1, currency: "EUR")
    let result = lab.ask(server).result
    #expect(result?.reason == .cancelled && result?.text == "a" && result?.error == nil)
    #expect(result?.metrics.cost?.isEstimated == true)
    #expect(server.closed.load(ordering: .relaxed) == 1 && server.time == 100)
  }

  @Test func whatWasStoppedBeforeItBeganIsNotAsked() {
    let server = ScriptedServer([FaultTests.whole])
    server.cancellation.cancel()
    #expect(Lab().ask(server).result?.reason == .cancelled)
    #expect(server.requests.isEmpty)
  }

  @Test func eventsComeInOrderFromAnotherThread() {
    let server = ScriptedServer([FaultTests.whole])
    let seen = Mutex<[Generation]>([])
    let done = DispatchSemaphore(value: 0)
    let lab = Lab()
    _ = lab.generator(server).start(lab.request) { event in
      seen.withLock { $0.append(event) }
      if case .done = event.event { done.signal() }
    }
    done.wait()
    let outcome = Outcome(events: seen.withLock { $0 })
    #expect(outcome.started && outcome.tokens.map(\.text) == ["It ", "is."])
    #expect(outcome.result?.reason == .stop)
  }

  // MARK: Refused before anything is sent

  @Test(arguments: [
    ("http://lab.test/v1", [:], "unencrypted"), ("https://me:pw@lab.test/v1", [:], "a user or"),
    ("https://lab.test/v1", ["X-A": "a\r\nEvil: b"], "X-A"), ("ftp://lab.test", [:], "http://"),
    ("https://lab.test/v1", ["Host": "evil.test"], "Host"), ("", [:], "http://"),
    ("https://lab.test/v1#a", [:], "http://"), ("https://lab.test/v1", ["A B": "c"], "A B"),
  ])
  func nothingIsSentWhereASecretWouldLeak(
    _ url: String, _ headers: [String: String], _ words: String
  ) {
    var lab = Lab()
    lab.endpoint.url = url
    lab.endpoint.headers = headers
    let server = ScriptedServer([FaultTests.whole])
    let result = lab.ask(server).result
    #expect(result?.reason == .error && server.requests.isEmpty)
    #expect(result?.error?.contains(words) == true, "\(result?.error ?? "–")")
    #expect(result?.error?.contains("pw") == false && result?.error?.contains("Evil") == false)
  }

  @Test func aSecretHeaderIsAKey() {
    var lab = Lab()
    lab.key = nil
    lab.endpoint.url = "http://lab.test/v1"
    #expect(lab.ask(ScriptedServer([FaultTests.whole])).result?.reason == .stop)
    lab.endpoint.headers = ["api-key": "hidden-42"]
    #expect(lab.ask(ScriptedServer([FaultTests.whole])).result?.error?.contains("unencr") == true)
    lab.endpoint.url = "http://127.0.0.1:8080/v1"
    let server = ScriptedServer([.status(401, [:], #"{"error":"not hidden-42"}"#)])
    #expect(lab.ask(server).result?.error?.hasSuffix(": not (the key)") == true)
    #expect(server.requests.first?.headers["api-key"] == "hidden-42")
  }

  @Test(arguments: [1, 3, 5, 100]) func anAnswerThatRepeatsTheKeyDoesNotHaveIt(_ size: Int) throws {
    let key = "sk-very-secret-0123"
    var pieces: [String] = []
    var rest = "So \(key), \(key)\(key) and sk-very-much. \(key.dropLast())"[...]
    while !rest.isEmpty {
      pieces.append(Say.text(String(rest.prefix(size))))
      rest = rest.dropFirst(size)
    }
    let steps = (pieces + [Say.stop, Say.done]).map {
      Answer.Step.bytes(Array("data: \($0)\n\n".utf8))
    }
    let outcome = Lab().ask(ScriptedServer([Answer(steps: steps)]))
    let text = try #require(outcome.result?.text)
    #expect(outcome.tokens.map(\.text).joined() == text)
    #expect(!text.contains("secret") && text.contains("and sk-very-much. "), "\(text)")
    #expect(text.split(separator: "(the key)").count >= 3, "\(text)")
    // Words that serve as keys where none is wanted are words.
    var lab = Lab()
    lab.key = APIKey("ollama")
    #expect(
      lab.ask(ScriptedServer([.events(Say.text("ollama"), Say.done)])).result?.text == "ollama")
    #expect(
      lab.ask(ScriptedServer([.status(403, [:], "ollama")])).result?.error?.hasSuffix("ollama")
        == true)
  }

  @Test(arguments: [1, 2, 7, 1000])
  func aKeyInAnAddressIsNotRepeated(_ size: Int) throws {
    var lab = Lab()
    lab.key = APIKey("sk-Abc/12/345+678=xyz")
    let forms = [
      "sk-Abc/12/345%2B678%3Dxyz", "sk-Abc%2f12%2f345%2b678%3dxyz", "sk-Abc%2F12%2F345+678=xyz",
      "%73%6B%2DAbc/12/345+678=xyz",
    ]
    let words = forms.map { "a?k=\($0)&100%" }.joined(separator: " ")
    let refused = ScriptedServer([.status(403, [:], #"{"error":"\#(words)"}"#)])
    let hidden = Array(repeating: "a?k=(the key)&100%", count: 4).joined(separator: " ")
    #expect(lab.ask(refused).result?.error?.hasSuffix(": " + hidden) == true)
    var pieces: [String] = []
    var rest = words[...]
    while !rest.isEmpty {
      pieces.append(Say.text(String(rest.prefix(size))))
      rest = rest.dropFirst(size)
    }
    let steps = (pieces + [Say.stop, Say.done]).map {
      Answer.Step.bytes(Array("data: \($0)\n\n".utf8))
    }
    let text = try #require(lab.ask(ScriptedServer([Answer(steps: steps)])).result?.text)
    #expect(!text.contains("678") && text.split(separator: "(the key)").count == 5, "\(text)")
    #expect(text.hasSuffix("&100%"))
  }

  @Test func shortKeysAndVariablesOfHeadersAreNotRepeated() {
    var lab = Lab()
    lab.key = APIKey("sk-Abc12345678")
    lab.endpoint.headers = ["X-Foo": "pw=quite-hidden"]
    lab.endpoint.headerSecrets = ["quite-hidden"]
    let said = ScriptedServer([
      .events(Say.text("A sk-Abc12345678 and quite-hidden."), Say.stop, Say.done)
    ])
    let text = lab.ask(said).result?.text ?? ""
    #expect(!text.contains("12345678") && !text.contains("hidden") && text.hasPrefix("A "))
  }

  @Test func anAnswerDoesNotGoOnAtAServer() {
    var lab = Lab()
    lab.request.continuing = [1]
    #expect(lab.ask(ScriptedServer([FaultTests.whole])).result?.error?.contains("go on") == true)
    lab.request.continuing = []
    lab.request.parameters.stop = ["a", "b", "c", "d", "e"]
    #expect(
      lab.ask(ScriptedServer([FaultTests.whole])).result?.error?.contains("at most 4") == true)
  }
}
