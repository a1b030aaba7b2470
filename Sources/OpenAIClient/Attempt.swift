import GenerationAPI
import HTTP

/// One request, and its answer read to its end.
extension Inquiry {
  /// Seconds for usage and `[DONE]` to follow the reason why a model ended.
  private static let farewell = 2.0
  /// Fields that are left out one after the other, for a server that names one at a time.
  private static let mostCorrections = 6
  /// Bytes of what a server says of a refusal, and seconds for it.
  private static let longestRefusal = 1 << 16
  private static let refusalPatience = 10.0

  mutating func attempt(_ destination: Destination) throws(ServerProblem) -> Outcome {
    if cancellation.isCancelled { throw .cancelled }
    let cancellation = cancellation
    let address = elsewhere ?? destination.address
    let exchange: any HTTPExchange
    do throws(TransferProblem) {
      exchange = try generator.transport.open(
        destination.request(at: address, body: body.bytes()), patience: endpoint.timeouts.first,
        isCancelled: { cancellation.isCancelled })
    } catch {
      switch error {
      case .silence, .cut, .overrun, .cancelled, .other: lost += 1
      case .badAddress, .noSuchHost, .noConnection, .certificate, .encryption: break
      }
      switch error {
      case .cancelled where cancellation.isCancelled: throw .cancelled
      case .noConnection, .cut, .other, .cancelled:
        let problem = ServerProblem.transfer(error, tries: tries)
        return .busy(problem, after: nil, reason: "no connection")
      default: throw .transfer(error, tries: tries)
      }
    }
    defer { exchange.close() }
    note(exchange.head)
    switch exchange.head.status {
    case 200, 201: return .answered(try read(exchange))
    case 300..<400:
      let next = try destination.redirected(by: exchange.head)
      guard elsewhere == nil else { throw .redirected(host: next.place) }
      elsewhere = next
      return .again
    default: return try refusal(exchange, path: address.path)
    }
  }

  private mutating func note(_ head: HTTPHead) {
    guard let limits = RateLimits(head), limits != self.limits else { return }
    self.limits = limits
    emit(.limits(limits))
  }

  private mutating func refusal(
    _ exchange: any HTTPExchange, path: String
  ) throws(ServerProblem) -> Outcome {
    let head = exchange.head
    let words = ServerWords(body: refusalBody(exchange))
    if cancellation.isCancelled { throw .cancelled }
    let said = quotation.quoted(words.message)
    if head.status == 429, words.isOfQuota { throw .quota(said: said) }
    if RetryRule.isBusy(head.status) {
      let after = RetryRule.asked(head, wallTime: world.wallTime())
      return .busy(
        .busy(status: head.status, tries: tries, after: after, said: said), after: after,
        reason: head.status == 429 ? "429, too many requests" : "\(head.status), not available")
    }
    if head.status == 400 || head.status == 422, corrected < Self.mostCorrections,
      body.correct(by: words)
    {
      corrected += 1
      generator.corrections.withLock { $0 = body.corrections }
      return .again
    }
    throw .refused(status: head.status, path: path, said: said)
  }

  private func refusalBody(_ exchange: any HTTPExchange) -> [UInt8] {
    exchange.setPatience(Self.refusalPatience)
    let until = world.clock() + Self.refusalPatience
    var body: [UInt8] = []
    // What was said before a failure is worth telling, too.
    while body.count < Self.longestRefusal, world.clock() < until,
      let bytes = try? exchange.next()
    {
      body += bytes
    }
    return Array(body.prefix(Self.longestRefusal))
  }

  /// Reads an answer. From here on nothing is asked again.
  private mutating func read(
    _ exchange: any HTTPExchange
  ) throws(ServerProblem) -> GenerateStopReason {
    var reader = AnswerReader(quotation)
    defer { self.reader = reader }
    let timeouts = endpoint.timeouts
    exchange.setPatience(timeouts.first)
    var lastAt = world.clock()
    var hasBegun = false
    var endsBy: Double?
    while !reader.isDone {
      let bytes: [UInt8]?
      do throws(TransferProblem) {
        bytes = try exchange.next()
      } catch {
        if cancellation.isCancelled { throw .cancelled }
        if reader.hasEnded { break }
        return try broken(.transfer(error, tries: 1), reader)
      }
      if cancellation.isCancelled { throw .cancelled }
      let now = world.clock()
      guard let bytes else {
        for event in reader.end(at: now) { emit(event) }
        break
      }
      for event in reader.feed(bytes, at: now) { onEvent(Generation(t: now, event: event)) }
      if isBounded, let most = body.most,
        max(reader.answer.tokens, reader.counts.generated ?? 0) > most
      {
        return .length
      }
      if let progress = reader.progressAt { lastAt = max(lastAt, progress) }
      if !hasBegun, reader.answer.firstAt != nil {
        hasBegun = true
        exchange.setPatience(timeouts.between)
      }
      // Signs of life are none for ever.
      let most = (hasBegun ? timeouts.between : timeouts.first) * 10
      if now - lastAt > most, !reader.hasEnded {
        return try broken(.idle(seconds: now - lastAt), reader)
      }
      if reader.finish != nil, !reader.isDone {
        if endsBy == nil {
          endsBy = now + Self.farewell
          exchange.setPatience(min(timeouts.between, Self.farewell))
        }
        if let endsBy, now >= endsBy { break }
      }
    }
    return try reason(reader)
  }

  /// The connection failed before the answer's end: what came of it is kept.
  private mutating func broken(
    _ problem: ServerProblem, _ reader: AnswerReader
  ) throws(ServerProblem) -> GenerateStopReason {
    guard reader.answer.firstAt != nil else { throw problem }
    cutBy = problem
    return .cut
  }

  private func reason(_ reader: AnswerReader) throws(ServerProblem) -> GenerateStopReason {
    if let failure = reader.failure { throw failure }
    switch reader.finish?.lowercased() {
    case "length", "max_tokens", "model_length", "max_output_tokens": return .length
    case "content_filter", "safety", "refusal": throw .filtered
    case "error", "abort", "cancelled", "canceled":
      guard reader.answer.firstAt != nil else { throw .failed(said: nil) }
      return .cut
    case .some: return .stop
    case nil:
      guard reader.answer.firstAt != nil else { throw .empty }
      return reader.isDone ? .stop : .cut
    }
  }
}
