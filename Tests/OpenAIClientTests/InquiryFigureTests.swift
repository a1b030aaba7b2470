import GenerationAPI
import HTTP
import JSON
import Testing

@testable import OpenAIClient

/// What an answer's figures are, and what it may cost.
@Suite struct InquiryFigureTests {
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
}
