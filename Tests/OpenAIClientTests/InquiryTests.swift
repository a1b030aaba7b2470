import Dispatch
import GenerationAPI
import HTTP
import JSON
import Synchronization
import Testing

@testable import OpenAIClient

@Suite struct InquiryTests {
  private func sent(_ request: HTTPRequest?) throws -> JSONValue {
    try JSONValue.parse(try #require(request?.body))
  }

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

  // MARK: Figures

  @Test func figuresAreTheServersWhereItSaysThem() throws {
    var lab = Lab()
    lab.prices = TokenPrices(input: 1, cachedInput: 0.5, output: 10, currency: "EUR")
    let server = ScriptedServer([
      Answer(steps: [
        .pause(0.5), .bytes(Array("data: \(Say.text("a"))\n\n".utf8)), .pause(0.25),
        .bytes(Array("data: \(Say.text("b"))\n\n".utf8)),
        .bytes(Array("data: \(Say.stop)\n\ndata: \(Say.usage)\n\ndata: [DONE]\n\n".utf8)),
      ])
    ])
    let metrics = try #require(lab.ask(server).result?.metrics)
    #expect(metrics.tokens == 2 && metrics.promptTokens == 12 && metrics.cachedTokens == 4)
    #expect(!metrics.isEstimated && metrics.ttftMilliseconds == 500 && metrics.rate == 4)
    #expect(metrics.interTokenLatency?.max == 250)
    #expect(metrics.cost == Cost(amount: (8 + 4 * 0.5 + 20) / 1e6, currency: "EUR"))
    #expect(metrics.condition.isRemote && metrics.condition.cachedTokens == 4)
    #expect(metrics.reasoningTokens == nil && metrics.kvBytes == nil)
  }

  @Test func whatAServerDoesNotSayIsCountedAndMarked() throws {
    var lab = Lab()
    lab.prices = TokenPrices(input: 1, output: 10, currency: "EUR")
    let server = ScriptedServer([
      .events(Say.text("a"), Say.text("b"), Say.text("c"), then: .fail(.cut))
    ])
    let result = try #require(lab.ask(server).result)
    #expect(result.reason == .cut && result.metrics.tokens == 3 && result.metrics.isEstimated)
    // "How deep is the sea?" is 20 bytes.
    #expect(result.metrics.promptTokens == 9)
    #expect(result.metrics.cost == Cost(amount: 39e-6, currency: "EUR", isEstimated: true))
  }

  @Test func hiddenReasoningIsInTheCostAndNotInTheRate() throws {
    var lab = Lab()
    lab.prices = TokenPrices(input: 0, output: 1e6, currency: "EUR")
    let usage =
      #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":102,"completion_tokens_details":{"reasoning_tokens":100}}}"#
    let server = ScriptedServer([
      Answer(steps: [
        .bytes(Array("data: \(Say.text("a"))\n\n".utf8)), .pause(1),
        .bytes(Array("data: \(Say.text("b"))\n\ndata: \(usage)\n\ndata: [DONE]\n\n".utf8)),
      ])
    ])
    let metrics = try #require(lab.ask(server).result?.metrics)
    #expect(metrics.tokens == 102 && metrics.reasoningTokens == 100 && metrics.cost?.amount == 102)
    #expect(metrics.rate == 1 && metrics.interTokenLatency == nil)
  }

  @Test func anAnswerThatComesAtOnceHasNoTimesWithinIt() throws {
    let server = ScriptedServer([
      .text(
        #"{"choices":[{"message":{"content":"It is as deep as that."},"finish_reason":"stop"}]}"#)
    ])
    let metrics = try #require(Lab().ask(server).result?.metrics)
    #expect(metrics.ttftMilliseconds == nil && metrics.rate == nil && metrics.isEstimated)
    #expect(metrics.tokens == 6)
  }

  @Test func nothingIsChargedForAnAnswerThatNeverBegan() throws {
    var lab = Lab()
    lab.prices = TokenPrices(input: 1, output: 10, currency: "EUR")
    for answer in [Answer.status(401), .text(#"{"error":"no"}"#), Answer()] {
      let result = try #require(lab.ask(ScriptedServer([answer])).result)
      #expect(result.reason == .error && result.metrics.cost == nil)
    }
  }

  @Test func limitsAreSaidOnce() {
    let headers = [
      "X-RateLimit-Limit-Requests": "60", "x-ratelimit-remaining-requests": "59",
      "x-ratelimit-reset-requests": "1s", "x-ratelimit-limit-tokens": "150000",
      "x-ratelimit-remaining-tokens": "-1", "x-ratelimit-reset-tokens": "6m0s",
    ]
    var good = FaultTests.whole
    good.head = HTTPHead(status: 200, headers: headers)
    let server = ScriptedServer([.status(429, headers.merging(["Retry-After": "1"]) { $1 }), good])
    let quota = RateLimits(
      requests: .init(limit: 60, remaining: 59, resetSeconds: 1),
      tokens: .init(limit: 150000, resetSeconds: 360))
    #expect(Lab().ask(server).limits == [quota])
  }

  @Test func readingOfThePromptIsTold() {
    let server = ScriptedServer([
      .events(
        #"{"choices":[],"prompt_progress":{"total":32,"cache":0,"processed":16}}"#, Say.text("a"),
        Say.stop, Say.done)
    ])
    #expect(Lab().ask(server).prefills == [16])
  }

  // MARK: Money

  @Test func anAllowanceBoundsTheAnswer() throws {
    var lab = Lab()
    lab.prices = TokenPrices(input: 0, output: 1e6, currency: "EUR")
    lab.request.allowance = 3.5
    #expect(lab.generator(ScriptedServer([])).mostCost(of: lab.request) == 512)
    let server = ScriptedServer([
      .events(Say.text("a"), Say.text("b"), Say.text("c"), Say.chunk("{}", finish: "length"))
    ])
    let result = try #require(lab.ask(server).result)
    #expect(try sent(server.requests.first).field("max_tokens")?.count == 3)
    #expect(result.reason == .length && result.error?.hasPrefix("the budget ended it; ") == true)
    // Whoever does not heed it is left.
    let deaf = ScriptedServer([
      Answer.events(
        Say.text("a"), Say.text("b"), Say.text("c"), Say.text("d"), Say.text("e"), Say.stop)
    ])
    let other = try #require(lab.ask(deaf).result)
    #expect(other.reason == .length && other.text == "abcd" && other.error == result.error)
  }

  @Test func aPromptAboveTheAllowanceIsNotSent() throws {
    var lab = Lab()
    lab.prices = TokenPrices(input: 1e6, output: 1, currency: "EUR")
    lab.request.allowance = 100
    let server = ScriptedServer([FaultTests.whole])
    let result = try #require(lab.ask(server).result)
    #expect(result.reason == .error && server.requests.isEmpty)
    #expect(result.error?.contains("would pass the budget") == true, "\(result.error ?? "")")
    #expect(result.error?.contains("100.00 EUR is left") == true)
  }

  /// A server charges for the longest prompt and all of the answer that it was allowed, each time it is
  /// sent a request that it does not refuse.
  @Test(arguments: [
    [FaultTests.whole], [.none(.cut), FaultTests.whole], [.none(.other("?")), FaultTests.whole],
    [.none(.silence(seconds: 120)), FaultTests.whole],
    [.none(.noConnection), .none(.cut), FaultTests.whole],
    [.text("", .fail(.cut)), FaultTests.whole], [.text("", .cancel), FaultTests.whole],
  ])
  func whatAServerCanChargeIsNeverMoreThanTheAllowance(_ answers: [Answer]) throws {
    for (input, output) in [(0.0, 1e4), (1e4, 0), (1e3, 2e3), (1e4, 1e4), (0.1, 6e5)] {
      for allowance in [0, 0.01, 1.6, 2.5, 3, 10, 1e6] {
        for predict in [-1, 1, 40, 512] {
          var lab = Lab()
          lab.prices = TokenPrices(input: input, output: output, currency: "EUR")
          lab.request.allowance = allowance
          lab.request.parameters.predict = predict
          let server = ScriptedServer(answers)
          _ = lab.ask(server)
          var charged = 0.0
          for (request, answer) in zip(server.requests, answers)
          where answer.refusal != .noConnection {
            let prompt = TokenEstimate.most(lab.request.prompt)
            charged += Double(prompt) * input / 1e6
            if output == 0 { continue }
            let most = try #require(try sent(request).field("max_tokens")?.count)
            charged += Double(most) * output / 1e6
          }
          #expect(charged <= allowance * (1 + 1e-9), "\(input) \(output) \(predict)")
        }
      }
    }
  }

  @Test func aRequestThatNothingCameOfMayBeChargedFor() throws {
    var lab = Lab()
    lab.prices = TokenPrices(input: 1e6, output: 2e6, currency: "EUR")
    // Asked again, since there is no budget.
    let cut = try #require(lab.ask(ScriptedServer([.none(.cut), .none(.noConnection)])).result)
    let prompt = Double(TokenEstimate.likely(lab.request.prompt))
    #expect(cut.metrics.cost == Cost(amount: prompt, currency: "EUR", isEstimated: true))
    let silent = try #require(lab.ask(ScriptedServer([.none(.silence(seconds: 1))])).result)
    #expect(silent.metrics.cost?.amount == prompt)
    let refused = try #require(lab.ask(ScriptedServer([.status(401)])).result)
    #expect(refused.metrics.cost == nil)
    let absent = try #require(lab.ask(ScriptedServer([])).result)
    #expect(absent.metrics.cost == nil)
  }

  @Test func theMostThatAnswersCostIsKnownWherePricesAre() throws {
    var lab = Lab()
    #expect(lab.generator(ScriptedServer([])).mostCost(of: lab.request) == nil)
    lab.prices = TokenPrices(input: 1e6, output: 2e6, currency: "EUR")
    lab.request.prompt = .text("바다")
    // Six bytes, and what may stand around them.
    let most = try #require(lab.generator(ScriptedServer([])).mostCost(of: lab.request))
    #expect(abs(most - 1039) < 1e-6)
    lab.request.parameters.predict = -1
    #expect(lab.generator(ScriptedServer([])).mostCost(of: lab.request) == .infinity)
    lab.prices?.output = 0
    #expect(lab.generator(ScriptedServer([])).mostCost(of: lab.request) == 15)
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
